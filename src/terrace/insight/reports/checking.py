"""Every fault of a template, with its place: texts, indicators, breakdowns, and the Word file."""

import io
import string
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from terrace.base.kernel.problems import Fault
from terrace.base.packs import columns
from terrace.facts.catalogue import snapshot
from terrace.insight.reports import plans, problems, wording
from terrace.insight.reports.plans import Part, Plan

MOST_MB: Final = 5
#: A Word file may expand to so many times its limit.
EXPANDED: Final = 20
#: Words of titles, issuers and signers.
HEAD_WORDS: Final = ("PLACE", "place", "name", "period")
Pointer = Callable[[str], str]


def faults(plan: Plan, pointer: Pointer = lambda name: f"/{name}", rows: Sequence[Pointer] = ()) -> list[Fault]:
    """What is wrong with the template; `rows` point at its parts, in order."""
    found = [*_head(plan, pointer)]
    if not plan.parts:
        found.append(problems.NO_PARTS.fault(pointer("code"), code=plan.code))
    seen = set[str]()
    for at, part in enumerate(plan.parts):
        where = rows[at] if at < len(rows) else _row(part)
        if part.code in seen:
            found.append(problems.PART_TWICE.fault(where("code"), code=part.code, report=plan.code))
        seen.add(part.code)
        found += _part(part, where)
    return found


def _row(part: Part) -> Pointer:
    return lambda name: f"/parts/{part.code}/{name}"


def _head(plan: Plan, pointer: Pointer) -> Iterator[Fault]:
    for name in ("title", "issuer", "signer", "recipients"):
        for language in ("vi", "en"):
            field = f"{name}_{language}"
            yield from _text(getattr(plan, field), HEAD_WORDS, pointer(field))


def _part(part: Part, pointer: Pointer) -> Iterator[Fault]:
    words = wording.WORDS if part.kind == plans.SENTENCE else HEAD_WORDS
    for language in ("vi", "en"):
        yield from _text(part.text(language), words, pointer(f"text_{language}"))
    yield from _indicators(part, pointer)


def _text(text: str, words: Sequence[str], pointer: str) -> Iterator[Fault]:
    """Words in braces that are not there, and braces that do not close."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        yield problems.TEMPLATE_BROKEN.fault(pointer, why=str(error), words=", ".join(words))
        return
    for name in names:
        if name not in words:
            near = columns.meant(columns.nearest(name, words))
            yield problems.TEMPLATE_WORD.fault(pointer, word=name, words=", ".join(words), **near)


def _indicators(part: Part, pointer: Pointer) -> Iterator[Fault]:
    catalogue = snapshot.current()
    if part.kind in plans.ASKING and not part.indicators:
        yield problems.NO_INDICATORS.fault(pointer("indicators"), kind=part.kind)
    for code in part.indicators:
        spec = catalogue.indicators.get(code)
        if spec is None or spec.retired:
            near = columns.meant(columns.nearest(code, catalogue.indicators))
            yield problems.INDICATOR.fault(pointer("indicators"), code=code[:60], **near)
        elif catalogue.breakdown(spec, part.breakdown) is None:
            values = {"code": code, "breakdown": part.breakdown[:60]}
            yield problems.BREAKDOWN.fault(pointer("breakdown"), **values)


def word_faults(plan: Plan, content: bytes, name: str = "report.docx") -> list[Fault]:
    """What is wrong with a Word template: a file that is none, links to outside, broken or unknown words."""
    why = _unreadable(content)
    if why:
        return [problems.WORD_FILE.fault(name, why_vi=why[0], why_en=why[1], most=MOST_MB)]
    from terrace.insight.reports import writing  # python-docx and docxtpl: a quarter of a second of each process

    return writing.faults(plan, content, name)


def _unreadable(content: bytes) -> tuple[str, str] | None:
    """Why it cannot be taken, in both languages."""
    if len(content) > MOST_MB * 2**20:
        return "tệp quá lớn", "it is too large"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _contents(archive)
    except (zipfile.BadZipFile, KeyError, ET.ParseError, OSError, NotImplementedError, RuntimeError):
        return "không phải tệp .docx", "it is no .docx file"


def _contents(archive: zipfile.ZipFile) -> tuple[str, str] | None:
    if sum(each.file_size for each in archive.infolist()) > MOST_MB * EXPANDED * 2**20:
        return "nội dung nén quá lớn", "it expands to too much"
    names = archive.namelist()
    archive.getinfo("word/document.xml")
    if any("vbaproject" in each.lower() or "/embeddings/" in each.lower() for each in names):
        return "tệp có macro hoặc tệp nhúng", "it carries macros or embedded files"
    links = (each for each in names if each.endswith(".rels"))
    if any(_outside(archive.read(each)) for each in links):
        return "tệp có liên kết ra ngoài", "it links to outside"
    return None


def _outside(relations: bytes) -> bool:
    """A relation to outside that a word processor follows by itself (a hyperlink waits to be pressed)."""
    if b"<!DOCTYPE" in relations:
        return True
    found = ET.fromstring(relations)  # noqa: S314 - without a document type there are no entities
    return any(
        each.get("TargetMode") == "External" and not each.get("Type", "").endswith("/hyperlink") for each in found
    )
