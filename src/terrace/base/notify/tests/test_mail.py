"""E-mail over a real mail server: what is in it, what refusals mean, what a broken line does."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from terrace.base.access.policy import SYSTEM
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.notify import actions, bounced, environment, planning
from terrace.base.notify.channels import email, trial
from terrace.base.notify.environment import Smtp
from terrace.base.notify.messages import Link, Words
from terrace.base.notify.models import Bounce, Delivery, Notice
from terrace.base.notify.tests.conftest import SITE, go_out, hasten, message, states
from terrace.base.notify.tests.servers import mail_server

pytestmark = pytest.mark.django_db


def told(people, key="k", **more):
    actions.tell([people.hoa.pk], message(key, **more))
    go_out()


def test_a_notice_arrives_in_the_language_of_each_reader(people, post):
    actions.tell([people.hoa.pk, people.an.pk], message(lines=(Words("Xã A báo 10 con.", "A reports 10."),)))
    go_out()
    by = {letter.recipient: letter for letter in post.letters}
    assert by["hoa@ho.gov.vn"].message["Subject"] == "Đàn lợn xã A tăng 10 lần"
    assert by["an@ho.gov.vn"].message["Subject"] == "Pigs of A: ten times"
    for letter, line in ((by["hoa@ho.gov.vn"], "Xã A báo 10 con."), (by["an@ho.gov.vn"], "A reports 10.")):
        assert line in letter.plain
        assert line in letter.html
        assert f"{SITE}/warnings/1/" in letter.plain
    assert str(by["hoa@ho.gov.vn"].message["To"]) == "Hoàng Thị Hoa <hoa@ho.gov.vn>"
    assert str(by["hoa@ho.gov.vn"].message["From"]) == "Tỉnh Hồ <terrace@ho.gov.vn>"


def test_mail_programs_are_told_how_to_stop_it_and_that_nobody_wrote_it(people, post):
    told(people)
    head = post.letters[0].message
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(head["List-Unsubscribe"]).startswith(f"<{SITE}/notices/unsubscribe/")
    assert head["Content-Language"] == "vi"


def test_messages_of_one_matter_refer_to_the_same_first_message(people, post):
    told(people, "w/1", thread="group/7")
    told(people, "w/2", thread="group/7")
    first, second = (letter.message for letter in post.letters)
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Message-ID"] != second["Message-ID"]


def test_the_one_button_is_what_one_press_does_and_the_page_stands_below(people, post):
    told(people, links=(Link(Words("Tiếp nhận", "Take it"), "7", "test"), Link(Words("Bản đồ", "Map"), "/map/")))
    text = post.letters[0].plain
    assert text.index("Tiếp nhận") < text.index(f"{SITE}/warnings/1/") < text.index(f"{SITE}/map/")
    assert f"{SITE}/notices/open/" in post.letters[0].html


def test_what_a_domain_adds_is_said_in_the_language_of_the_reader(people, post):
    told(people, data={"facts": [{"label": {"vi": "Kỳ", "en": "Period"}, "value": "2026-M10"}]})
    assert "Kỳ: 2026-M10" in post.letters[0].plain


def test_a_template_that_does_not_exist_gives_the_usual_one(people, post):
    told(people, template="nowhere/at_all.html")
    assert "Đàn lợn" in post.letters[0].html


def test_a_title_with_line_breaks_makes_no_headers(people, post):
    told(people, title=Words("Một\r\nBcc: x@y.vn\nhai", "One"))
    assert post.letters[0].message["Subject"] == "Một Bcc: x@y.vn hai"
    assert post.letters[0].message["Bcc"] is None


def test_a_recipient_that_does_not_exist_is_marked_and_its_administrator_told(people, post):
    post.at_recipient = lambda address: "550 5.1.1 no such user" if address.startswith("hoa@") else None
    told(people, "first")
    assert states()["first"] == "failed"
    assert Bounce.objects.get().address == "hoa@ho.gov.vn"
    go_out()
    assert [letter.recipient for letter in post.letters] == ["an@ho.gov.vn"]
    assert "hoa@ho.gov.vn" in post.letters[0].plain
    assert Entry.objects.filter(verb="mail.bounce").count() == 1
    told(people, "second")
    assert "second" not in states()
    bounced.lift(SYSTEM, Bounce.objects.get().pk)
    post.at_recipient = lambda address: None
    told(people, "third")
    assert states()["third"] == "sent"


def test_another_address_is_tried_although_the_one_before_was_marked(people, post):
    bounced.mark(people.hoa.pk, "hoa@ho.gov.vn", "550")
    people.hoa.email = "hoa.new@ho.gov.vn"
    people.hoa.save()
    told(people)
    assert "hoa.new@ho.gov.vn" in [letter.recipient for letter in post.letters]


@pytest.mark.parametrize(
    ("said", "state", "marked"),
    [
        ("550 no such user", "failed", 1),
        ("553 5.1.3 bad address", "failed", 1),
        ("550 5.7.1 relaying denied", "failed", 0),
        ("554 5.7.1 blocked", "failed", 0),
        ("450 4.2.1 mailbox busy", "waiting", 0),
        ("452 4.2.2 mailbox full", "waiting", 0),
    ],
)
def test_what_a_refusal_of_the_recipient_means(people, post, said, state, marked):
    post.at_recipient = lambda address: said
    told(people)
    assert states()["k"] == state
    assert Bounce.objects.count() == marked
    assert said.split()[0] in Delivery.objects.get(notice__key="k").why


def test_a_refused_content_ends_this_message_only(people, post):
    post.at_data = lambda server, envelope: "554 5.6.0 content rejected"
    told(people)
    assert states() == {"k": "failed"}
    assert not Bounce.objects.exists()


def test_what_was_put_off_goes_out_later_with_growing_pauses(people, post):
    post.at_recipient = lambda address: "451 4.3.0 later"
    told(people)
    pauses = []
    for _ in range(4):
        row = Delivery.objects.get()
        pauses.append((row.due_at - row.moved_at).total_seconds())
        hasten(hours=2)
        go_out()
    assert pauses == sorted(pauses)
    assert 10 < pauses[0] < 20
    post.at_recipient = lambda address: None
    hasten(hours=2)
    go_out()
    assert states() == {"k": "sent"}
    assert len(post.letters) == 1


def test_after_two_days_it_is_given_up(people, post):
    post.at_recipient = lambda address: "451 4.3.0 later"
    told(people)
    Notice.objects.update(made_at=datetime.now(UTC) - timedelta(days=3))
    hasten(hours=2)
    go_out()
    assert states() == {"k": "failed"}


def test_a_line_that_breaks_in_the_middle_is_tried_again_under_the_same_name(people, post):
    took = []

    def breaks(server, envelope):
        took.append(envelope.content)
        if len(took) == 1:
            server.transport.abort()
            return "250 nobody hears this"
        return None

    post.at_data = breaks
    told(people)
    assert states() == {"k": "waiting"}
    hasten(minutes=1)
    go_out()
    assert states() == {"k": "sent"}
    assert len(post.letters) == 1
    assert post.ids[0].encode() in took[0]


@pytest.mark.parametrize("said", ["550 5.7.1 not your sender", "421 4.3.2 shutting down"])
def test_a_sender_that_the_server_does_not_want_lets_everything_wait(people, post, said):
    post.at_sender = lambda address: said
    actions.tell([people.hoa.pk, people.an.pk], message())
    go_out()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    assert not Bounce.objects.exists()


def test_a_server_that_is_away_lets_everything_wait_without_counting_it(people, monkeypatch):
    monkeypatch.setenv("TERRACE_SMTP_URL", "smtp://127.0.0.1:1")
    told(people)
    row = Delivery.objects.get()
    assert (row.state, row.tries) == ("waiting", 0)
    assert "127.0.0.1:1" in row.why


def test_without_a_server_notices_stay_in_the_site(people):
    told(people)
    assert not Delivery.objects.exists()
    assert Notice.objects.count() == 1


def test_a_folder_takes_messages_and_the_same_message_once(people, monkeypatch, tmp_path):
    monkeypatch.setenv("TERRACE_SMTP_URL", f"maildir:{tmp_path / 'mail'}")
    told(people)
    Delivery.objects.update(state="waiting")
    go_out()
    kept = list((tmp_path / "mail" / "new").iterdir())
    assert len(kept) == 1
    assert b"multipart/alternative" in kept[0].read_bytes()


def test_starttls_and_a_log_in_are_used(people, monkeypatch, tmp_path):
    with mail_server(_context(tmp_path), "terrace", "s3cret/@x") as post:
        address = f"terrace:s3cret%2F%40x@127.0.0.1:{post.port}"
        monkeypatch.setenv("TERRACE_SMTP_URL", f"smtp://{address}?starttls=1&insecure=1")
        told(people)
        assert [(letter.encrypted, letter.user) for letter in post.letters] == [(True, "terrace")]
        monkeypatch.setenv("TERRACE_SMTP_URL", f"smtp://{address}?starttls=1")
        told(people, "unknown certificate")
        assert states()["unknown certificate"] == "waiting"
        monkeypatch.setenv("TERRACE_SMTP_URL", f"smtp://terrace:wrong@127.0.0.1:{post.port}?starttls=1&insecure=1")
        told(people, "wrong password")
        assert "535" in Delivery.objects.get(notice__key="wrong password").why


def _context(folder) -> ssl.SSLContext:
    """A certificate of nobody's, for 127.0.0.1."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    signed = (
        made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(own + signed.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("smtp://mail.vn", environment.Smtp("mail.vn", 25)),
        ("smtp://mail.vn?starttls=1", environment.Smtp("mail.vn", 587, starttls=True)),
        ("smtps://a%40b:c@mail.vn", environment.Smtp("mail.vn", 465, "a@b", "c", tls=True)),
        ("", None),
    ],
)
def test_addresses_of_mail_servers(monkeypatch, url, meant):
    monkeypatch.setenv("TERRACE_SMTP_URL", url)
    assert environment.mail() == meant


