"""Forecasts are told in sentences, in both languages."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from terrace.base.kernel.periods import Frequency
from terrace.insight.forecasting import wording
from terrace.insight.forecasting.views import Accuracy


def view(**more: Any) -> Any:
    spec = SimpleNamespace(frequency=more.pop("frequency", Frequency.MONTH))
    accuracy = (
        Accuracy(1, Decimal("0.0052"), 5, 57, Decimal("0.81")),
        Accuracy(3, Decimal("0.02"), 5, 55, None),
        Accuracy(12, Decimal("0.0382"), 4, 45, None),
    )
    return SimpleNamespace(**{"spec": spec, "method": "pool", "notes": (), "accuracy": accuracy} | more)


def test_accuracy_is_told_for_the_next_period_and_for_a_year():
    assert wording.accuracy(view()) == (
        "Trong 5 năm qua, 57 dự báo trước một tháng có một nửa sai không quá 0,6 %. "
        "81 % số lần nằm trong khoảng 8 phần 10. "
        "Trong 4 năm qua, 45 dự báo trước một năm có một nửa sai không quá 4 %."
    )
    assert "half of the 45 forecasts one year ahead were within 4 %" in wording.accuracy(view(), "en")


def test_nothing_known_of_accuracy_says_nothing():
    assert wording.accuracy(view(accuracy=())) == ""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_method_and_note_has_its_sentence_and_an_unknown_one_its_code(language: str):
    for code in wording.METHODS:
        assert not wording.method(view(method=code), language).endswith(f": {code}.")
    assert "novel" in wording.method(view(method="novel"), language)
    assert len(set(wording.notes(view(notes=tuple(wording.NOTES)), language))) == len(wording.NOTES)
    assert "novel" in wording.notes(view(notes=("novel",)), language)[0]
