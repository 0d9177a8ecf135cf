"""A filled-in form as XML, read with care: it comes from outside.

No document type is accepted, so neither entities nor anything outside the text is ever read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET
from xml.parsers import expat

from terrace.facts.questionnaires import problems

LIMIT = 4 * 2**20
DEEPEST = 60
ORX = "{http://openrosa.org/xforms}"


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its name without namespace, its text, its children."""

    name: str
    text: str
    children: tuple["Node", ...] = ()

    def at(self, path: Iterable[str]) -> Iterator["Node"]:
        """Every element at the path below this one, in order."""
        found: list[Node] = [self]
        for step in path:
            found = [child for node in found for child in node.children if child.name == step]
        return iter(found)


@dataclass(frozen=True)
class Instance:
    """What came in: which form and version, the id, the id that it corrects, and the answers."""

    form: str
    version: str
    id: str
    deprecated: str
    root: Node

    def texts(self, path: str) -> list[str]:
        """The answers at a path, without empty ones."""
        return [node.text for node in self.root.at(path.split("/")) if node.text]

    @cached_property
    def leaves(self) -> list[tuple[str, str]]:
        """Path and answer of everything that was answered, in order."""
        return list(_leaves(self.root, ""))


def _leaves(node: Node, before: str) -> Iterator[tuple[str, str]]:
    for child in node.children:
        path = f"{before}/{child.name}".lstrip("/")
        if child.children:
            yield from _leaves(child, path)
        elif child.text:
            yield path, child.text


def read(content: bytes) -> Instance:
    """The instance; raises Refused for what is no XML, too large, or without instanceID."""
    if len(content) > LIMIT:
        raise problems.ANSWER_LARGE.problem(limit=LIMIT // 2**20)
    try:
        _demand_plain(content)
        tree = ET.fromstring(content)  # noqa: S314 - no document type, so no entities
    except (ET.ParseError, expat.ExpatError, ValueError) as error:
        raise problems.ANSWER_BROKEN.problem("xml_submission_file", why=str(error)[:200]) from error
    root = _node(tree)
    meta = next(root.at(["meta"]), None)
    ids = {child.name: child.text for child in meta.children} if meta else {}
    instance = ids.get("instanceID") or tree.get("instanceID", "")
    if not instance or len(instance) > 200:  # noqa: PLR2004 - it becomes a key
        raise problems.ANSWER_NO_ID.problem("xml_submission_file")
    return Instance(tree.get("id", ""), tree.get("version", ""), instance, ids.get("deprecatedID", ""), root)


def _demand_plain(content: bytes) -> None:
    """Raises ValueError for a document type or too many floors."""
    depth = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError("too deep")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise ValueError("a document type is not accepted")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = refuse, start, end
    parser.Parse(content, True)


def _node(element: ET.Element) -> Node:
    children = tuple(_node(child) for child in element if isinstance(child.tag, str))
    return Node(element.tag.rpartition("}")[2], (element.text or "").strip(), children)
