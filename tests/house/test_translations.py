"""Every text that people read is in Vietnamese: the source language is English, the first language is not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation import template

from .places import ROOT, SOURCE, files

MARKS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
LITERAL = r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
IN_TEMPLATE = re.compile(rf"\b(?P<mark>n?p?gettext|_)\(\s*(?P<first>{LITERAL})(?:\s*,\s*(?P<second>{LITERAL}))?")
PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


def in_python(path: Path) -> Iterator[str]:
    """The texts that a module marks; for a plural the singular, for a context the text."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in MARKS:
            at = 1 if name.startswith("pgettext") else 0
            if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                yield node.args[at].value


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def in_template(path: Path) -> Iterator[str]:
    """The texts that a template marks."""
    for found in IN_TEMPLATE.finditer(template.templatize(path.read_text(), origin=str(path))):
        chosen = found["second"] if found["mark"].startswith("p") else found["first"]
        yield ast.literal_eval(chosen)


def marked() -> dict[str, str]:
    """Text → the file that shows it."""
    texts = {}
    for path in files(".py", ".html"):
        if SOURCE in path.parents and "tests" not in path.parts:
            found = in_python(path) if path.suffix == ".py" else in_template(path)
            texts |= dict.fromkeys(found, str(path.relative_to(ROOT)))
    return texts


def vietnamese() -> dict[str, polib.POEntry]:
    entries = (entry for path in SOURCE.rglob("vi/LC_MESSAGES/*.po") for entry in polib.pofile(str(path)))
    return {entry.msgid: entry for entry in entries if entry.translated()}


def test_each_text_has_its_vietnamese():
    translated = vietnamese()
    assert {text: path for text, path in marked().items() if text and text not in translated} == {}


def test_a_translation_keeps_the_places_that_are_filled_in():
    broken = [
        entry.msgid
        for entry in vietnamese().values()
        for given in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())
        if set(PLACE.findall(given)) - set(PLACE.findall(entry.msgid + entry.msgid_plural))
    ]
    assert broken == []


def test_marked_texts_are_found_in_modules_and_templates(tmp_path):
    module, page = tmp_path / "m.py", tmp_path / "p.html"
    module.write_text('x = _("One"), ngettext("%d place", "%d places", n), pgettext("verb", "Open")')
    page.write_text('{% load i18n %}{% translate "Two" %}{% blocktranslate %}by {{ name }}{% endblocktranslate %}')
    assert list(in_python(module)) == ["One", "%d place", "Open"]
    assert list(in_template(page)) == ["Two", "by %(name)s"]
