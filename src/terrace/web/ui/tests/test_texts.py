"""Every text that people read has a Vietnamese translation."""

import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

import terrace
from terrace.web.ui import texts

SOURCE = Path(terrace.__file__).parent
CALL = re.compile(r"""(?<![\w.])(?:_|gettext|gettext_lazy|gettext_noop)\(\s*u?(["'])((?:\\.|(?!\1).)*)\1""")
VIETNAMESE = texts.read(texts.LOCALE / "vi" / "LC_MESSAGES" / "django.po")


def _files():
    for pattern in ("*.py", "templates/**/*.html"):
        yield from (
            file
            for file in SOURCE.rglob(pattern)
            if "tests" not in file.parts and "migrations" not in file.parts
        )


def _texts(file):
    text = file.read_text(encoding="utf-8")
    code = templatize(text, origin=str(file)) if file.suffix == ".html" else text
    return {match[2] for match in CALL.finditer(code)}


@pytest.mark.parametrize("file", list(_files()), ids=lambda file: str(file.relative_to(SOURCE)))
def test_every_text_is_translated(file):
    assert _texts(file) - VIETNAMESE.keys() == set()


def test_places_in_a_text_stay_in_its_translation():
    place = re.compile(r"\{\w+\}|%\(\w+\)s")
    texts_only = ((key, text) for key, text in VIETNAMESE.items() if key)
    assert [key for key, text in texts_only if set(place.findall(key)) != set(place.findall(text))] == []


def test_the_compiled_form_is_what_gettext_reads():
    read = gettext.GNUTranslations(BytesIO(texts.compiled(VIETNAMESE)))
    assert read.gettext("Log in") == "Đăng nhập"
    assert read.gettext("no such text") == "no such text"


def test_only_what_is_older_than_its_source_is_compiled(tmp_path):
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    texts.refresh(tmp_path)
    compiled = folder / "django.mo"
    first = compiled.stat().st_mtime_ns
    texts.refresh(tmp_path)
    assert compiled.stat().st_mtime_ns == first
    assert not list(folder.glob("*.mo.*"))