@pytest.mark.parametrize(
    "url", ["mail.vn", "http://mail.vn", "smtp://", "smtp://a:b", "smtp://a?tls", "smtp://a?x=1", "smtp://a:%C3%A4@b"]
)
def test_a_wrong_address_is_a_problem_and_loses_nothing(people, monkeypatch, url):
    monkeypatch.setenv("TERRACE_SMTP_URL", url)
    with pytest.raises(Refused) as refused:
        environment.mail()
    assert refused.value.faults[0].code == "notify.smtp_url"
    told(people)
    assert states() == {"k": "waiting"}


def test_a_test_message_says_where_it_went_or_why_not(post, monkeypatch):
    assert email.test("lan@ho.gov.vn") == f"127.0.0.1:{post.port}"
    assert post.letters[0].message["Subject"] == "Terrace: thư thử / test message"
    post.at_recipient = lambda address: "550 5.1.1 nobody"
    for address, code in (("lan@ho.gov.vn", "notify.mail_refused"), ("lan", "notify.address_bad")):
        with pytest.raises(Refused) as refused:
            email.test(address)
        assert refused.value.faults[0].code == code
    monkeypatch.delenv("TERRACE_SMTP_URL")
    with pytest.raises(Refused) as refused:
        email.test("lan@ho.gov.vn")
    assert refused.value.faults[0].code == "notify.mail_off"


