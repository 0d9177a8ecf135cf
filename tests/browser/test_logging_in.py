"""Logging in and out, the language, and where each role starts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .people import AN, CHI, DUNG, HOA, LAN, MAI, PROVINCE, Someone
from .visits import Visit, log_in

Open = Callable[..., Visit]


@pytest.mark.parametrize(
    ("person", "start"),
    [(CHI, "/operations/"), (DUNG, "/operations/"), (AN, "/operations/"), (HOA, "/workspace/"), (LAN, "/workspace/")],
    ids=lambda each: each.username if isinstance(each, Someone) else "",
)
def test_each_role_starts_at_its_own_page(visit: Open, person: Someone, start: str):
    page = visit(person).go("/")
    assert re.search(rf"{start}", page.url)
    expect(page.locator(".who")).to_contain_text(person.full_name)


def test_a_wrong_password_says_so_and_keeps_the_name(visit: Open):
    made = visit(None)
    log_in(made.page, HOA.username, "sai-mat-khau-2026")
    expect(made.page.locator(".error-summary")).to_be_visible()
    expect(made.page.locator("[name=username]")).to_have_value(HOA.username)
    expect(made.page.locator("[name=password]")).to_have_value("")
    assert made.page.evaluate("document.activeElement.hasAttribute('data-error-summary')")


def test_an_unknown_name_is_refused_in_the_same_words(visit: Open):
    page = visit(None).page
    log_in(page, "khong-co-ai", "sai-mat-khau-2026")
    unknown = page.locator(".error-summary").inner_text()
    log_in(page, HOA.username, "sai-mat-khau-2026")
    assert page.locator(".error-summary").inner_text() == unknown


def test_after_five_wrong_passwords_the_right_one_must_wait_too(visit: Open):
    page = visit(None).page
    for _ in range(5):
        log_in(page, MAI.username, "sai-mat-khau-2026")
    log_in(page, MAI.username)
    expect(page.locator(".error-summary")).to_contain_text(re.compile(r"\d+ giây"))
    assert "/login" in page.url


def test_who_logs_out_must_log_in_again_and_comes_back_where_she_was(visit: Open):
    page = visit(None).page
    log_in(page, CHI.username)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/login")
    page.goto(f"/operations/{PROVINCE}/?indicator=PIG_HERD")
    page.wait_for_url("**/login?next=**")
    page.fill("[name=username]", CHI.username)
    page.fill("[name=password]", "Ruong-bac-thang-2026")
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"**/operations/{PROVINCE}/?indicator=PIG_HERD")


def test_nobody_is_led_to_another_site_after_logging_in(visit: Open):
    page = visit(None).go("/login?next=https://example.org/")
    page.fill("[name=username]", CHI.username)
    page.fill("[name=password]", "Ruong-bac-thang-2026")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/operations/**")


def test_the_language_is_switched_and_stays_on_the_same_page(visit: Open):
    page = visit(CHI).go(f"/operations/{PROVINCE}/?indicator=PIG_HERD")
    vietnamese = page.locator(".tile[aria-current] .tile-value").inner_text()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    assert "indicator=PIG_HERD" in page.url
    english = page.locator(".tile[aria-current] .tile-value").inner_text()
    digits = [re.sub(r"[^\d.,]", "", text) for text in (vietnamese, english)]
    assert digits[0].replace(".", ",") == digits[1]
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
