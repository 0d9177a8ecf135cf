"""The analysis page: what it shows, how its form changes a question, what its files hold, and to whom."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pyarrow import parquet

from terrace.base.access.policy import SYSTEM
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE
from terrace.insight.warehouse import answers, questions, store
from terrace.web.explore.tests.conftest import someone
from terrace.web.ui import numbers

QUERY = f"measures=PIGS&rows=place:commune&columns=period:M&places={PROVINCE}&periods=2026-M09..2026-M10"
PAGE = f"/explore/?{QUERY}"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def changed(client: Client, q: str = QUERY, **words: str) -> str:
    """Where the form leads; `sent` is said by the whole form only."""
    answer = client.get("/explore/change", {"q": q, **words})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer.headers["Location"])


def shown(answer: answers.Answer) -> Iterator[tuple[answers.Heading, Sequence[answers.Cell | None]]]:
    return zip(answer.rows, answer.cells, strict=True)


def form(client: Client, address: str = PAGE) -> dict[str, str]:
    """The controls of the page as a browser sends them."""
    text = page(client, address)
    text = text[text.index("<t-ask") : text.index("</t-ask>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        found[attributes["name"]] = attributes.get("value", "").replace("&amp;", "&")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_every_number_on_the_page_is_that_of_the_answer_and_leads_to_its_figure(chi: Client):
    text = page(chi, PAGE)
    answer = answers.answer(SYSTEM, questions.from_query(QUERY))
    values = [cell.value for row in answer.cells for cell in row if cell and cell.value is not None]
    assert values
    for value in values:
        assert f'data-value="{numbers.machine(value)}"' in text
    assert f"/figures/PIGS/{COMMUNES[0]}/2026-M10/" in text
    assert chi.get(f"/figures/PIGS/{COMMUNES[0]}/2026-M10/").status_code == 200


def test_it_says_how_fresh_the_figures_are(chi: Client):
    assert "Gồm mọi số liệu đã tiếp nhận đến" in page(chi, PAGE)


def test_the_form_as_it_stands_asks_the_same_question(chi: Client):
    assert chi.get("/explore/change", form(chi)).headers["Location"] == PAGE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"show.0": "growth"}, "measures=PIGS:growth"),
        ({"show.0": "share:row"}, "measures=PIGS:share:row"),
        ({"rows.0": "province"}, "rows=place:province"),
        ({"rows.0.total": "yes"}, "rows=place:commune:total"),
        ({"columns.add": "measure"}, "columns=period:M,measure"),
        ({"span": "last", "count": "3", "grain": "Q"}, "periods=last:3:Q"),
        ({"span": ""}, f"places={PROVINCE}"),
        ({"first": "2026-M10", "last": "2026-M10"}, "periods=2026-M10"),
        ({"to_date": "yes"}, "to_date=yes"),
        ({"boundaries": "as_is"}, "boundaries=as_is"),
        ({"boundaries": "day", "map_day": "2025-06-30"}, "boundaries=2025-06-30"),
        ({"as_of": "2026-11-01"}, "as_of=2026-11-01"),
        ({"statuses": "provisional"}, "statuses=provisional"),
        ({"limit": "5"}, "limit=5"),
        ({"level": "commune"}, "level=commune"),
    ],
)
def test_each_control_changes_the_question(chi: Client, words: dict[str, str], said: str):
    where = str(chi.get("/explore/change", form(chi) | words).headers["Location"])
    assert said in where
    assert chi.get(where).status_code == 200


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("add:OUTPUT", "measures=PIGS,OUTPUT"),
        ("swap", "rows=period:M&columns=place:commune"),
        ("move:rows:0:columns:0", "columns=place:commune,period:M"),
        ("move:rows:0:filters:0", "measures=PIGS&columns=period:M"),
        ("lay:rows:measure", "rows=place:commune,measure"),
        (f"place:{COMMUNES[0]}", f"places={PROVINCE},{COMMUNES[0]}"),
        ("picture:bar", "picture=bar"),
        ("nonsense:1:2", QUERY),
        ("move:rows:9:columns:0", QUERY),
        ("move-measure:0:5", QUERY),
    ],
)
def test_each_button_changes_the_question(chi: Client, act: str, said: str):
    assert said in changed(chi, do=act)


def test_a_question_without_measures_begins_anew(chi: Client):
    assert changed(chi, do="drop-measure:0") == "/explore/"


def test_a_first_measure_begins_at_her_own_place(chi: Client):
    where = changed(chi, q="", do="add:PIGS")
    assert "measures=PIGS" in where
    assert f"places={PROVINCE}" in where


def test_a_question_without_places_is_about_her_own(chi: Client, province: int):
    where = chi.get("/explore/?measures=PIGS&rows=place:commune&columns=period:M").headers["Location"]
    assert f"places={PROVINCE}" in where
    assert f"places={PROVINCE}" in changed(chi, do=f"drop-place:{PROVINCE}")
    commune = index.current().resolve(COMMUNES[0], timezone.localdate()) or 0
    officer = someone("hoa", "commune-officer", commune)
    assert f"places={COMMUNES[0]}" in officer.get("/explore/?measures=PIGS").headers["Location"]


def test_she_goes_from_her_own_place_up_to_the_country(chi: Client):
    offered = re.findall(r'value="go-to:([^"]+)"', page(chi, PAGE))
    assert (offered[0], offered[-1]) == (PROVINCE, "VN")
    assert "places=VN" in changed(chi, do="go-to:VN")


def test_a_map_shows_the_column_that_is_chosen_in_the_colours_of_all(chi: Client):
    last = page(chi, f"{PAGE}&picture=map")
    columns = re.findall(r'<option value="([^"]+)"', last[last.index('id="map-column"') : last.index("</t-columns>")])
    assert len(columns) == 2
    where = changed(chi, column=columns[0])
    first = page(chi, where)
    assert f'data-now="{columns[0]}"' in first
    breaks = re.compile(r'data-breaks="([^"]*)"')
    assert breaks.findall(first) == breaks.findall(last)
    answer = answers.answer(SYSTEM, questions.from_query(QUERY))
    for at, text in ((0, first), (1, last)):
        drawn = dict(re.findall(r'data-code="(\w+)"[^>]*?data-value="([^"]*)"', text[text.index("<t-map") :]))
        wanted = {row.members[0].code: cell.value for row, cells in shown(answer) if (cell := cells[at])}
        known = {code: numbers.machine(value) for code, value in wanted.items() if value is not None}
        assert {code: value for code, value in drawn.items() if value} == known


def test_a_column_that_is_not_there_shows_the_last(chi: Client):
    assert "2026-M10" in re.findall(r'data-now="([^"]*)"', page(chi, f"{PAGE}&picture=map&column=2020-M01"))[0]


def test_while_the_warehouse_is_made_the_page_says_so_and_then_answers(
    chi: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb://{tmp_path}")
    waiting = page(chi, PAGE, 503)
    assert "Kho phân tích đang được lập" in waiting
    assert f'hx-get="{PAGE}"' in waiting.replace("&amp;", "&")
    assert "data-value=" not in waiting
    assert chi.get("/boards/mark").status_code == 503
    store.build()
    assert "Kho phân tích đang được lập" not in page(chi, PAGE)


def test_measures_are_found_without_accents_and_offered_as_buttons(chi: Client):
    where = changed(chi, measure_words="LON thit", do="search")
    assert "measure_words=LON+thit" in where
    names = re.findall(r'value="add:(\w+)"', page(chi, "/explore/measures"))
    assert "OUTPUT" in names
    part = page(chi, "/explore/found?measure_words=output")
    assert 'value="add:OUTPUT"' in part
    assert "<html" not in part


def test_places_are_found_by_name(chi: Client):
    assert f'value="place:{PROVINCE}"' in page(chi, "/explore/found?place_words=cao bang")


def test_the_start_offers_ready_questions_that_have_answers(chi: Client):
    text = page(chi, "/explore/")
    addresses = [each.replace("&amp;", "&") for each in re.findall(r'href="(/explore/\?measures=[^"]*)"', text)]
    assert len(addresses) > 3
    for address in addresses[:6]:
        assert "data-value" in page(chi, address)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("measures=NOTHING", "analysis.indicator"),
        ("measures=PIGS&rows=sideways", "analysis.word"),
        (f"{QUERY}&places=99999", "analysis"),
        ("measures=PIGS&periods=2026-M13", "analysis.period"),
    ],
)
def test_a_question_that_makes_no_sense_says_what_to_do(chi: Client, query: str, code: str):
    answer = chi.get(f"/explore/?{query}", follow=True)
    assert 400 <= answer.status_code < 500
    assert code in answer.content.decode()


def test_a_control_that_makes_no_sense_shows_the_question_as_it_was(chi: Client):
    answer = chi.get("/explore/change", form(chi) | {"limit": "many"})
    assert answer.status_code == 400
    assert "analysis.limit" in answer.content.decode()
    assert "<t-ask" in answer.content.decode()


def test_headings_lead_down_and_columns_sort(chi: Client):
    year = f"measures=PIGS&rows=place&columns=period:A&places={PROVINCE}&periods=2026"
    text = page(chi, f"/explore/?{year}").replace("&amp;", "&")
    assert re.search(r'href="/explore/\?measures=PIGS&rows=place:commune[^"]*"', text)
    assert re.search(r'href="/explore/\?[^"]*columns=period:Q[^"]*"', text)
    assert "sort=-PIGS@" in text
    first = re.search(r'href="(/explore/\?[^"]*sort=-PIGS@[^"]*)"', page(chi, PAGE))
    assert first
    assert 'aria-sort="descending"' in page(chi, first[1].replace("&amp;", "&"))


def test_files_hold_what_the_page_shows(chi: Client):
    answer = answers.answer(SYSTEM, questions.from_query(QUERY))
    wanted = sorted(cell.value for row in answer.cells for cell in row if cell and cell.value is not None)
    table = chi.get(f"/explore/answer.csv?{QUERY}")
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert sorted(Decimal(row["value"]) for row in rows if row["value"]) == wanted
    kept = parquet.read_table(io.BytesIO(chi.get(f"/explore/answer.parquet?{QUERY}").content))
    assert sorted(value for value in kept["value"].to_pylist() if value is not None) == wanted
    assert b"fresh_at" in (kept.schema.metadata or {})
    book = zipfile.ZipFile(io.BytesIO(chi.get(f"/explore/answer.xlsx?{QUERY}").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert all(f"<v>{value:f}".rstrip("0").rstrip(".") in sheet for value in wanted)


def test_a_file_of_nothing_or_of_an_unknown_kind_is_refused(chi: Client):
    assert chi.get("/explore/answer.csv").status_code == 400
    assert chi.get(f"/explore/answer.pdf?{QUERY}").status_code == 404


def test_a_picture_that_cannot_be_drawn_says_why(chi: Client):
    assert "Tương quan cần hai chỉ tiêu" in page(chi, f"{PAGE}&picture=scatter")
    assert "Bản đồ cần địa bàn" in page(chi, f"/explore/?measures=PIGS&rows=period:M&places={PROVINCE}&picture=map")


def test_pairs_say_how_sure_they_are_and_warn(chi: Client):
    query = f"measures=PIGS,OUTPUT&rows=place:commune&columns=period:M&places={PROVINCE}&picture=scatter"
    text = page(chi, f"/explore/?{query}")
    assert "data-x=" in text
    assert "r = " in text


def test_a_figure_that_she_may_not_see_is_hidden_and_said_so(province: int):
    stranger = someone("ha", "department-officer", province, sector="farming")
    text = page(stranger, f"/explore/?measures=BIRTHS&rows=place&columns=period:M&places={PROVINCE}&periods=last:3:M")
    assert "▒" in text
    assert "ẩn: bạn chưa có quyền xem" in text
    assert not re.findall(r'<td[^>]*data-value="\d', text)


def test_who_reads_no_figures_does_not_explore(province: int):
    assert someone("an", "administrator", province).get("/explore/").status_code == 403
    assert Client().get("/explore/").headers["Location"].startswith("/login")