@pytest.mark.parametrize(("variable", "value"), [("BOUNCE_LISTEN", "here"), ("BOUNCE_LISTEN", "a:99999/b")])
def test_a_wrong_setting_lets_everything_wait(people, post, monkeypatch, variable, value):
    monkeypatch.setenv(f"TERRACE_{variable}", value)
    told(people)
    assert states() == {"k": "waiting"}
    assert variable in Delivery.objects.get().why


def test_private_networks_that_cannot_be_read_are_a_problem(monkeypatch):
    monkeypatch.setenv("TERRACE_PRIVATE_NETWORKS", "10.0.0.0/99")
    with pytest.raises(Refused) as refused:
        environment.private_networks()
    assert refused.value.faults[0].code == "notify.private_networks"


def test_who_has_no_address_any_more_is_not_marked(people, post):
    actions.tell([people.hoa.pk], message())
    planning.plan()
    people.hoa.email = ""
    people.hoa.save()
    go_out()
    assert states() == {"k": "failed"}
    assert not Bounce.objects.exists()


def test_greeting_the_server_sends_nothing_and_says_where(post):
    assert trial.greet(Smtp("127.0.0.1", post.port)) == f"127.0.0.1:{post.port}"
    assert post.letters == []


def test_a_server_that_is_not_there_is_a_problem_with_advice():
    with pytest.raises(Refused) as refused:
        trial.greet(Smtp("127.0.0.1", 1))
    assert refused.value.faults[0].code == "notify.mail_unreachable"
