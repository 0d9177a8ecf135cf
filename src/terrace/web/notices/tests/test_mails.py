"""What mails look like: whole in every mail program, in both languages, as text too."""

import re
from html.parser import HTMLParser

import pytest

from terrace.web.notices.tests import mails

ALL = [(name, language) for name in ("notice", "digest") for language in ("vi", "en")]
#: Gmail cuts longer ones off at 102 kB; phones on slow lines are thankful for less.
LARGEST = 30_000
VOID = {"meta", "br", "hr", "img"}


class Tags(HTMLParser):
    """Tags that are open, and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.buttons = 0

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
            self.buttons += "button" in (dict(attrs).get("class") or "")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(name, language):
    found = Tags()
    found.feed(mails.rendered(name, language))
    return found


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_mail_is_small_whole_and_has_one_button(name, language):
    html, tags = mails.rendered(name, language), parsed(name, language)
    assert len(html.encode()) <= LARGEST
    assert tags.open == []
    assert tags.buttons == 1
    assert f'<html lang="{language}"' in html


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_mail_fetches_nothing_and_runs_nothing(name, language):
    html = mails.rendered(name, language)
    assert not re.search(r"<(img|script|link|iframe|form)\b|url\(|@import|javascript:", html)
    assert all(link.startswith(mails.SITE) for link in parsed(name, language).links)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_mail_says_why_it_came_and_how_to_end_it(name, language):
    for suffix in ("html", "txt"):
        text = mails.rendered(name, language, suffix=suffix)
        assert mails.SETTINGS in text
        assert mails.UNSUBSCRIBE in text


@pytest.mark.parametrize("name", ["notice", "digest"])
def test_no_english_stands_in_a_vietnamese_mail(name):
    for suffix in ("html", "txt"):
        mail = mails.rendered(name, "vi", suffix=suffix)
        text = re.sub(r"<style>.*?</style>|<[^>]+>|https?://\S+", " ", mail, flags=re.DOTALL)
        assert not re.search(r"\b(the|you|this|mails?|open|urgent)\b", text, re.IGNORECASE)


def test_the_text_says_what_the_page_says():
    text = mails.rendered("notice", "vi", suffix="txt")
    for said in ("[Khẩn]", "48.120 con", "Hạn xử lý: 17:00 25/11/2026", f"{mails.SITE}/notices/open/x"):
        assert said in text
    brief = mails.rendered("digest", "vi", suffix="txt")
    for said in ("21/30", "[Cao] Đàn lợn", f"{mails.SITE}/warnings/7/", "không có cảnh báo nào khép lại"):
        assert said in brief


def test_the_text_keeps_signs_as_they_are(monkeypatch):
    monkeypatch.setitem(mails.NOTICE, "title", {"vi": 'Chỉ số < 5 & "nóng"', "en": "x"})
    assert 'Chỉ số < 5 & "nóng"' in mails.rendered("notice", "vi", suffix="txt")
    assert "Chỉ số &lt; 5 &amp; &quot;nóng&quot;" in mails.rendered("notice", "vi")
