"""A paper as Word, by a template that officials edit in Word (docxtpl).

What a template may say, in double braces:

    {{ number }} {{ dated }} {{ title }} {{ type }} {{ nation }} {{ motto }} {{ draft }} {{ signer }} {{ to }}
    {{ extract }} {{ notice }}    what is left out of a copy, and that figures are simulated
    {% for line in issuer %} … {% endfor %}, also authority and recipients; inside, {{ loop.last }} and the like
    {{p content }}              all parts, in order
    {{p part.CODE }}            one part
    {{ text.CODE }}             the words of a part inside a sentence
    {{ figure.INDICATOR }}      the figure of the place for the period

Expressions run in a sandbox; every text is escaped. The file comes out the same, byte for byte, from the same paper.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import docx
import jinja2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from terrace.base.kernel.problems import Fault
from terrace.base.packs import columns
from terrace.insight.reports import printing, problems
from terrace.insight.reports.blocks import Block, Cell, Paper
from terrace.insight.reports.plans import Plan

WORDS: Final = (
    *("issuer", "number", "dated", "nation", "motto", "draft", "type", "title", "authority", "signer", "to"),
    *("recipients", "extract", "notice", "content", "part", "text", "figure"),
)
#: The text width of the usual page: A4 less the margins of Decree 30.
LINE_MM: Final = 160
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SIGNS: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd]")


def word(paper: Paper, template: bytes) -> bytes:
    """The paper in the template as .docx."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(_context(document, paper), _environment(), autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return _still(made.getvalue())


