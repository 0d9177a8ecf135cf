"""What an XForm asks: its questions in order, read from the XForm itself, whoever made it.

A path is written without the root of the form: `animals/number`.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree as ET

X, H, JR = "{http://www.w3.org/2002/xforms}", "{http://www.w3.org/1999/xhtml}", "{http://openrosa.org/javarosa}"
CONTROLS = {f"{X}{name}" for name in ("input", "select1", "select", "upload", "trigger", "range")}
CONTROLS.add("{http://www.opendatakit.org/xforms}rank")
#: What the web page can ask: (control, type of the value).
TYPES = {"string", "barcode", "int", "decimal", "date", "time", "dateTime", "boolean", "geopoint"}
NUMBERS = {"int", "decimal"}
_MEDIUM = re.compile(r"jr://(?:images|audio|video|file|file-csv)/([^\s\"'<>]+)")


@dataclass(frozen=True, slots=True)
class Question:
    """One node that somebody answers or that is worked out; `control` '' for what is not shown."""

    path: str
    type: str
    control: str = ""
    label: str = ""
    repeated: bool = False
    readonly: bool = False

    @property
    def numeric(self) -> bool:
        return self.type in NUMBERS

    @property
    def on_web(self) -> bool:
        """True when the web page can ask it (or need not)."""
        match self.control:
            case "" | "select1" | "select" | "upload" | "trigger" | "range":
                return True
            case "input":
                return self.type in TYPES
        return False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Structure:
    """The form as a whole."""

    form: str
    version: str
    title: str
    questions: tuple[Question, ...]
    media: tuple[str, ...]
    expressions: tuple[tuple[str, str, str], ...]

    @property
    def asked(self) -> list[Question]:
        return [question for question in self.questions if question.control]


def read(xform: str) -> Structure:
    """The structure of an XForm that `pyxform` made; raises `ParseError` for what is no XML."""
    tree = ET.fromstring(xform)  # noqa: S314 - our own converter wrote it; external entities are not read
    model = _one(tree, f"{H}head/{X}model")
    root = _one(model, f"{X}instance")[0]
    binds = {bind.get("nodeset", ""): bind for bind in model.iter(f"{X}bind")}
    shown = {control.get("ref", ""): control for control in tree.iter() if control.tag in CONTROLS}
    repeats = [each.get("nodeset", "") for each in tree.iter(f"{X}repeat")]
    texts = _texts(model)
    top = f"/{_plain(root.tag)}"
    questions = tuple(
        _question(path.removeprefix(f"{top}/"), bind, shown.get(path), texts, _in(path, repeats))
        for path, bind in binds.items()
        if not path.startswith(f"{top}/meta/") or bind.get("type") == "binary"
    )
    title = (tree.findtext(f"{H}head/{H}title") or "").strip()
    media = tuple(sorted(set(_MEDIUM.findall(xform))))
    form, version = root.get("id") or _plain(root.tag), root.get("version") or ""
    return Structure(form, version, title, questions, media, tuple(_expressions(tree, top)))


def _one(parent: ET.Element, path: str) -> ET.Element:
    found = parent.find(path)
    if found is None:
        raise ET.ParseError(f"no {path}")
    return found


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _in(path: str, repeats: list[str]) -> bool:
    return any(path.startswith(f"{each}/") for each in repeats)


def _question(
    path: str, bind: ET.Element, control: ET.Element | None, texts: dict[str, str], repeated: bool
) -> Question:
    kind = _plain(control.tag) if control is not None else ""
    readonly = bind.get("readonly") == "true()"
    label = _label(control, texts) if control is not None else ""
    return Question(path, bind.get("type", "string"), kind, label, repeated, readonly)


def _label(control: ET.Element, texts: dict[str, str]) -> str:
    label = control.find(f"{X}label")
    if label is None:
        return ""
    if found := re.search(r"itext\('(.*?)'\)", label.get("ref", "")):
        return texts.get(found[1], "")
    return " ".join("".join(label.itertext()).split())


def _texts(model: ET.Element) -> dict[str, str]:
    """Texts of the default language by id, else of the first."""
    languages = list(model.iter(f"{X}translation"))
    default = [each for each in languages if each.get("default")] or languages[:1]
    return {
        text.get("id", ""): " ".join("".join(value.itertext()).split())
        for language in default
        for text in language.iter(f"{X}text")
        for value in text.iter(f"{X}value")
        if not value.get("form")
    }


EXPRESSIONS = ("constraint", "relevant", "calculate", "required", "readonly")


def _expressions(tree: ET.Element, top: str) -> Iterator[tuple[str, str, str]]:
    """Every expression: the path of its question, the column of the XLSForm, the text."""
    columns = {"calculate": "calculation"}
    for bind in tree.iter(f"{X}bind"):
        path = bind.get("nodeset", "").removeprefix(f"{top}/")
        for name in EXPRESSIONS:
            if text := bind.get(name):
                yield path, columns.get(name, name), text
    for control in tree.iter():
        itemset = control.find(f"{X}itemset") if control.tag in CONTROLS else None
        if itemset is not None:
            yield control.get("ref", "").removeprefix(f"{top}/"), "choice_filter", itemset.get("nodeset", "")
    for repeat in tree.iter(f"{X}repeat"):
        if count := repeat.get(f"{JR}count"):
            yield repeat.get("nodeset", "").removeprefix(f"{top}/"), "repeat_count", count
