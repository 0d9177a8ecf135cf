"""Commands that prove: verify and bench."""

import json
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from terrace.cli import problems
from terrace.cli.frame import REFUSED, WELL, say, servers

BENCHMARKS = (
    "road", "freshness", "growth", "reads", "checks", "collection", "start", "forecasting", "monitoring", "analysis",
)  # fmt: skip

#: What only some of them take.
OPTIONS = {"forecasting": {"data", "sample"}, "monitoring": {"data", "seed"}, "analysis": {"facts", "seed"}}


@click.command()
@click.argument("indicators", metavar="[INDICATOR]...", nargs=-1)
@click.option("--repair", is_flag=True, help="Recompute what differs, then compare again.")
@click.pass_context
def verify(ctx: click.Context, indicators: tuple[str, ...], repair: bool) -> None:
    """Recompute every figure independently and compare bit for bit.

    Prints each cell that differs, and each broken seal of the audit, and exits with 1 when there is one.
    With codes of indicators: only those and what hangs together with them. Returns that wait for a worker
    are not in the figures yet: their number is told. Then every row of the warehouse is compared with the figures
    (`terrace warehouse build` makes it anew), and all that is public with the released figures: equal, or rightly
    kept back, and no count that is kept back can be worked out from the rest.

    \b
    Example:  terrace verify
              terrace verify --repair RICE_OUTPUT
    Next:     a difference is a defect: keep the output, and report it.
    """
    with servers():
        from terrace.facts.pipeline import rebuilding, verifying

        verdict = verifying.verify(indicators)
        _tell_verdict(verdict)
        if repair and verdict.differences:
            rebuilding.rebuild({one.words[0] for one in verdict.differences})
            verdict = verifying.verify(indicators)
            _tell_verdict(verdict)
        rows_differ = _verify_warehouse(indicators)
        published_differ = _verify_published(indicators)
    ctx.exit(WELL if verdict.good and not rows_differ and not published_differ else REFUSED)


def _verify_published(indicators: tuple[str, ...]) -> bool:
    """Compare what is public with the figures; true when a row differs or a small count can be worked out."""
    from terrace.share.opendata import verifying

    verdict = verifying.verify(indicators)
    _tell_differences(verdict.differences, "published", "figure")
    if verdict.waiting:
        say(
            vi=f"{verdict.waiting} chỉ tiêu và năm đang chờ công bố lại; hãy chạy terrace worker rồi kiểm tra lại.",
            en=f"{verdict.waiting} indicators and years wait to be published anew; run terrace worker, verify again.",
        )
    say(
        vi=f"Đã công bố: {verdict.rows} số liệu, trong đó {verdict.suppressed} ô không hiện, "
        f"{len(verdict.differences)} ô sai lệch.",
        en=f"Published: {verdict.rows} figures, {verdict.suppressed} of them kept back, "
        f"{len(verdict.differences)} cells differ.",
    )
    return bool(verdict.differences)


def _verify_warehouse(indicators: tuple[str, ...]) -> bool:
    """Compare the warehouse, if there is one, with the figures; true when a row differs."""
    from terrace.insight.warehouse import store, verifying

    if not store.current().built():
        say(vi="Chưa có kho phân tích.", en="There is no warehouse yet.")
        return False
    verdict = verifying.verify(indicators)
    _tell_differences(verdict.differences, "warehouse", "figure")
    say(
        vi=f"Kho phân tích: {verdict.rows} dòng, {len(verdict.differences)} dòng sai lệch.",
        en=f"Warehouse: {verdict.rows} rows, {len(verdict.differences)} rows differ.",
    )
    return bool(verdict.differences)


def _tell_differences(differences: Iterable[Any], kept: str, worked: str) -> None:
    """Each with its two sides under these names."""
    for one in differences:
        click.echo(f"{' '.join(one.words)}\n  {kept:<10} {one.kept}\n  {worked:<10} {one.recomputed}")


