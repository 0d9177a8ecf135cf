"""The phone without signal: service worker, shell, manifest, and who is logged in.

The service worker keeps the shell and its files on the phone, as one set by the build's digest. The shell holds
nothing of anybody: what it shows comes from the phone's own store, which is sealed with the person's key. The phone
gets this key with each log-in, forgets it when she logs out, and so cannot open her figures for the next person.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, public, signed_in
from terrace.base.kernel import periods
from terrace.web.ui.components import EntryCell, EntryGroup

BUILD = "ui/build/"
ENTRY = "src/entry.ts"
#: What the shell shows besides the scripts of the entry page.
BESIDES = ("ui/logo.svg", f"{BUILD}terrace.js", f"{BUILD}terrace.css")
SALT = "terrace.workspace.offline"


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view
    """The service worker of the whole site, with its version and its files before it."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker() -> str:
    """Built once a process: files of a build do not change under a running site."""
    files = [*BESIDES, *_scripts(), *_fonts()]
    shells = [_shell(language) for language, _name in settings.LANGUAGES]
    script = _read(f"{BUILD}worker.js")
    digests = {static(each): hashlib.sha256(_read(each)).hexdigest() for each in files}
    version = hashlib.sha256(b"\0".join([script, json.dumps(digests).encode(), *(each.encode() for each in shells)]))
    build = {"version": version.hexdigest()[:16], "files": digests}
    return f"self.BUILD = {json.dumps(build)};\n{script.decode()}"


def _read(name: str) -> bytes:
    """The bytes of a static file; raises Http404 while nothing is built."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404(name)
    return Path(found).read_bytes()


def _scripts() -> Iterator[str]:
    """The entry page's script and what it imports, by Vite's list."""
    chunks: dict[str, Any] = json.loads(_read(f"{BUILD}manifest.json"))
    waiting, seen = [ENTRY], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += chunks[name].get("imports", [])
            yield BUILD + chunks[name]["file"]


def _fonts() -> Iterator[str]:
    folder = Path(str(finders.find(f"{BUILD}worker.js"))).parent
    return (f"{BUILD}{path.name}" for path in sorted(folder.glob("*.woff2")))


@public
@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page that stands in for any page without signal; `?language=en` for the other language."""
    wanted = request.GET.get("language", "")
    known = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    response = HttpResponse(_shell(known))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _shell(language: str) -> str:
    """Nobody's page: drawn without the request, so that no name and no token can be in it."""
    some = periods.parse("2026-M01")  # the script writes the return's own periods over it
    row = EntryGroup("", (EntryCell("", "", "", 0),))
    with translation.override(language):
        return render_to_string("workspace/offline/shell.html", {"groups": [row], "period": some, "last_period": some})


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view
    """What a phone needs to install the site."""
    sizes = {"icon.svg": ("any", "any"), "icon-192.png": ("192x192", "any"), "icon-512.png": ("512x512", "any")}
    sizes["icon-maskable.png"] = ("512x512", "maskable")
    icons = [
        {"src": static(f"workspace/{name}"), "sizes": size, "purpose": purpose, "type": _type(name)}
        for name, (size, purpose) in sizes.items()
    ]
    about = {
        "id": "/workspace/",
        "name": f"Terrace – {_('Provincial management')}",
        "short_name": "Terrace",
        "description": _("Fill in and send returns, also without signal."),
        "lang": get_language(),
        "start_url": "/workspace/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f0",
        "theme_color": "#11492f",
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")


def _type(name: str) -> str:
    return "image/svg+xml" if name.endswith(".svg") else "image/png"


@signed_in
@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who is logged in, by which session, with the token for sending and the keys of what the phone keeps.

    The first key seals; the others, of earlier secret keys of the site, only open.
    """
    actor = actor_in(request)
    about = {
        "person": actor.person_id,
        "name": actor.full_name,
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "session": _digest(request.session.session_key or ""),
        "token": get_token(request),
        "keys": [_key(actor.person_id, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)],
    }
    return JsonResponse(about)


def _digest(session: str) -> str:
    """Tells one log-in from the next without giving the session away."""
    return salted_hmac(f"{SALT}.session", session, algorithm="sha256").hexdigest()[:16]


def _key(person: int | None, secret: str | bytes) -> dict[str, str]:
    """The key (AES-256) of a person and the name by which what was sealed remembers it."""
    key = salted_hmac(SALT, str(person), secret=secret, algorithm="sha256").digest()
    return {"id": hashlib.sha256(key).hexdigest()[:12], "key": base64.b64encode(key).decode()}
