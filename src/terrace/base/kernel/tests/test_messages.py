"""Translations are compiled without GNU gettext."""

import gettext

from terrace.base.kernel import messages

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Save"
msgstr "Lưu"

msgid "%d place"
msgid_plural "%d places"
msgstr[0] "%d địa bàn"
"""


def test_a_translation_is_compiled_once_and_read_by_gettext(tmp_path):
    source = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    assert messages.compile_all(tmp_path) == [source.with_suffix(".mo")]
    assert messages.compile_all(tmp_path) == []
    read = gettext.translation("django", tmp_path, ["vi"])
    assert read.gettext("Save") == "Lưu"
    assert read.ngettext("%d place", "%d places", 2) == "%d địa bàn"