def _tell_verdict(verdict: Any) -> None:
    _tell_differences(verdict.differences, "kept", "recomputed")
    for seal in verdict.seals:
        say(vi=f"Dấu niêm phong {seal} bị phá.", en=f"Seal {seal} is broken.")
    if verdict.waiting:
        say(
            vi=f"{verdict.waiting} sự kiện đang chờ tổng hợp; hãy chạy terrace worker rồi kiểm tra lại.",
            en=f"{verdict.waiting} events wait for the roll-up; run terrace worker, then verify again.",
        )
    _sum_up(verdict.observations, verdict.figures, len(verdict.differences))


def _sum_up(observations: int, figures: int, differing: int) -> None:
    say(
        vi=f"{observations} quan sát, {figures} số liệu, {differing} ô sai lệch.",
        en=f"{observations} observations, {figures} figures, {differing} cells differ.",
    )


@click.command()
@click.argument("name", type=click.Choice(BENCHMARKS))
@click.option("--seconds", type=click.IntRange(1), default=20, show_default=True, help="Length of the run.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON only.")
@click.option("--data", type=click.Path(path_type=Path), metavar="FILE", help="Series for `forecasting`, `monitoring`.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Series for slow rivals of `forecasting` (150).")
@click.option(
    "--seed", type=click.IntRange(0), metavar="N", help="Draws the faults of `monitoring`, the facts of `analysis` (0)."
)
@click.option("--facts", metavar="N,N…", help="Sizes of `analysis` (1000000,10000000,100000000).")
def bench(name: str, seconds: int, as_json: bool, **options: Any) -> None:
    """Measure this machine: from the road of a fact to forecasts, warnings and analysis.

    \b
    road       facts per second through the whole road, beside a bare COPY in the same run
    freshness  milliseconds from commit to rolled up, screen and analysis, at 100, 1,000, 5,000 facts/s
    growth     the same with 1 and 10 million facts of history
    reads      answers of /api/v1/figures per second
    checks     rows per second under two rules, beside DuckDB; milliseconds for a form of 100 rows
    collection a file of a million facts to its commit, beside a bare COPY; checks, forms, workbooks, memory
    start      seconds and memory of `make demo` from a clean clone
    forecasting  accuracy, coverage and speed of forecasts beside statsforecast, as JSON; --data FILE has
               columns series, period (YEARLY, QUARTERLY, MONTHLY, …), part (train, test), t, value
    monitoring faults put into real series: how many are noticed, how soon, at how many false alarms, beside DHIS2's
               rules, as JSON; --data FILE has columns series, t or period, value (frequency, type); --seed N
    analysis   milliseconds of questions over 1, 10, 100 million facts, beside DuckDB and PostgreSQL; --facts N,N

    A run takes the given seconds plus set-up, in a home of its own; yours is not touched.

    \b
    Example:  terrace bench road --seconds 20
              terrace bench freshness --json
              terrace bench forecasting --data m3.csv --sample 100
              terrace bench monitoring --data figures.csv --seed 7
              terrace bench analysis --facts 1000000
    Next:     compare with the figures in README.md.
    """
    given = {key: value for key, value in options.items() if value is not None}
    strange = set(given) - OPTIONS.get(name, set())
    if strange:
        raise click.UsageError(f"--{min(strange)} does not belong to `terrace bench {name}`.")
    benchmark = _benchmark(name)
    result = benchmark.run(seconds, **given)
    click.echo(json.dumps(result) if as_json else "\n".join(benchmark.tell(result)))


def _benchmark(name: str) -> Any:
    """The module `benchmarks/NAME.py` beside the project: `run(seconds) -> dict`, `tell(dict) -> lines`."""
    project = Path(__file__).parents[3]
    file = project / "benchmarks" / f"{name}.py"
    if not file.exists():
        raise problems.NOT_BESIDE.problem(name=name, file=file)
    sys.path.insert(0, str(project))
    return import_module(f"benchmarks.{name}")
