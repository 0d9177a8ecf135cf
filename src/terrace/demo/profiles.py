"""How figures of a commune look: one profile an indicator, from `data/profiles.tsv` (its head says what is what)."""

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "profiles.tsv"
MONTHS = 12
#: The parts of one breakdown group with their weights.
Group = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One row. `months` are parts of one, January first."""

    indicator: str
    per: str
    rate: float
    months: tuple[float, ...]
    spread: float
    noise: float
    growth: float
    shares: tuple[Group, ...] = ()
    when: str = ""


def read(path: Path = FILE) -> tuple[Profile, ...]:
    """The profiles in the order of the file: what one is made of stands before it."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    columns = next(lines).split("\t")
    return tuple(_profile(dict(zip(columns, line.split("\t"), strict=False))) for line in lines if line)


def _profile(row: dict[str, str]) -> Profile:
    months = tuple(int(each) / 100 for each in row["months"].split()) or (1.0,) * MONTHS
    if len(months) != MONTHS:
        raise ValueError(f"{row['indicator']} has {len(months)} months")
    return Profile(
        indicator=row["indicator"],
        per=row["per"],
        rate=float(row["rate"]),
        months=months,
        spread=float(row["spread"]),
        noise=float(row["noise"]),
        growth=float(row["growth"]),
        shares=tuple(_group(text) for text in row.get("shares", "").split("|") if text.strip()),
        when=row.get("when", ""),
    )


def _group(text: str) -> Group:
    """`SEX=M:503 SEX=F:497` as parts with weights."""
    pairs = (part.rsplit(":", 1) for part in text.split())
    return tuple((code, int(weight)) for code, weight in pairs)
