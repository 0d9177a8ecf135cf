"""The XML that OpenRosa speaks: list of forms, manifest of media, answer to a submission."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.http import HttpResponse

XML = "text/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Listed:
    """A form in the list; `manifest` '' when it shows no files."""

    form: str
    name: str
    version: str
    md5: str
    download: str
    manifest: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of a manifest."""

    name: str
    md5: str
    download: str


def forms(listed: Iterable[Listed]) -> HttpResponse:
    """What `GET /formList` answers."""
    return _answer(f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{"".join(map(_form, listed))}</xforms>')


def _form(each: Listed) -> str:
    manifest = _tag("manifestUrl", each.manifest) if each.manifest else ""
    return (
        f"<xform>{_tag('formID', each.form)}{_tag('name', each.name)}{_tag('version', each.version)}"
        f"{_tag('hash', f'md5:{each.md5}')}{_tag('downloadUrl', each.download)}{manifest}</xform>"
    )


def manifest(files: Iterable[MediaFile]) -> HttpResponse:
    """What a manifest's address answers."""
    return _answer(
        f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{"".join(map(_file, files))}</manifest>'
    )


def _file(each: MediaFile) -> str:
    parts = _tag("filename", each.name), _tag("hash", f"md5:{each.md5}"), _tag("downloadUrl", each.download)
    return f"<mediaFile>{''.join(parts)}</mediaFile>"


def said(text: str, status: int, nature: str = "") -> HttpResponse:
    """What a submission, or anything that went wrong, answers."""
    kind = f' nature="{nature}"' if nature else ""
    return _answer(
        f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message{kind}>{escape(text)}</message>'
        "</OpenRosaResponse>",
        status,
    )


def _answer(body: str, status: int = 200) -> HttpResponse:
    return HttpResponse(_HEAD + body, status=status, content_type=XML)


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"
