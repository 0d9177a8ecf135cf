"""One meaning, three ways: cell by cell, as columns, and in the browser give the same answer in thousands of cases."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import pytest

from terrace.base.kernel import periods
from terrace.base.kernel.problems import Refused
from terrace.facts.rules import browser, columns, exact, ledger
from terrace.facts.rules.cells import REASONS
from terrace.facts.rules.facts import Facts
from terrace.facts.rules.tests import draws
from terrace.facts.rules.tests.samples import CATALOGUE, MONTH, cell, index, rules

PROJECT = Path(__file__).parents[5]
INDEX = index()
CASES, BROWSER_CASES = 3000, 2500


def _rules(rnd):
    while True:
        try:
            texts = [draws.condition(rnd) for _ in range(rnd.choice((1, 1, 2)))]
            return rules(*texts, level=rnd.choice((None, None, 4)))
        except Refused:
            continue  # names no indicator, or is too wide


def _case(seed, places=draws.PLACES):
    """Rules, what is said and what is held."""
    rnd = Random(seed)
    own = _rules(rnd)
    said = draws.facts(rnd, rnd.randrange(1, 25), places)
    if rnd.random() < 0.5:
        said |= rnd.choice((draws.near, draws.wide))(rnd, rnd.choice(places))
    held = draws.facts(rnd, rnd.randrange(40), draws.PLACES)
    return own, said, held


def _told(found):
    return [(each.rule.code, each.period, each.breakdown, each.area, each.cells, dict(each.values)) for each in found]


def test_columns_judge_as_cells_do():
    broken = 0
    for seed in range(CASES):
        own, said, held = _case(seed)
        wanted = exact.judge(own, said, held, INDEX)
        found = columns.judge(own, Facts.of(said), Facts.of(held), INDEX)
        assert _told(found) == _told(wanted), (seed, [rule.condition.text for rule in own.every])
        broken += len(wanted)
    assert broken > CASES / 4


def test_columns_need_what_cells_need():
    for seed in range(CASES // 5):
        own, said, _ = _case(seed)
        wanted = exact.needs(own, said, INDEX)
        found = columns.needs(own, Facts.of(said), INDEX)
        assert set(map(tuple, found.tolist())) == wanted, seed
        assert len(found) == len(wanted)


def test_most_of_what_is_sound_is_never_judged_twice(monkeypatch):
    """The filter must filter: sums and borders that hold exactly are decided by the floats alone."""
    judged = []
    monkeypatch.setattr(exact, "judged", lambda case, *_: judged.append(case))
    own = rules("parts(A, SEX) = A", "abs(A * B / 10 - C) <= 0.01 * C", "A <= B or A >= B")
    said = {}
    rnd = Random(7)
    spec = CATALOGUE.indicators["A"]
    for place in draws.PLACES:
        women, men = (Decimal(rnd.randrange(10**7)).scaleb(-1) for _ in range(2))
        said[cell("A", place)] = women + men
        said[spec.id, MONTH, spec.breakdowns["SEX=F"], place] = women
        said[spec.id, MONTH, spec.breakdowns["SEX=M"], place] = men
        said[cell("B", place)] = Decimal("48.7")
        said[cell("C", place)] = (women + men) * Decimal("4.87")
    assert columns.judge(own, Facts.of(said), Facts.of({}), INDEX) == []
    assert judged == []


@pytest.fixture(scope="module")
def node():
    found = subprocess.run([PROJECT / ".ci/node", "22.18"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr)
    return Path(found.stdout.strip(), "node")


def _word(value):
    return REASONS[value] if isinstance(value, int) else f"{value:f}"


def _key(cell):
    period = periods.from_id(cell[1])
    area = INDEX.tree(period.end).versions[cell[3]].code
    return "|".join((CATALOGUE.by_id[cell[0]].code, period.code, CATALOGUE.cells[cell[2]], area))


def _asked(own, said, held):
    """The case as a browser gets it; siblings come as medians only."""
    return {
        "rules": browser.rules(own, ("A", "B", "C", "D")),
        "said": [(_key(cell), _word(value)) for cell, value in said.items()],
        "context": browser.context(own, said, held | said, INDEX),
    }


def test_the_browser_judges_as_the_server_does(node):
    made = [_case(seed + 10**6) for seed in range(BROWSER_CASES)]
    lines = "\n".join(json.dumps(_asked(*each)) for each in made)
    script = PROJECT / "frontend/tests/rules/judge.ts"
    run = subprocess.run(
        [node, "--no-warnings", script], input=lines, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr[-2000:]
    answers = list(map(json.loads, run.stdout.splitlines()))
    assert len(answers) == len(made)
    for (own, said, held), answer in zip(made, answers, strict=True):
        wanted = exact.judge(own, said, held, INDEX)
        assert answer == [_shown(each) for each in wanted], [rule.condition.text for rule in own.every]


def _shown(broken):
    fault = broken.fault()
    texts = [fault.message_vi, fault.message_en, fault.advice_vi, fault.advice_en]
    return {"rule": broken.rule.code, "cells": [_key(cell) for cell in broken.cells], "texts": texts}


def test_numbers_too_large_for_keys_are_noticed():
    cells = {(1, MONTH, 0, 11): Decimal(1)}
    assert ledger.fits(Facts.of(cells))
    assert not ledger.fits(Facts.of({(1, MONTH, 0, 2**22): Decimal(1)}))
    assert not ledger.fits(Facts.of({(1, MONTH, 2**19, 11): Decimal(1)}))


def test_a_column_of_floats_is_never_surer_than_it_may_be():
    """Where a value has more digits than a float, the bound says so."""
    from terrace.facts.rules import floats

    values = [Decimal(text) for text in draws.VALUES]
    made = floats.cell(np.array([float(value) for value in values]), np.ones(len(values), bool))
    for value, number, error in zip(values, made.value, np.broadcast_to(made.error, len(values)), strict=True):
        assert abs(Decimal(float(number)) - value.scaleb(6)) <= Decimal(float(error))