def _environment() -> jinja2.Environment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _still(content: bytes) -> bytes:
    """The same parts without the moment of making."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()


def _context(document: DocxTemplate, paper: Paper) -> dict[str, Any]:
    head = paper.head
    said = {name: getattr(head, name) for name in WORDS if hasattr(head, name)}
    parts = list(dict.fromkeys(block.part for block in paper.blocks))
    of = {code: [block for block in paper.blocks if block.part == code] for code in parts}
    return {
        **{name: _clean(value) for name, value in said.items()},
        "content": _Lazy({"content": paper.blocks}, document)["content"],
        "part": _Lazy(of, document),
        "text": _Texts(of),
        "figure": _Figures(paper.values),
    }


def _clean(value: Any) -> Any:
    """Without signs that a Word file cannot hold."""
    if isinstance(value, tuple):
        return [_clean(each) for each in value]
    return _SIGNS.sub("", value)


class _Lazy(dict[str, Any]):
    """Parts by code, drawn when the template asks for one; one without content is empty."""

    def __init__(self, blocks: Mapping[str, Any], document: DocxTemplate) -> None:
        super().__init__()
        self.blocks, self.document = blocks, document

    def __missing__(self, code: str) -> Any:
        self[code] = _drawn(self.document, self.blocks.get(code, ()))
        return self[code]


class _Texts(dict[str, str]):
    """The words of a part."""

    def __init__(self, blocks: Mapping[str, list[Block]]) -> None:
        super().__init__({code: " ".join(each.text for each in found) for code, found in blocks.items()})

    def __missing__(self, code: str) -> str:
        return ""


class _Figures(dict[str, str]):
    """Figures by indicator; a dash where there is none, or she may not see it."""

    def __missing__(self, code: str) -> str:
        return "–"


# blocks in Word


class _Pieces:
    """Paragraphs, tables and pictures that are put into the document where a template says so.

    They are built in a body of their own that shares the parts of the document: pictures go to where they are used.
    """

    def __init__(self, document: DocxTemplate) -> None:
        self.made = docx.Document()
        self.made._part = document.get_docx()._part  # noqa: SLF001 - python-docx has no way to build apart

    def __html__(self) -> str:
        """The XML of the pieces, which is not escaped again."""
        body: Any = self.made.element[0]
        return "".join(etree.tostring(each, encoding="unicode") for each in body if not each.tag.endswith("}sectPr"))

    __str__ = __html__


def _drawn(document: DocxTemplate, blocks: Iterable[Block]) -> _Pieces:
    pieces = _Pieces(document)
    for block in blocks:
        _DRAW[block.kind](pieces.made, block)
    return pieces


def _paragraph(
    made: Any, text: str, *, size: float = 14, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, **style: bool
) -> Any:
    paragraph = made.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(_SIGNS.sub("", text))
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run.bold, run.italic = style.get("bold"), style.get("italic")
    paragraph.paragraph_format.space_after = Pt(6)
    return paragraph


def _indented(made: Any, text: str, **style: Any) -> None:
    _paragraph(made, text, **style).paragraph_format.first_line_indent = Cm(1.27)


def _heading(made: Any, block: Block) -> None:
    paragraph = _paragraph(made, block.text, align=WD_ALIGN_PARAGRAPH.LEFT, bold=True)
    paragraph.paragraph_format.keep_with_next = True


def _text(made: Any, block: Block) -> None:
    _indented(made, block.text)


def _note(made: Any, block: Block) -> None:
    _indented(made, block.text, size=12, italic=True)


def _items(made: Any, block: Block) -> None:
    for line in block.lines:
        _indented(made, f"– {line}")


def _table(made: Any, block: Block) -> None:
    caption = _paragraph(made, block.text, size=13, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    caption.paragraph_format.keep_with_next = True
    table = made.add_table(rows=1 + len(block.rows), cols=len(block.head))
    table.style = "Table Grid" if "Table Grid" in {style.name for style in made.styles} else None
    table.autofit = False
    widths = [Mm(LINE_MM * share) for share in _shares(block)]
    for column, width in zip(table.columns, widths, strict=True):  # LibreOffice goes by columns, Word by cells
        column.width = width
    rows = [[Cell(each, strong=True) for each in block.head], *block.rows]
    for at, (made_row, row) in enumerate(zip(table.rows, rows, strict=True)):
        _whole(made_row, head=at == 0)
        for cell, each, width in zip(made_row.cells, row, widths, strict=True):
            cell.width = width
            _cell(cell.paragraphs[0], each, head=at == 0)
    _paragraph(made, block.note, size=11, align=WD_ALIGN_PARAGRAPH.LEFT, italic=True)


def _shares(block: Block) -> list[float]:
    """What of the line each column takes."""
    return [each / sum(block.widths) for each in block.widths]


def _whole(row: Any, *, head: bool) -> None:
    """A row stays on one page; the heading comes again on each."""
    settings = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        settings.append(OxmlElement(name))


def _cell(paragraph: Any, cell: Cell, *, head: bool) -> None:
    right = WD_ALIGN_PARAGRAPH.RIGHT if cell.number else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head else right
    run = paragraph.add_run(_SIGNS.sub("", cell.text))
    run.font.name, run.font.size, run.bold = "Times New Roman", Pt(11), cell.strong


def _picture(made: Any, block: Block) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    drawn = paragraph.add_run().add_picture(io.BytesIO(printing.picture(block.svg)), width=Mm(LINE_MM * block.width))
    drawn._inline.docPr.set("descr", block.alt)  # noqa: SLF001 - python-docx has no other way
    _paragraph(made, block.text, size=13, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)


_DRAW: Final = {
    "heading": _heading,
    "text": _text,
    "note": _note,
    "items": _items,
    "table": _table,
    "picture": _picture,
}


# what is wrong with a template


def faults(plan: Plan, content: bytes, name: str) -> list[Fault]:
    """Broken syntax and unknown words, each with the paragraph or the words around it."""
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.init_docx()
        source = document.patch_xml(document.get_xml())
        tree = _environment().parse(source)
    except jinja2.TemplateSyntaxError as error:
        said = {"why": error.message or str(error), "words": ", ".join(WORDS)}
        return [problems.TEMPLATE_BROKEN.fault(f"{name}: {_around(error)}", **said)]
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        why = {"why_vi": "tệp bị hỏng", "why_en": f"it is broken ({type(error).__name__})"}
        return [problems.WORD_FILE.fault(name, most=5, **why)]
    return list(_unknown(plan, tree, name))


def _around(error: jinja2.TemplateSyntaxError) -> str:
    """The text of the paragraph in which the syntax breaks."""
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    said = re.sub(r"<[^>]+>", "", line)
    return f"«{said.strip()[:80]}»"


def _unknown(plan: Plan, tree: nodes.Template, name: str) -> Iterator[Fault]:
    """Names that stand for nothing."""
    known = {*WORDS, *(["loop"] if any(tree.find_all(nodes.For)) else [])}
    loops = {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
    for each in dict.fromkeys(found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"):
        if each not in known | loops:
            yield _word_fault(f"{name}: {{{{ {each} }}}}", each, sorted(known))
    codes = {"part": {part.code for part in plan.parts}, "text": {part.code for part in plan.parts}}
    codes["figure"] = {code for part in plan.parts for code in part.indicators}
    for attribute in tree.find_all(nodes.Getattr):
        of = attribute.node.name if isinstance(attribute.node, nodes.Name) else ""
        if of in codes and attribute.attr not in codes[of]:
            yield _word_fault(f"{name}: {{{{ {of}.{attribute.attr} }}}}", attribute.attr, sorted(codes[of]))


def _word_fault(pointer: str, wrong: str, known: list[str]) -> Fault:
    near = columns.meant(columns.nearest(wrong, known))
    return problems.TEMPLATE_WORD.fault(pointer, word=wrong, words=", ".join(known[:40]), **near)
