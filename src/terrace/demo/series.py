"""The official series in the project's own compact form, and how they are handed in.

A row of `data/official.tsv` is a series: indicator, breakdown, code of the place, then one column a year. Blank is
no observation, `..` a gap of the office, `-` none by nature; a trailing `p` marks a preliminary figure.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Submission

FILE = Path(__file__).parent / "data" / "official.tsv"
SOURCE, DOOR, KEY = "gso", "file", "demo:official"
NOTE = "Niên giám thống kê / Statistical yearbook"
GAPS = {"..": "missing", "-": "not_applicable"}
SIGNS = {reason: sign for sign, reason in GAPS.items()}
HEAD = (
    "# Official series of the provinces, regions and the country, as published by the",
    "# General Statistics Office of Vietnam (Tổng cục Thống kê): statistical yearbook tables at pxweb.gso.gov.vn.",
    "# Blank: no observation; `..` not available; `-` none; p: preliminary. Units are those of the packs.",
)


def read(path: Path = FILE) -> list[Fact]:
    """The facts of the file, in its order."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    years = next(lines).split("\t")[3:]
    return [fact for line in lines for fact in _facts(line.split("\t"), years)]


def _facts(cells: list[str], years: list[str]) -> Iterator[Fact]:
    indicator, breakdown, area, *values = cells
    for year, text in zip(years, values, strict=False):
        if text:
            yield _fact(text, indicator=indicator, area=area, period=year, breakdown=breakdown or None)


def _fact(text: str, **about: str | None) -> Fact:
    status = "provisional" if text.endswith("p") else None
    digits = text.removesuffix("p")
    value = None if digits in GAPS else Decimal(digits)
    return Fact(**about, value=value, reason=GAPS.get(digits), status=status)  # type: ignore[arg-type]


def write(facts: Iterable[Fact], path: Path = FILE) -> None:
    """Write the file anew from facts; reading it gives them back."""
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for fact in facts:
        series = rows.setdefault((fact.indicator, str(fact.breakdown or ""), fact.area), {})
        series[fact.period] = _text(fact)
    years = sorted({year for series in rows.values() for year in series})
    lines = ["\t".join((*about, *(series.get(year, "") for year in years))) for about, series in sorted(rows.items())]
    head = [*HEAD, "\t".join(("indicator", "breakdown", "area", *years))]
    path.write_text("\n".join([*head, *(line.rstrip("\t") for line in lines), ""]), encoding="utf-8")


def _text(fact: Fact) -> str:
    digits = SIGNS[fact.reason or ""] if fact.value is None else format(fact.value, "f")
    return digits + ("p" if fact.status == "provisional" else "")


def missing(facts: Iterable[Fact] | None = None) -> list[Delivery]:
    """The series that were never handed in, a submission for each indicator."""
    grouped: dict[str, list[Fact]] = {}
    for fact in read() if facts is None else facts:
        grouped.setdefault(fact.indicator, []).append(fact)
    return [each for each in map(_delivery, grouped.values()) if not _known(each.key)]


def send(deliveries: list[Delivery]) -> int:
    """Hand series in and release them, in one transaction; how many facts."""
    sent = 0
    with transaction.atomic():
        for delivery, outcome in zip(deliveries, actions.submit_many(deliveries), strict=True):
            if isinstance(outcome, Refused):
                raise outcome
            _release(delivery.intake.observations)
            sent += outcome.facts
    return sent


def _delivery(facts: list[Fact]) -> Delivery:
    intake = Intake(SOURCE, facts, NOTE, because=NOTE)
    return Delivery(SYSTEM, f"{KEY}:{intake.digest.hex()[:24]}", DOOR, intake)


def _known(key: str) -> bool:
    return Submission.objects.filter(person_id=0, key=key).exists()


def _release(facts: list[Fact]) -> None:
    """What the office published is public down to the provinces."""
    years = {periods.parse(fact.period).id for fact in facts}
    releasing.release(facts[0].indicator, years, Level.PROVINCE, SYSTEM)
