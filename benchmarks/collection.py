"""Collection: a file of a million facts from its bytes to its commit, a return at the door, a workbook.

The file is a CSV of a million rows: area, rate and output of ten kinds in every commune of the country, month by month.
Two rules concern every row: area × rate = output, and output against the month before.

bulk_rows_per_second   the file is handed in, kept, checked and stored by one process, to the last commit
copy_rows_per_second   the same rows by a bare COPY (binary) into a table without index, in the same run
check_rows_per_second  of columns in memory: codes, periods, rights, digits, ranges, repeated cells, locks, both rules
                       with what they ask of the database; `read_check` is the same from the bytes of the file on
form_100_rows_ms       checks of a return of 100 rows at the door (median), the two rules among them
excel_rows_per_second  a filled-in workbook, from its bytes to checked facts
peak_mb                memory of the process that ran the file, at its most
"""

import csv
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from benchmarks import catalogue, checks, meters, world

GOAL_CHECK, GOAL_FORM, GOAL_PEAK = 690_000, 5.0, 1_024
ROWS, FORMS = 1_000_000, 40
AREA, RATE, OUTPUT = "AREA00", "AREA01", "OUTPUT00"
KINDS = [f"KIND=K{number:02}" for number in range(10)]
MONTHS = [f"2025-M{month:02}" for month in range(12, 6, -1)] + [f"2026-M{month:02}" for month in range(1, 7)]
RULES = {
    "product": f"abs({AREA} * {RATE} / 10 - {OUTPUT}) <= 0.01 * {OUTPUT}",
    "jump": f"{OUTPUT} <= 3 * previous({OUTPUT})",
}


def run(seconds: int) -> dict[str, Any]:  # noqa: ARG001 - the file has its length, whatever the time
    with world.made(workers=0) as made, made.connect() as link:
        from terrace.base.packs import loading

        loading.load(_pack(made.home / "rules"))
        file = _file(made.home / "facts.csv")
        copied = meters.bare_copy(link, ROWS)
        found = _checks(file) | _form() | _job(file)
        _demand_stored(link)
        return _told(found | _excel(), copied)


