"""Bytes to lines of text: which encoding, and is it text at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

from terrace.base.kernel.problems import Fault

from .problems import FILE_EMPTY, FILE_ENCODING, FILE_FORMAT, FILE_UNDECODABLE

#: How other formats begin, with their names.
_FORMATS = (
    (b"PK\x03\x04", "một tệp Excel (.xlsx) hoặc tệp nén ZIP", "an Excel file (.xlsx) or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "một tệp Excel cũ (.xls)", "an old Excel file (.xls)"),
    (b"%PDF", "một tệp PDF", "a PDF file"),
    (b"\x1f\x8b", "một tệp nén gzip", "a gzip archive"),
    (b"\x89PNG", "một ảnh PNG", "a PNG picture"),
    (b"<", "một trang HTML hoặc XML", "an HTML or XML page"),
    (b"{", "một tệp JSON", "a JSON file"),
    (b"CHARSET=", "một tệp PC-Axis (.px)", "a PC-Axis file (.px)"),
    (b"AXIS-VERSION=", "một tệp PC-Axis (.px)", "a PC-Axis file (.px)"),
)
_BINARY = ("một tệp nhị phân", "a binary file")
_LABELS = {
    "cp1258": "Windows-1258",
    "cp1252": "Windows-1252",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
#: A tone of Windows-1258 that does not follow a vowel: then the text is not Windows-1258.
_LOOSE_TONE = re.compile(r"(?<![aeiouyăâêôơư])[\u0300\u0301\u0303\u0309\u0323]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as text that can be gone through more than once."""

    data: bytes
    encoding: str
    faults: tuple[Fault, ...] = ()

    def lines(self) -> Iterator[str]:
        """The lines with their ends, decoded as they are asked for; NUL signs are dropped."""
        with TextIOWrapper(BytesIO(self.data), encoding=self.encoding, newline="") as text:
            for line in text:
                yield line.replace("\0", "")


def decode(data: bytes, name: str) -> Source:
    """The file as text. Raises `Refused` when it is empty, of another format, or in no known encoding."""
    wide = _utf16(data)
    if wide:
        return _wide(data, wide, name)
    data = data.rstrip(b"\0\x1a")
    _refuse_other_formats(data.removeprefix(b"\xef\xbb\xbf").lstrip(), name)
    encoding = _narrow(data, name)
    warned = () if encoding == "utf-8-sig" else (_warning(encoding, name),)
    return Source(data, encoding, warned)


def _warning(codec: str, name: str) -> Fault:
    return FILE_ENCODING.fault(f"{name}:1:1", name=name, encoding=_LABELS[codec])


def _utf16(data: bytes) -> str:
    """The UTF-16 codec of the data, or ''. Without a mark: most second bytes of its beginning are zero."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:400].rstrip(b"\0")
    if len(start) < 4:  # noqa: PLR2004 - two signs are the least that shows a pattern
        return ""
    half = len(start) // 2
    odd, even = start[1::2].count(0), start[0::2].count(0)
    return "utf-16-le" if odd > 0.8 * half and not even else "utf-16-be" if even > 0.8 * half and not odd else ""


def _wide(data: bytes, codec: str, name: str) -> Source:
    data = data[:-1] if len(data) % 2 else data
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as fault:
        raise FILE_UNDECODABLE.problem(f"{name}:1:1", name=name) from fault
    if not text.strip("\0\r\n\t "):
        raise FILE_EMPTY.problem(f"{name}:1:1", name=name)
    return Source(data, codec, () if codec == "utf-16" else (_warning(codec, name),))


def _refuse_other_formats(data: bytes, name: str) -> None:
    if not data:
        raise FILE_EMPTY.problem(f"{name}:1:1", name=name)
    for start, form_vi, form_en in _FORMATS:
        if data.startswith(start):
            raise FILE_FORMAT.problem(f"{name}:1:1", name=name, form_vi=form_vi, form_en=form_en)
    if _CONTROLS.search(data):
        raise FILE_FORMAT.problem(f"{name}:1:1", name=name, form_vi=_BINARY[0], form_en=_BINARY[1])


def _narrow(data: bytes, name: str) -> str:
    """UTF-8 where valid; else Windows-1258 unless its tones stand loose; else Windows-1252."""
    for codec in ("utf-8-sig", "cp1258", "cp1252"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec != "cp1258" or not _LOOSE_TONE.search(text):
            return codec
    raise FILE_UNDECODABLE.problem(f"{name}:1:1", name=name)
