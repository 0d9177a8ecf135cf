"""Asking on the analysis page as a person does, and the figures to check it by: through the REST API, by hand."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from .people import PROVINCE

Value = Decimal | None
Step = Callable[[Page], None]
#: Milliseconds between two looks at a table, and how often.
LOOK, LOOKS = 100, 150


# what she does


def find(words: str, name: str) -> Step:
    """Types words and takes the indicator of this name."""

    def act(page: Page) -> None:
        page.locator("#measure-words").press_sequentially(words)
        button = page.locator("#measures-found button", has_text=name).first
        expect(button).to_be_visible()
        _asked(page, button.click)

    return act


def show_as(way: str, measure: int = 0) -> Step:
    """How an indicator is shown: xếp hạng, tỷ trọng trong cột (%) …"""
    return lambda page: _asked(page, lambda: page.locator(f"select[name='show.{measure}']").select_option(label=way))


def rows(level: str) -> Step:
    """The level of the rows: xã, tỉnh …"""
    return lambda page: _asked(page, lambda: page.locator("select[name='rows.0']").select_option(label=level))


def add_to(shelf: str, axis: str) -> Step:
    """Another heading for `rows` or `columns`: Giới tính …"""
    return lambda page: _asked(page, lambda: page.locator(f"select[name='{shelf}.add']").select_option(label=axis))


def move(button: str) -> Step:
    """Presses a button of the question by its name."""
    return lambda page: _asked(page, page.locator("t-ask").get_by_role("button", name=button, exact=True).click)


def tick(label: str) -> Step:
    return lambda page: _asked(page, page.locator("t-ask").get_by_label(label, exact=True).first.check)


def period(label: str) -> Step:
    """Only this period."""

    def act(page: Page) -> None:
        _asked(page, page.locator("t-ask").get_by_label("từ … đến").check)
        for bound in ("first", "last"):
            if page.locator(f"#{bound} option:checked").inner_text() != label:
                _asked(page, lambda bound=bound: page.locator(f"#{bound}").select_option(label=label))  # type: ignore[misc]

    return act


def sort_by(column: str) -> Step:
    """Presses the arrows of a column."""
    return lambda page: _asked(page, page.get_by_role("link", name=f"Sắp xếp theo {column}").click)


def go_to(place: str) -> Step:
    """From her own place up to this one."""
    return move(place)


def picture(name: str) -> Step:
    return lambda page: _asked(page, page.locator(".pictures").get_by_role("button", name=name, exact=True).click)


def map_shows(column: str) -> Step:
    """Chooses the column of the map with the keys alone."""

    def act(page: Page) -> None:
        page.locator("#map-column").focus()
        _asked(page, lambda: page.keyboard.type(column))
        expect(page.locator("#map-column option:checked")).to_have_text(column)

    return act


def _asked(page: Page, act: Callable[[], object]) -> None:
    """Acts, and waits until the page of the changed question stands."""
    with page.expect_response(lambda answer: "/explore/?" in answer.url and answer.status < 300):
        act()
    page.wait_for_load_state()
    expect(page.locator(".htmx-request")).to_have_count(0)


# what the page shows


@dataclass(frozen=True, slots=True)
class Table:
    """The table of the page: values by the labels of row and column, in the order of the rows."""

    columns: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]]

    def value(self, row: str, column: str) -> Value:
        """The cell of a row, and of the column that has these words. A cell without a value is None."""
        at = next(at for at, label in enumerate(self.columns) if column in label)
        text = self.lines[row][at]
        return Decimal(text) if text else None


def table(page: Page) -> Table:
    found = page.evaluate(_TABLE)
    return Table(tuple(found["columns"]), {row: tuple(values) for row, values in found["lines"]})


_TABLE = """() => ({
    columns: [...document.querySelectorAll("#answer .pivot [data-column]")].map(each => each.dataset.column),
    lines: [...document.querySelectorAll("#answer .pivot tr[data-row]")].map(
        row => [row.dataset.row, [...row.querySelectorAll("td")].map(cell => cell.dataset.value)]),
})"""


# what is right


class Figures:
    """Figures as the API gives them to the same person, and what schoolchildren work out of them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def get(self, what: str, **words: str) -> dict[str, object]:
        answer = self.page.request.get(f"/api/v1/figures{what}?{urlencode(words)}")
        assert answer.ok, answer.text()
        return dict(json.loads(answer.text(), parse_float=Decimal, parse_int=Decimal))

    def __call__(self, indicator: str, when: str, area: str = PROVINCE, breakdown: str = "") -> Decimal:
        """One figure that is there."""
        value = self.about(indicator, when, area, breakdown)["value"]
        assert isinstance(value, Decimal)
        return value

    def about(self, indicator: str, when: str, area: str = PROVINCE, breakdown: str = "") -> dict[str, object]:
        """All that is said of one figure."""
        return self.get("", indicator=indicator, area=area, period=when, breakdown=breakdown)

    def known_or_nothing(self, indicator: str, when: str) -> Decimal:
        """The figure of the province; 0 where nothing was reported."""
        value = self.about(indicator, when)["value"]
        return value if isinstance(value, Decimal) else Decimal(0)

    def below(self, indicator: str, when: str, area: str = PROVINCE, breakdown: str = "") -> dict[str, Value]:
        """The figures of the places below, by name."""
        found = self.get("/across", indicator=indicator, area=area, period=when, breakdown=breakdown)
        return {each["area"]["full_name"]: each["value"] for each in found["figures"]}  # type: ignore[attr-defined]

    def places(self, indicator: str, when: str, area: str) -> list[tuple[str, str]]:
        """Code and level of the places right below, in the order of the API."""
        found = self.get("/across", indicator=indicator, area=area, period=when)["figures"]
        return [(each["area"]["code"], each["area"]["level"]) for each in found]  # type: ignore[attr-defined]

    def known(self, indicator: str, when: str, area: str = PROVINCE) -> dict[str, Decimal]:
        """Those that are there."""
        return {name: value for name, value in self.below(indicator, when, area).items() if value is not None}


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Two decimals, half away from zero."""
    return (100 * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def growth(now: Decimal, before: Decimal) -> Decimal:
    return (100 * (now - before) / abs(before)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rank(values: Mapping[str, Decimal], name: str) -> Decimal:
    """1 is the largest; equals share the better rank."""
    return Decimal(1 + sum(value > values[name] for value in values.values()))


def largest(values: Mapping[str, Decimal], count: int) -> list[str]:
    return sorted(values, key=lambda name: -values[name])[:count]


def lowest(values: Mapping[str, Decimal]) -> tuple[str]:
    return (min(values, key=lambda name: values[name]),)


def part_of(values: Mapping[str, Decimal], whole: Decimal) -> dict[str, Decimal]:
    """Per cent of the whole."""
    return {name: percent(value, whole) for name, value in values.items()}


def columned(values: Mapping[str, Decimal], column: str) -> dict[tuple[str, str], Value]:
    """The cells of a column."""
    return {(name, column): value for name, value in values.items()}


def pearson(pairs: list[tuple[Decimal, Decimal]]) -> Decimal:
    count = len(pairs)
    mean_x, mean_y = sum(x for x, _ in pairs) / count, sum(y for _, y in pairs) / count
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    squares = sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs)
    return Decimal(both / Decimal(squares).sqrt()).quantize(Decimal("0.01"), ROUND_HALF_UP)


# both


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page must show: cells by (row, column), the first rows in order, texts."""

    cells: Mapping[tuple[str, str], Value]
    first: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


def check(page: Page, wanted: Answer) -> None:
    """The page shows it, at once or as soon as it is drawn."""
    found = _until(page, wanted)
    assert {(row, column): found.value(row, column) for row, column in wanted.cells} == dict(wanted.cells)
    assert tuple(found.lines)[: len(wanted.first)] == wanted.first
    for text in wanted.says:
        expect(page.locator("#answer")).to_contain_text(text)


def _until(page: Page, wanted: Answer) -> Table:
    rows_wanted = {row for row, _ in wanted.cells}
    for found in _tables(page):
        if rows_wanted <= set(found.lines) and all(_has(found, column) for _, column in wanted.cells):
            return found
    raise AssertionError(f"not on the page: {sorted(rows_wanted)} in {found.columns} {list(found.lines)}")


def _has(found: Table, column: str) -> bool:
    return any(column in label for label in found.columns)


def _tables(page: Page) -> Iterator[Table]:
    for _ in range(LOOKS):
        yield table(page)
        page.wait_for_timeout(LOOK)
