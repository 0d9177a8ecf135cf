"""Photos without signal, and a phone that is full: figures are never given up, photos only by her own word."""

import random
import struct
import zlib

from playwright.sync_api import CDPSession, expect

from .line import Line
from .phones import Phone, until

#: The largest photo that leaves a phone, in bytes.
LARGEST = 300_000


def noisy_png(width: int = 1800, height: int = 1300) -> bytes:
    """A picture of several megabytes that no compression makes small."""
    chance = random.Random(height)
    rows = b"".join(b"\0" + chance.randbytes(3 * width) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


PHOTO = {"name": "IMG_1.png", "mimeType": "image/png", "buffer": noisy_png()}


def _take(phone: Phone) -> None:
    phone.page.locator("t-photos input").set_input_files(PHOTO)  # type: ignore[arg-type]


def test_a_photo_is_made_small_kept_without_signal_and_named_in_the_submission(phone: Phone, line: Line):
    phone.bring()
    line.cut()
    phone.open()
    _take(phone)
    thumbs = phone.page.locator("t-photos li")
    expect(thumbs).to_have_count(1, timeout=60_000)
    size = phone.page.evaluate(_SIZE)
    assert 20_000 < size <= LARGEST
    phone.fill_in()
    phone.expect_whole("offline")
    phone.page.reload()
    expect(thumbs).to_have_count(1)
    line.mend()
    phone.expect_whole("whole-saved")
    expect(thumbs).to_have_count(0)
    receipt = str(phone.entry("done").locator(".how").inner_text()).split()[-1]
    phone.go(f"/submissions/{receipt}/")
    expect(phone.page.locator("main")).to_contain_text("photo.jpg")


def test_a_photo_can_be_dropped_and_is_asked_for_twice(idle_phone: Phone):
    idle_phone.bring().open()
    _take(idle_phone)
    drop = idle_phone.page.locator("t-photos li button")
    expect(drop).to_have_count(1, timeout=60_000)
    drop.click()
    expect(drop).to_contain_text("Xóa hẳn")
    drop.click()
    expect(drop).to_have_count(0)
    assert idle_phone.count("photos") == 0


def test_what_is_no_picture_is_said_to_be_none(idle_phone: Phone):
    idle_phone.bring().open()
    file = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    idle_phone.page.locator("t-photos input").set_input_files(file)  # type: ignore[arg-type]
    expect(idle_phone.page.locator("t-photos [data-said]")).to_contain_text("không phải ảnh")


def test_a_full_phone_refuses_the_photo_and_keeps_the_figures_through_a_reload(phone: Phone, line: Line):
    phone.bring().open()
    line.cut()
    _fill_up(phone)
    _take(phone)
    expect(phone.page.locator("t-photos [data-said]")).to_contain_text("Máy đã hết chỗ", timeout=60_000)
    phone.fill_in()
    phone.expect_whole("offline")
    phone.page.reload()
    phone.ready()
    expect(phone.input("BUDGET_REVENUE")).to_have_value("1.250,5")
    expect(phone.outbox).to_contain_text("Đang chờ gửi: 1")
    line.mend()
    phone.expect_whole("whole-saved")
    assert phone.handed_in() == 1


def test_when_there_is_room_again_figures_leave_the_spare_place(phone: Phone, line: Line):
    phone.bring().open()
    line.cut()
    tools = _fill_up(phone)
    phone.fill_in()
    phone.expect_whole("offline")
    assert phone.page.evaluate("Object.keys(localStorage).length") > 0
    tools.send("Storage.overrideQuotaForOrigin", {"origin": phone.address})
    until(lambda: phone.page.evaluate(_PROBE) == "", seconds=90)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: phone.page.evaluate("Object.keys(localStorage).length") == 0)
    assert phone.count("drafts") == 2
    assert phone.count("entries") == 1


def _fill_up(phone: Phone) -> CDPSession:
    """From now on the browser says that there is no room; it looks anew half a minute after it looked last."""
    tools = phone.devtools()
    tools.send("Storage.overrideQuotaForOrigin", {"origin": phone.address, "quotaSize": 1})
    until(lambda: phone.page.evaluate(_PROBE) == "QuotaExceededError", seconds=90)
    return tools


_PROBE = """async () => {
    const opened = await new Promise(done => {
        const asked = indexedDB.open("probe", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("probe");
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => done(null);
    });
    if (!opened) return "QuotaExceededError";
    await new Promise(done => setTimeout(done, 1000));
    return new Promise(done => {
        const put = opened.transaction("probe", "readwrite");
        put.objectStore("probe").put(1, 1);
        put.oncomplete = () => { opened.close(); done(""); };
        put.onabort = () => { opened.close(); done(put.error?.name ?? ""); };
    });
}"""


_SIZE = """async () => {
    const opened = await new Promise(done => {
        const asked = indexedDB.open("terrace");
        asked.onsuccess = () => done(asked.result);
    });
    const all = await new Promise(done => {
        const asked = opened.transaction("photos").objectStore("photos").getAll();
        asked.onsuccess = () => done(asked.result);
    });
    opened.close();
    return all[0].size;
}"""
