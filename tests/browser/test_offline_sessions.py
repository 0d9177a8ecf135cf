"""Whose figures they are: an expired log-in, another person at the same phone, logging out without signal."""

from playwright.sync_api import expect

from . import people
from .line import Line
from .phones import Phone, until


def test_an_expired_log_in_waits_asks_and_goes_on_by_itself(phone: Phone, line: Line, late_officer: people.Someone):
    phone.bring().open()
    phone.context.clear_cookies(name="sessionid")
    phone.fill_in()
    phone.expect_whole("signed-out")
    login = phone.outbox.get_by_role("link", name="Đăng nhập")
    expect(login).to_be_visible()
    expect(phone.entry("waiting")).to_contain_text("chờ bạn đăng nhập")
    assert line.handed == 0
    login.click()
    _log_in(phone, late_officer)
    expect(phone.entry("done")).to_have_count(1, timeout=60_000)
    assert (line.handed, phone.handed_in()) == (1, 1)


def test_what_waits_is_never_sent_as_another_person_and_she_cannot_read_it(
    phone: Phone, line: Line, late_officer: people.Someone
):
    phone.bring().open()
    line.cut()
    phone.fill_in()
    phone.expect_whole("offline")
    phone.context.clear_cookies()
    line.mend()
    phone.go("/login")
    _log_in(phone, people.HOA)
    expect(phone.outbox).to_contain_text("của người khác đang chờ: 1")
    expect(phone.entry("waiting")).to_have_count(0)
    assert line.handed == 0
    stored = phone.page.evaluate(_EVERYTHING)
    assert [text for text in ("1.250,5", "1250.5", "value", "kinh doanh") if text in stored] == []
    assert late_officer.full_name not in stored
    assert phone.page.evaluate(_READABLE) == 0
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.wait_for_url("**/login")
    _log_in(phone, late_officer)
    expect(phone.entry("done")).to_have_count(1, timeout=60_000)
    assert (line.handed, phone.handed_in()) == (1, 1)


def test_logging_out_locks_what_was_typed_until_she_logs_in_again(
    phone: Phone, line: Line, late_officer: people.Someone
):
    phone.bring().open()
    phone.type({"NEW_ENTERPRISES": "8"})
    until(lambda: phone.count("drafts") == 1)
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.wait_for_url("**/login")
    line.cut()
    phone.go("/workspace/")
    expect(phone.page.locator("main")).to_contain_text("Bạn đã đăng xuất")
    expect(phone.page.locator("main")).not_to_contain_text(late_officer.full_name)
    line.mend()
    phone.go("/login")
    _log_in(phone, late_officer)
    phone.open()
    expect(phone.input("NEW_ENTERPRISES")).to_have_value("8")


def test_logging_out_without_signal_holds_when_the_line_is_back(phone: Phone, line: Line):
    phone.bring()
    phone.open()
    line.cut()
    phone.page.get_by_role("button", name="Đăng xuất").click()
    expect(phone.page.locator("main")).to_contain_text("Bạn đã đăng xuất")
    line.mend()
    phone.go("/workspace/")
    phone.page.wait_for_url("**/login**", timeout=60_000)


def _log_in(phone: Phone, person: people.Someone) -> None:
    phone.page.fill("[name=username]", person.username)
    phone.page.fill("[name=password]", people.PASSWORD)
    phone.page.locator("main button[type=submit]").click()
    phone.page.wait_for_load_state()
    assert "/login" not in phone.page.url


#: Every record of the phone as text, the sealed parts as the letters of their bytes.
_EVERYTHING = """async () => {
    const opened = await new Promise(done => {
        const asked = indexedDB.open("terrace");
        asked.onsuccess = () => done(asked.result);
    });
    let text = JSON.stringify(localStorage);
    for (const store of opened.objectStoreNames) {
        const all = await new Promise(done => {
            const asked = opened.transaction(store).objectStore(store).getAll();
            asked.onsuccess = () => done(asked.result);
        });
        text += JSON.stringify(all, (_, each) => each instanceof ArrayBuffer ? new TextDecoder().decode(each) : each);
    }
    opened.close();
    return text;
}"""
#: How many records of others the keys on this phone can open.
_READABLE = """async () => {
    const opened = await new Promise(done => {
        const asked = indexedDB.open("terrace");
        asked.onsuccess = () => done(asked.result);
    });
    const all = store => new Promise(done => {
        const asked = opened.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
    });
    const me = (await all("me")).find(each => each.keys);
    let found = 0;
    for (const store of ["returns", "drafts", "entries", "photos"]) {
        for (const {person, sealed: {iv, data}} of await all(store)) {
            if (person === me.person) continue;
            for (const {key} of me.keys) {
                found += await crypto.subtle.decrypt({name: "AES-GCM", iv}, key, data).then(() => 1, () => 0);
            }
        }
    }
    opened.close();
    return found;
}"""
