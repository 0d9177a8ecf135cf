"""From where on a statistic is an alarm: measured on real series, at most ten false alarms in 1,000 figures.

Years: provincial series of the statistics office (1,200 series, four periods each); quarters and months: the M1
competition (four periods each). Half-years and seasons lie between years and quarters. Slips of the pen and zeros are
so rare in published figures that their limits are set by what makes them plain, far below the ten in 1,000.
"""

FREQUENCIES = ("year", "half-year", "season", "quarter", "month")
#: A limit that nothing passes: where a statistic says the same as another, or nothing.
NEVER = float("inf")

#: For each code the limits by frequency at which it speaks.
SPEAKS: dict[str, tuple[float, float, float, float, float]] = {
    "joint": (5.4, 4.2, 3.8, 3.6, 3.4),
    "residual": (6.5, 4.6, 4.0, 3.4, 4.1),
    "robust_seasonal": (NEVER, 6.0, 6.4, 6.4, 4.7),
    "ewma": (4.9, 4.6, 4.5, 4.4, 4.6),
    "last_step": (5.4, 5.0, 5.0, 4.9, 6.0),
    "peers": (3.1, 3.1, 3.1, 3.1, 3.1),
    "seasonal_peers": (NEVER, 3.1, 3.1, 3.1, 3.1),
    "times_ten": (2.4, 2.4, 2.4, 2.4, 2.4),
    "thousand": (2.4, 2.4, 2.4, 2.4, 2.4),
    "unit_slip": (2.4, 2.4, 2.4, 2.4, 2.4),
    "digits_swapped": (2.6, 2.4, 2.4, 2.4, 2.4),
    "copied": (1.8, 1.9, 1.9, 1.9, 2.0),
    "copied_year": (NEVER, 2.2, 2.2, 2.2, 2.6),
    "year_to_date": (NEVER, 1.6, 1.6, 1.6, 1.6),
    "sign": (2.2, 2.2, 2.2, 2.2, 2.2),
    "zero": (2.4, 2.4, 2.4, 2.4, 2.4),
    "missing": (2.4, 2.4, 2.4, 2.4, 2.4),
    "level_shift": (4.2, 4.6, 4.9, 5.0, 2.9),
    "trend_break": (2.1, 2.5, 2.7, 2.9, 1.9),
    "drift": (5.5, 7.0, 8.5, 9.5, 12.3),
    # What DHIS2 starts from, and a rule of thumb: no measured limits.
    "dhis2_z": (3.0, 3.0, 3.0, 3.0, 3.0),
    "dhis2_modified_z": (3.5, 3.5, 3.5, 3.5, 3.5),
    "static_change": (0.5, 0.5, 0.5, 0.5, 0.5),
}

#: Before anything is learned one of these alone makes an alarm; together they stay under ten in 1,000.
ALONE: dict[str, tuple[float, float, float, float, float]] = {
    "joint": (5.8, 5.2, 4.4, 3.8, 3.8),
    "copied": (2.1, 2.2, 2.2, 2.3, 2.5),
    "copied_year": (NEVER, 2.6, 2.6, 2.6, 3.4),
    "level_shift": (NEVER, 7.2, 7.2, 7.2, 5.4),
    "trend_break": (4.2, 5.5, 6.0, 6.6, 3.3),
    "sign": (2.8, 2.8, 2.8, 2.8, 2.8),
    "zero": (2.4, 2.4, 2.4, 2.4, 2.4),
    "missing": (2.4, 2.4, 2.4, 2.4, 2.4),
}


def speaks(code: str) -> dict[str, float]:
    """The limits of a detector by frequency."""
    return dict(zip(FREQUENCIES, SPEAKS[code], strict=True))


def alone(frequency: str) -> dict[str, float]:
    """The limits of day one by code."""
    place = FREQUENCIES.index(frequency)
    return {code: limits[place] for code, limits in ALONE.items()}
