"""Commands about forecasts: make them anew, how far that is, learn from the site's own series."""

import sys
import time
from pathlib import Path
from typing import Any

import click

from terrace.cli.frame import REFUSED, WELL, say, servers

#: Seconds between two looks at what another process is doing.
LOOK = 1.0


@click.group()
def forecasting() -> None:
    """Make forecasts anew, see how far that is, learn from the site's own series.

    Forecasts follow new figures by themselves. A refresh is for after an update of Terrace, after training, or when
    many figures were brought in while no worker ran.

    \b
    Example:  terrace forecasting refresh
              terrace forecasting status
    """


@forecasting.command()
@click.argument("indicators", metavar="[INDICATOR]...", nargs=-1)
@click.option("--thorough", is_flag=True, help="Headlines with the slower models at once, not only when quiet.")
@click.pass_context
def refresh(ctx: click.Context, indicators: tuple[str, ...], thorough: bool) -> None:
    """Make all forecasts anew, or those of some indicators.

    Goes on where an unfinished refresh of the same indicators was left, whatever ended it. Unchanged forecasts stay
    as they are. Ctrl-C leaves the rest to the workers of the site.

    \b
    Example:  terrace forecasting refresh
              terrace forecasting refresh RICE_OUTPUT RICE_HARVESTED
    Next:     terrace forecasting status
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.forecasting import refreshing

        job = refreshing.start(SYSTEM, indicators, members=thorough)
        while not job.finished_at:
            if not refreshing.step(job.pk):
                time.sleep(LOOK)
            job.refresh_from_db()
            _progress(job)
        _tell(job)
    ctx.exit(REFUSED if job.failed else WELL)


def _progress(job: Any) -> None:
    if sys.stderr.isatty():
        share = 100 * job.done // max(job.of, 1)
        click.echo(f"\r{share:3d} %  {job.done}/{job.of}  ", nl=job.finished_at is not None, err=True)


def _tell(job: Any) -> None:
    took = max((job.moved_at - job.created_at).total_seconds(), 0.001)
    say(
        vi=f"Lượt {job.pk}: {job.series} chuỗi trong {took:.1f} giây, {job.changed} dự báo thay đổi.",
        en=f"Refresh {job.pk}: {job.series} series in {took:.1f} s, {job.changed} forecasts changed.",
    )
    if job.failed:
        listed = ", ".join(str(job.chunks[number][0]) for number in job.failed)
        say(vi=f"Không lập được: {listed} (xem nhật ký).", en=f"Could not be made: {listed} (see the log).")


@forecasting.command()
@click.option("--stop", type=int, help="End the refresh of this number; what is done stays.")
def status(stop: int | None) -> None:
    """Show how far refreshes are, what waits, and what was learned.

    \b
    Example:  terrace forecasting status
              terrace forecasting status --stop 3
    Next:     terrace forecasting refresh, when one was left unfinished.
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.forecasting import refreshing, waiting
        from terrace.insight.forecasting.models import Forecast, Refresh, Weights

        if stop is not None:
            refreshing.stop(SYSTEM, stop)
        made, left = Forecast.objects.filter(current=True).count(), waiting.left()
        say(vi=f"{made} dự báo, {left} nhóm chờ lập lại.", en=f"{made} forecasts, {left} groups wait to be made anew.")
        for job in Refresh.objects.order_by("-pk")[:5]:
            click.echo(f"{job.pk}  {job.state}  {job.done}/{job.of}  {' '.join(job.what) or '*'}")
        for row in Weights.objects.order_by("frequency"):
            say(
                vi=f"{row.frequency}: trọng số học từ {row.series} chuỗi, ngày {row.trained_at:%d/%m/%Y}.",
                en=f"{row.frequency}: weights learned from {row.series} series on {row.trained_at:%Y-%m-%d}.",
            )


@forecasting.command()
@click.argument("frequencies", nargs=-1, type=click.Choice(["year", "half-year", "quarter", "month", "season"]))
@click.option("--forget", is_flag=True, help="Go back to the weights that come with Terrace.")
def train(frequencies: tuple[str, ...], forget: bool) -> None:
    """Learn from the site's own series which models to trust, for some frequencies or all.

    What was learned counts from the next forecast on; a refresh makes all forecasts with it. Without training the
    weights that come with Terrace are used.

    \b
    Example:  terrace forecasting train
              terrace forecasting train month --forget
    Next:     terrace forecasting refresh
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.forecasting import training

        for line in training.train(SYSTEM, frequencies, forget=forget):
            say(vi=line.vi, en=line.en)


@forecasting.command("file")
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.parquet", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--horizon", type=click.IntRange(1, 120), default=12, show_default=True, help="Periods ahead.")
@click.option(
    "--frequency",
    type=click.Choice(["year", "half-year", "quarter", "month", "season"]),
    default="month",
    show_default=True,
    help="Of all series of the file.",
)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; by default one for each core.")
@click.option(
    "--spark", metavar="URL", help="Master of a Spark cluster that sees both files, such as spark://HOST:7077."
)
def forecast_file(  # noqa: PLR0917 - the options of the command
    source: Path, target: Path, horizon: int, frequency: str, workers: int | None, spark: str | None
) -> None:
    """Forecast every series of a Parquet or CSV file with the columns series, t and value.

    t is a whole number that grows by 1, a date, or a code such as 2026-M10. OUT has a row for each series and step:
    likely, low80, high80, low95, high95, spread, method. Begun again after a stop, it goes on where it was. Neither
    database nor servers are used.

    \b
    Example:  terrace forecasting file series.parquet forecasts.parquet --horizon 12
              terrace forecasting file series.csv forecasts.parquet --frequency year --horizon 5
    Next:     the same command again, when it was stopped before its end.
    """
    from terrace.insight.forecasting import files
    from terrace.insight.forecasting import spark as cluster

    order, began = files.Order(horizon, frequency), time.monotonic()
    if spark:
        done = cluster.run(source, target, order, master=spark)
    else:
        done = files.run(source, target, order, workers=workers, progress=_buckets)
    took = max(time.monotonic() - began, 0.001)
    say(
        vi=f"{done.series} chuỗi trong {took:.1f} giây: {target}",
        en=f"{done.series} series in {took:.1f} s: {target}",
    )


def _buckets(done: int, every: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{100 * done // every:3d} %  {done}/{every}  ", nl=done == every, err=True)
