"""`terrace monitoring train`: what the site's own series teach is kept, said and used; too few teach nothing.
`terrace report`: made, listed, and drawn again byte for byte. (One file: one world.)
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.cli import frame
from terrace.facts.conftest import (  # noqa: F401 - fixtures
    PROVINCE,
    _fresh_snapshots,
    country,
    fact,
    hear_all,
    send,
    world,
)
from terrace.insight.monitoring import training, weighing
from terrace.insight.monitoring.learning import boosting, trees
from terrace.insight.monitoring.learning import training as learning
from terrace.insight.monitoring.models import Weights
from terrace.insight.monitoring.tests.conftest import MONTHS, TODAY, place, today  # noqa: F401 - a fixture
from terrace.insight.reports import actions
from terrace.insight.reports.models import Issue, State
from terrace.insight.reports.tests import conftest as reports
from terrace.insight.reports.tests import test_waiting

pytestmark = pytest.mark.usefixtures("world", "today")
MANY = 100


@pytest.fixture(autouse=True)
def _own_weights() -> Iterator[None]:
    weighing.expire()
    yield
    weighing.expire()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning of a few steps."""
    monkeypatch.setitem(boosting.SETTINGS, "max_iter", 12)
    monkeypatch.setitem(boosting.SETTINGS, "learning_rate", 0.3)


@pytest.fixture
def series() -> None:
    """Four indicators of 25 communes, with a season, noise and zeros of their own."""
    held, chance = index.current(), np.random.default_rng(4)
    versions = [held.version(each, TODAY) for each in held.children(place(PROVINCE), TODAY)[: MANY // 4]]
    season = chance.normal(0, 0.1, 12)
    for code, version in itertools.product(("PIGS", "BIRTHS", "PEOPLE", "AREA"), filter(None, versions)):
        level = chance.normal(7, 0.5)
        logs = level + season[np.arange(len(MONTHS)) % 12] + chance.normal(0, 0.08, len(MONTHS))
        values = np.where(chance.random(len(MONTHS)) < 0.02, 0, np.round(np.exp(logs))).astype(int).tolist()
        said = (fact(code, version.code, month, value) for month, value in zip(MONTHS, values, strict=True))
        send(*said, key=f"{code}-{version.code}")


def terrace(*words: str) -> int:
    return frame.run(["--language", "en", "--debug", *words])


def train(*words: str) -> int:
    return terrace("monitoring", "train", *words)


def test_too_few_series_teach_nothing_and_the_answer_says_how_many_are_needed(capsys: pytest.CaptureFixture[str]):
    assert train("month") == 0
    said = capsys.readouterr().out
    assert "month: 0 series" in said
    assert "at least 30" in said
    assert not Weights.objects.exists()


def test_an_unknown_frequency_is_refused(capsys: pytest.CaptureFixture[str]):
    assert train("fortnight") == 2
    with pytest.raises(Refused) as refused:
        list(training.train(SYSTEM, ["fortnight"]))
    assert refused.value.faults[0].code == "monitoring.frequency"


@pytest.mark.usefixtures("quick", "series")
def test_what_was_learned_is_kept_said_used_and_forgotten(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(trees, "shipped", lambda _: None)
    assert train("month") == 0
    row = Weights.objects.get()
    assert (row.frequency, row.series >= learning.FEWEST) == ("month", True)
    assert 0 < row.scores["recall"] <= 1
    said = f"month: learned from {row.series} series, notices {100 * row.scores['recall']:.0f} %"
    assert said in capsys.readouterr().out
    learned = weighing.of("month")
    assert learned is not None
    assert weighing.packed(learned) == bytes(row.content)
    assert Entry.objects.filter(verb="warning.train").count() == 1
    assert train("month", "--forget") == 0
    assert (weighing.of("month"), Weights.objects.count()) == (None, 0)
    assert "come with Terrace again" in capsys.readouterr().out


@pytest.mark.usefixtures("quick", "series")
def test_what_is_no_better_than_what_comes_with_terrace_is_not_kept(capsys: pytest.CaptureFixture[str]):
    assert train("month") == 0
    kept = Weights.objects.exists()
    assert kept is ("learned from" in capsys.readouterr().out)


def test_a_report_is_made_listed_and_drawn_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    reports.load(tmp_path)
    test_waiting.talk(test_waiting.forget)
    hear_all(("rollup-",))
    assert terrace("report", "make", reports.CODE, PROVINCE, reports.PERIOD) == 0
    number = Issue.objects.get(state=State.DRAFT).pk
    assert f"/reports/{number}/" in capsys.readouterr().out
    assert terrace("report", "reproduce", str(number)) == 0
    assert "not approved" in capsys.readouterr().out
    actions.approve(SYSTEM, number)
    assert terrace("report", "list") == 0
    said = ["monthly", PROVINCE, reports.PERIOD, "1", "approved", "1/BC-UBND"]
    assert capsys.readouterr().out.splitlines() == ["\t".join([str(number), *said])]
    paper = tmp_path / "again.pdf"
    assert terrace("report", "reproduce", str(number), "--out", str(paper)) == 0
    assert "byte for byte" in capsys.readouterr().out
    assert paper.read_bytes().startswith(b"%PDF")
    Issue.objects.filter(pk=number).update(pdf_sha256="0" * 64)
    assert terrace("report", "reproduce", str(number)) == 1
    assert "DIFFERS" in capsys.readouterr().out


def test_a_report_that_cannot_be_made_is_a_problem_with_advice(capsys: pytest.CaptureFixture[str]):
    assert terrace("report", "make", "nothing", PROVINCE, reports.PERIOD) == 1
    assert "report.template_absent" in capsys.readouterr().err
    assert terrace("report", "reproduce", "999999") == 1
    assert "report.absent" in capsys.readouterr().err
