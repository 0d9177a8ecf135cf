"""Structure and availability messages by `pysdmx`, SDMX-JSON 2.0 and SDMX-ML 3.0, with names in both languages."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from pysdmx.io.json.sdmxjson2.writer.v2_0 import structure as json_writer
from pysdmx.io.xml.sdmx30.writer import structure as xml_writer
from pysdmx.model import Organisation
from pysdmx.model.message import Header

from terrace.share.opendata.concepts import BOTH, in_language

#: A name in XML that holds both languages.
NAME = re.compile(rf'<([\w:]+) xml:lang="en">([^<{BOTH}]*){BOTH}([^<]*)</\1>')
#: Optional in the standard; readers that know one measure only stumble over it.
OF_MEASURE = re.compile(r"\s*<str:MeasureRelationship>.*?</str:MeasureRelationship>", re.DOTALL)


def header(agency: str, prepared: datetime) -> Header:
    """The header of a message: the same content has the same header, so that caches can compare."""
    return Header(id=f"{agency}-{prepared:%Y%m%dT%H%M%S}", prepared=prepared, sender=Organisation(id=agency))


def xml(artefacts: Sequence[Any], head: Header) -> str:
    """SDMX-ML 3.0."""
    text = xml_writer.write(artefacts, prettyprint=False, header=head) or ""
    return OF_MEASURE.sub("", NAME.sub(_two_names, text))


def _two_names(match: re.Match[str]) -> str:
    tag, vietnamese, english = match.groups()
    return f'<{tag} xml:lang="vi">{vietnamese}</{tag}><{tag} xml:lang="en">{english}</{tag}>'


def json(artefacts: Sequence[Any], head: Header, language: str = "vi") -> bytes:
    """SDMX-JSON 2.0; `name` in the language, `names` in both."""
    text = json_writer.write(artefacts, prettyprint=False, header=head) or ""
    return msgspec.json.encode(_named(msgspec.json.decode(text), language))


def _named(node: Any, language: str) -> Any:
    if isinstance(node, list):
        return [_named(each, language) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _named(value, language) for name, value in node.items()}
    if isinstance(name := node.get("name"), str) and BOTH in name:
        found["name"] = in_language(name, language)
        found["names"] = {code: in_language(name, code) for code in ("vi", "en")}
    return found
