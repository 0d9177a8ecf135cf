"""Within a year: flows add up, stocks take the last, means the mean; what is known stays."""

import numpy as np
import pytest

from terrace.insight.forecasting.coherence import months_to_year, times
from terrace.insight.forecasting.coherence.tests import trees


def world(years: int = 2) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Three series: months, quarters, half-years and years that do not agree."""
    rng = np.random.default_rng(4)
    sizes = {"month": 12, "quarter": 4, "half-year": 2, "year": 1}
    base = {name: rng.uniform(5, 9, (3, parts * years)) * 12 / parts for name, parts in sizes.items()}
    return base, {name: 0.1 * each for name, each in base.items()}


def test_months_make_quarters_half_years_and_the_year() -> None:
    made = months_to_year(*world())
    assert np.allclose(made["month"].reshape(3, 8, 3).sum(axis=2), made["quarter"])
    assert np.allclose(made["quarter"].reshape(3, 4, 2).sum(axis=2), made["half-year"])
    assert np.allclose(made["half-year"].reshape(3, 2, 2).sum(axis=2), made["year"])


def test_it_is_the_dense_least_squares_of_each_year() -> None:
    base, spread = world(1)
    made = months_to_year(base, spread)
    matrix = trees.summing(times.tree(base).parents)
    stacked = [np.concatenate([each[name].T for name in base]) for each in (base, spread, made)]
    assert np.allclose(stacked[2], trees.nearest(matrix, stacked[0], stacked[1]))


def test_a_stock_of_a_year_is_that_of_its_last_month() -> None:
    base, spread = world()
    made = months_to_year(base, spread, "last")
    assert np.allclose(made["quarter"], made["month"][:, 2::3])
    assert np.allclose(made["year"], made["month"][:, 11::12])
    assert np.array_equal(made["month"][:, 0:2], base["month"][:, 0:2])


def test_a_mean_of_a_year_is_the_mean_of_its_months() -> None:
    made = months_to_year(*world(), "mean")
    assert np.allclose(made["month"].reshape(3, 2, 12).mean(axis=2), made["year"])


def test_known_months_stay_and_the_others_make_the_year() -> None:
    base, spread = world(1)
    spread["month"][:, :7] = 0
    made = months_to_year(base, spread)
    assert np.array_equal(made["month"][:, :7], base["month"][:, :7])
    assert np.allclose(made["month"].sum(axis=1, keepdims=True), made["year"])


def test_a_year_that_nobody_forecast_is_made_of_its_months() -> None:
    base, spread = world(1)
    base["year"][:] = np.nan
    made = months_to_year({"month": base["month"], "year": base["year"]}, spread)
    assert np.allclose(made["year"], base["month"].sum(axis=1, keepdims=True))


def test_an_unknown_month_leaves_its_year_open() -> None:
    base, spread = world(1)
    base["month"][0, 3] = np.nan
    made = months_to_year({"month": base["month"], "year": base["year"]}, spread)
    assert made["year"][0, 0] == base["year"][0, 0]
    assert np.isnan(made["month"][0, 3])
    assert made["year"][1, 0] == pytest.approx(made["month"][1].sum())


def test_crop_seasons_make_the_year() -> None:
    made = months_to_year({"season": [[3.0, 2.0, 1.0]], "year": [[7.0]]}, {"season": [[1.0, 1, 1]], "year": [[1.0]]})
    assert made["season"].sum() == pytest.approx(made["year"].item())


def test_other_frequencies_and_half_covered_years_are_refused() -> None:
    with pytest.raises(ValueError, match="week"):
        times.tree(("week", "year"))
    with pytest.raises(ValueError, match="whole years"):
        months_to_year({"month": np.ones((1, 11))}, {"month": np.ones((1, 11))})
    with pytest.raises(ValueError, match="same years"):
        months_to_year(
            {"month": np.ones((1, 12)), "year": np.ones((1, 2))}, {"month": np.ones((1, 12)), "year": np.ones((1, 2))}
        )
