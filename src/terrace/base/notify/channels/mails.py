"""A parcel as an e-mail: plain and HTML in the reader's language, with the headers that mail programs need.

`Message-ID` follows from person and key alone, so that a message sent twice (the server took it, and the sender died
before it could write that down) is one message in the mailbox. Messages of one thread refer to the same first message.
"""

import hashlib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Any, Final

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from terrace.base.notify import enclosing, environment, links
from terrace.base.notify.kinds import KINDS
from terrace.base.notify.messages import Link, Urgency, Words
from terrace.base.notify.parcels import Parcel, title

NOTICE: Final = "notify/notice.html"
OPEN: Final = Words("Xem trong Terrace", "Open in Terrace")
SEVERAL: Final = Words("Nhiều loại thông báo", "Several kinds of notices")
#: Notices that a gathered message names.
NAMED: Final = 40
EVERY: Final = Words("Xem tất cả thông báo", "See all notices")


def build(parcel: Parcel) -> EmailMessage:
    """The whole message. `ValueError` when her address cannot stand in a header."""
    message = EmailMessage(policy=SMTP)
    language, said = parcel.language, context(parcel)
    with translation.override(language):
        message.set_content(_rendered(said, _template(parcel), "txt"), cte="quoted-printable")
        message.add_alternative(_rendered(said, _template(parcel), "html"), subtype="html", cte="quoted-printable")
    for each in () if parcel.more else enclosing.of(parcel.notice.kind, parcel.actor, parcel.body, language):
        main, _, sub = each.media_type.partition("/")
        message.add_attachment(each.content, main, sub, filename=each.name)
    for name, value in _headers(parcel).items():
        message[name] = value
    return message


def _headers(parcel: Parcel) -> dict[str, Any]:
    notice, number = parcel.notice, parcel.person.pk
    first = message_id(f"thread:{notice.thread}", number) if notice.thread and not parcel.more else ""
    stop = _stop(parcel)
    urgent = notice.urgency == Urgency.URGENT
    return {
        "From": _address(*parseaddr(environment.mail_from())),
        "To": _address(parcel.person.full_name, parcel.person.email),
        "Subject": parcel.title,
        "Date": format_datetime(timezone.now()),
        "Message-ID": message_id(notice.key, number),
        **({"In-Reply-To": first, "References": first} if first else {}),
        "Content-Language": parcel.language,
        **({"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **({"Importance": "high", "X-Priority": "1"} if urgent else {}),
    }


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not local or not domain or any(sign <= " " or sign in "<>" for sign in address):
        raise ValueError(address)
    return Address(" ".join(name.split()), local, domain)


def message_id(key: str, person: int) -> str:
    """The name of a message for ever: the same person and key, the same name."""
    mark = hashlib.sha256(f"{person}\n{key}".encode()).hexdigest()[:32]
    return f"<{mark}@{environment.mail_domain()}>"


def _template(parcel: Parcel) -> str:
    return NOTICE if parcel.more else parcel.body.template or NOTICE


def _rendered(said: dict[str, Any], template: str, suffix: str) -> str:
    """The template; the usual one when a domain's own has no plain text beside it."""
    try:
        return render_to_string(f"{template.removesuffix('.html')}.{suffix}", said)
    except TemplateDoesNotExist:
        return render_to_string(NOTICE.replace("html", suffix), said)


def context(parcel: Parcel) -> dict[str, Any]:
    """What templates get: every text in the reader's language."""
    notice, language = parcel.notice, parcel.language
    button, others = _buttons(parcel)
    return {
        "language": language,
        "site": links.site(),
        "title": parcel.title,
        "kind": _kind(parcel),
        "urgent": notice.urgency == Urgency.URGENT,
        "lines": [] if parcel.more else [line.for_(language) for line in parcel.body.lines],
        "button": button,
        "links": others,
        "settings": links.site() + links.SETTINGS_PATH,
        "unsubscribe": _stop(parcel),
        "data": {} if parcel.more else said(parcel.body.data, language),
    }


def _stop(parcel: Parcel) -> str:
    """Where e-mail of this kind ends; '' when several kinds are gathered."""
    return links.unsubscribe(parcel.person.pk, parcel.notice.kind) if len(_kinds(parcel)) == 1 else ""


def _kind(parcel: Parcel) -> str:
    found = _kinds(parcel)
    known = KINDS.get(parcel.notice.kind)
    if len(found) > 1:
        return SEVERAL.for_(parcel.language)
    return known.words.for_(parcel.language) if known else parcel.notice.kind


def _kinds(parcel: Parcel) -> set[str]:
    return {parcel.notice.kind, *(each.notice.kind for each in parcel.more)}


def _gathered(parcel: Parcel) -> list[dict[str, str]]:
    """Each of those that are gathered, with its page; the newest when there are very many."""
    every = [parcel.notice, *(each.notice for each in parcel.more)][-NAMED:]
    return [
        {
            "text": f"{timezone.localtime(notice.made_at):%d/%m %H:%M} · {title(notice, parcel.language)}",
            "href": links.site() + notice.path,
        }
        for notice in every
    ]


def _buttons(parcel: Parcel) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The one button: what one press does, else the page; and the links below it."""
    shown = partial(_shown, parcel.person.pk, parcel.language)
    if parcel.more:
        return shown(Link(EVERY, "/notices/")), _gathered(parcel)
    main, given = Link(OPEN, parcel.notice.path), parcel.body.links
    acts = next((link for link in given if link.purpose), None)
    others = [link for link in given if link is not acts]
    if acts is None:
        return shown(main), [shown(link) for link in others]
    return shown(acts), [shown(link) for link in (main, *others)]


def _shown(person: int, language: str, link: Link) -> dict[str, str]:
    return {"text": link.words.for_(language), "href": links.address(person, link)}


def said(part: Any, language: str) -> Any:
    """Every `{"vi": …, "en": …}` becomes the text of one language, however deep."""
    if isinstance(part, Mapping):
        if set(part) == {"vi", "en"}:
            return part[language]
        return {name: said(each, language) for name, each in part.items()}
    return [said(each, language) for each in part] if isinstance(part, list) else part