def _pack(folder: Path) -> Path:
    folder.mkdir()
    texts = ("Sai", "Wrong", "Sửa.", "Correct it.")
    with (folder / "rules.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([checks.HEAD, *((code, "soft", text, "", *texts) for code, text in RULES.items())])
    return folder


def _file(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("indicator,area,period,breakdown,value\n")
        file.writelines(_lines())
    return path


def _lines() -> Iterator[str]:
    """The rows; one output in a thousand is a little odd, and none breaks a rule."""
    rnd, rows = Random(3), 0
    for month in sorted(MONTHS):
        for commune in _communes():
            for kind in KINDS:
                area, rate = rnd.randrange(8_000, 9_000), rnd.randrange(450, 550)
                for code, value in (
                    (AREA, f"{area}.5"),
                    (RATE, f"{rate}"),
                    (OUTPUT, f"{(area + 0.5) * rate / 10:.3f}"),
                ):
                    if rows < ROWS:
                        yield f"{code},{commune},{month},{kind},{value}\n"
                    rows += 1


def _communes() -> list[str]:
    from terrace.base.kernel import periods
    from terrace.base.places import index
    from terrace.base.places.models import Level

    versions = index.current().tree(periods.parse("2026-M06").end).versions.values()
    return sorted(each.code for each in versions if each.level == Level.COMMUNE)


def _asked() -> Any:
    from terrace.facts.bulk.examining import Asked

    return Asked("csv", "commune")


def _checks(file: Path) -> dict[str, Any]:
    """The best of three: from columns in memory, and from the bytes."""
    from terrace.base.access.policy import SYSTEM
    from terrace.facts.bulk import examining
    from terrace.facts.bulk.formats import Readable

    reading, checking = [], []
    for _ in range(3):
        started = time.perf_counter()
        table = examining.read(Readable(file, file.name, "text/csv"), _asked())
        read = time.perf_counter()
        examined = examining.examine(table, SYSTEM, _asked())
        done = time.perf_counter()
        if examined.faults:
            raise RuntimeError(f"{len(examined.faults)} faults, first {examined.faults[0]}")
        reading.append(read - started)
        checking.append(done - read)
    whole = min(reading) + min(checking)
    return {
        "check_rows_per_second": round(ROWS / min(checking)),
        "read_rows_per_second": round(ROWS / min(reading)),
        "read_check_rows_per_second": round(ROWS / whole),
    }


def _form() -> dict[str, float]:
    """Checks of a return of 100 rows at the door: milliseconds."""
    from terrace.base.access.policy import SYSTEM
    from terrace.facts.collection import actions
    from terrace.facts.collection.actions import Delivery

    times = []
    for number, commune in enumerate(_communes()[:FORMS]):
        delivery = Delivery(SYSTEM, f"form-{number}", "rest", _return(commune, number))
        started = time.perf_counter()
        refused = actions.check([delivery])[0]
        times.append(1_000 * (time.perf_counter() - started))
        if refused:
            raise RuntimeError(refused.faults[0])
    ordered = sorted(times)
    median, slow = statistics.median(times), ordered[int(0.95 * len(ordered))]
    return {"form_100_rows_ms": round(median, 2), "form_100_rows_p95_ms": round(slow, 2)}


def _return(commune: str, seed: int) -> Any:
    """30 rows that the rules concern, 70 others."""
    from terrace.facts.collection.intake import Fact, Intake

    facts = []
    for kind in KINDS:
        said = ((AREA, "8000.5"), (RATE, "500"), (OUTPUT, "400025.000"))
        facts += [Fact(code, commune, "2026-M07", Decimal(value), breakdown=kind) for code, value in said]
    form = (asked for asked in catalogue.form() if asked.indicator.startswith(("FLOW", "STOCK")))
    for asked, _ in zip(form, range(70), strict=False):
        facts.append(Fact(asked.indicator, commune, "2026-M07", Decimal(100 + seed), breakdown=asked.breakdown or None))
    return Intake("commune", facts)


CHILD = """
import json, resource, sys, time
import django
django.setup()
from pathlib import Path
from terrace.base.access.policy import SYSTEM
from terrace.facts.bulk import actions, queries
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
index.current(), snapshot.current()
started = time.perf_counter()
def chunks():
    with open(sys.argv[1], "rb") as file:
        while part := file.read(2**20):
            yield part
received = actions.receive(SYSTEM, "bench", "bulk", "facts.csv", "text/csv", chunks(), source="commune")
kept = time.perf_counter()
actions.run(received.id)
done = time.perf_counter()
job = queries.job(SYSTEM, received.id)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": done - started, "keeping": kept - started, "peak": peak, "state": job.state,
    "stored": job.stored}))
"""


def _job(file: Path) -> dict[str, Any]:
    """The file through the whole job, in a process of its own, so that its memory is its own."""
    done = subprocess.run([sys.executable, "-c", CHILD, str(file)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    told = json.loads(done.stdout.splitlines()[-1])
    if (told["state"], told["stored"]) != ("done", ROWS):
        raise RuntimeError(f"the job is {told}")
    return {
        "bulk_rows_per_second": round(ROWS / told["seconds"]),
        "bulk_seconds": round(told["seconds"], 2),
        "keeping_seconds": round(told["keeping"], 2),
        "peak_mb": round(told["peak"] / 1_024),
    }


def _demand_stored(link: psycopg.Connection) -> None:
    found = link.execute("SELECT count(*), count(DISTINCT submission_id) FROM collection_observation").fetchone()
    if not found or found[0] != ROWS:
        raise RuntimeError(f"stored: {found}")


def _excel() -> dict[str, Any]:
    """A workbook of 50,000 facts: opened, read and checked, not stored."""
    from terrace.base.kernel import periods
    from terrace.facts.workbooks import measuring

    measured = measuring.measure(periods.parse("2026-M10"), rows=50_000, source="commune")
    return {"excel_rows_per_second": round(measured.rows_per_second)}


def _told(found: dict[str, Any], copied: float) -> dict[str, Any]:
    """The six figures, and beside them what they are made of."""
    six = ("bulk_rows_per_second", "check_rows_per_second", "form_100_rows_ms", "excel_rows_per_second", "peak_mb")
    found["bulk_of_copy"] = round(found["bulk_rows_per_second"] / copied, 3)
    told = {"copy_rows_per_second": round(copied)} | {name: found.pop(name) for name in six}
    return told | {"details": found}


def tell(result: dict[str, Any]) -> list[str]:
    def line(name: str, value: float, unit: str, rest: str) -> str:
        return f"{name:<15} {value:>10,} {unit:<7} {rest}"

    more = result["details"]
    kept = f"{more['bulk_seconds']} s, {more['keeping_seconds']} s of it to keep the file"
    bare = f"the same rows, no index; the file has {more['bulk_of_copy']} of it"
    read = f"from the bytes of a CSV; reading alone {more['read_rows_per_second']:,}/s"
    form = f"goal {GOAL_FORM}; median, p95 {more['form_100_rows_p95_ms']}"
    excel = "50,000 facts: opened, read, checked, not stored"
    return [
        line("file to commit", result["bulk_rows_per_second"], "rows/s", kept),
        line("bare COPY", result["copy_rows_per_second"], "rows/s", bare),
        line("check", result["check_rows_per_second"], "rows/s", f"goal {GOAL_CHECK:,}; two rules, from columns"),
        line("read and check", more["read_check_rows_per_second"], "rows/s", read),
        line("form of 100", result["form_100_rows_ms"], "ms", form),
        line("workbook", result["excel_rows_per_second"], "rows/s", excel),
        line("memory at most", result["peak_mb"], "MB", f"goal {GOAL_PEAK:,}"),
    ]
