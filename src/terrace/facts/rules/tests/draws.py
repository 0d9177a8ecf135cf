"""Random conditions and facts, full of ties: for the contract between the ways of judging."""

from decimal import Decimal
from random import Random

from terrace.facts.rules.cells import LATE, MISSING, NOT_APPLICABLE, CellKey, Said, before, year_before
from terrace.facts.rules.tests.samples import CATALOGUE, COMMUNES, MONTH, cell

CODES = ("A", "B", "C", "D")
GROUPS = ("A, SEX", "A, SEX*AGE", "B, SEX", "B, SEX * AGE", "C, SEX")
NUMBERS = ("0", "1", "2", "10", "0.5", "0.01", "0.000001", "3", "1.05", "1000000", "999999999999999.999999")
VALUES = (
    *("0", "0.0", "0.000000", "1", "-1", "2", "0.5", "-0.5", "10", "10.5", "99.9", "100", "0.1", "0.2", "0.3"),
    *("123456789012345678", "-123456789012345678", "999999999999999999.999999", "123456789012345678.5"),
    *("9007199254.740992", "9007199254.740993", "0.000001", "1125899906.842625", "90071992547.40993"),
)
SHAPES = (
    *("({one} + {other})", "({one} - {other})", "({one} * {other})", "({one} / {other})", "({one} / 10)"),
    *("({one} / 3)", "({one} / 0.5)", "({one} / 8)", "abs({one})", "-({one})", "round({one}, {places})"),
    *("greatest({one}, {other})", "least({one}, {other})", "coalesce({one}, {other})", "nullif({one}, {other})"),
    "case when {truth} then {one} else {other} end",
)
SIGNS = ("=", "<>", "<", "<=", ">", ">=")
PLACES = [place for places in COMMUNES.values() for place in places]
#: Sound rules of practice, whose borders the facts of `near` hit exactly.
REAL = (
    "abs(A * B / 10 - C) <= 0.01 * C",
    "parts(A, SEX) = A",
    "abs(A - previous(A)) <= 0.5 * previous(A)",
    "A <= 3 * peers(A)",
    "not (missing(A) and B > 0)",
    "A * B >= C",
    "A + B <= C",
    "C / A <= B",
    "round(A * B, 5) = round(C, 5)",
    "A * B * 3 < C * 3",
    "C * 7 < A * B * 7",
    "A * B * 1.1 <> C * 1.1",
)


def condition(rnd: Random) -> str:
    return rnd.choice(REAL) if rnd.random() < 0.3 else truth(rnd, 3)


def truth(rnd: Random, depth: int) -> str:
    kind = rnd.random()
    if depth and kind < 0.25:
        return f"({truth(rnd, depth - 1)}) {rnd.choice(('and', 'or'))} ({truth(rnd, depth - 1)})"
    if depth and kind < 0.35:
        return f"not ({truth(rnd, depth - 1)})"
    if kind < 0.45:
        return f"{rnd.choice(('missing', 'given'))}({rnd.choice(CODES)})"
    return f"{number(rnd, depth)} {rnd.choice(SIGNS)} {number(rnd, depth)}"


def number(rnd: Random, depth: int) -> str:
    if not depth or rnd.random() < 0.35:
        return leaf(rnd)
    parts = {"one": number(rnd, depth - 1), "other": number(rnd, depth - 1), "truth": truth(rnd, 0)}
    return rnd.choice(SHAPES).format(**parts, places=rnd.randrange(7))


def leaf(rnd: Random) -> str:
    kind = rnd.random()
    if kind < 0.15:
        return rnd.choice(NUMBERS)
    if kind < 0.35:
        return f"parts({rnd.choice(GROUPS)})"
    if kind < 0.6:
        return f"{rnd.choice(('previous', 'last_year', 'peers'))}({rnd.choice(CODES)})"
    return rnd.choice(CODES)


def value(rnd: Random) -> Said:
    kind = rnd.random()
    if kind < 0.15:
        return rnd.choice((NOT_APPLICABLE, MISSING, LATE))
    if kind < 0.65:
        return Decimal(rnd.choice(VALUES))
    if kind < 0.9:
        return Decimal(rnd.randrange(-5, 200)).scaleb(-rnd.randrange(3))
    return Decimal(rnd.randrange(-(10**24), 10**24)).scaleb(-6)


def facts(rnd: Random, count: int, places: list[int]) -> dict[CellKey, Said]:
    """What is said of random cells of this month, the one before and the year before."""
    found: dict[CellKey, Said] = {}
    for _ in range(count):
        spec = CATALOGUE.indicators[rnd.choice(CODES)]
        period = rnd.choice((MONTH, MONTH, MONTH, before(MONTH), year_before(MONTH)))
        breakdown = rnd.choice(("", "", *spec.breakdowns))
        found[spec.id, period, spec.breakdowns[breakdown], rnd.choice(places)] = value(rnd)
    return found


def near(rnd: Random, place: int) -> dict[CellKey, Said]:
    """Facts on the border of the rules of practice, or a hair beside it."""
    hair = Decimal(rnd.choice((-1, 0, 0, 0, 1))).scaleb(-rnd.randrange(7))
    area, rate = Decimal(rnd.randrange(1, 10**6)).scaleb(-1), Decimal(rnd.randrange(10, 990)).scaleb(-1)
    women, men = Decimal(rnd.randrange(10**8)).scaleb(-2), Decimal(rnd.randrange(10**8)).scaleb(-2)
    own = rnd.choice((area, women + men + hair, area * 3 + hair, area + hair))
    product = area * rate / 10
    border = (own * rate / 10 / Decimal("1.01")).quantize(Decimal("0.000001"))
    found: dict[CellKey, Said] = {
        cell("A", place): own,
        cell("B", place): rate,
        cell("C", place): rnd.choice((product, border)) + hair,
        cell("A", place, "SEX=F"): women,
        cell("A", place, "SEX=M"): men,
        cell("A", place, period=before(MONTH)): rnd.choice((own * 2, (own / 2).quantize(Decimal("0.0001")) + hair)),
    }
    found |= {cell("A", each, period=before(MONTH)): area + (each % 3) for each in PLACES if each != place}
    return found


def wide(rnd: Random, place: int) -> dict[CellKey, Said]:
    """Products and sums of more digits than a float has, on the border or a millionth beside it."""
    hair = Decimal(rnd.choice((-1, 0, 0, 1))).scaleb(-6)
    # the first are whole floats whose products are not, the others are none themselves
    low, high = rnd.choice(((10**7, 3 * 10**7), (10**10, 10**12)))
    one, other = (Decimal(rnd.randrange(low, high)).scaleb(-3) for _ in range(2))
    last = rnd.choice((one * other, one + other))
    return {cell("A", place): one, cell("B", place): other, cell("C", place): last + hair}
