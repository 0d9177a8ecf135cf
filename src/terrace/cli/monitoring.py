"""Commands about warnings: what stands, judging anew, learning from the site's own series."""

import click

from terrace.cli.frame import say, servers


@click.group()
def monitoring() -> None:
    """See what stands, judge figures anew, learn from the site's own series.

    Warnings follow new figures by themselves. A run is for after an update of Terrace, after training, or when many
    figures were brought in while no worker ran.

    \b
    Example:  terrace monitoring status
              terrace monitoring run PIG_HERD
    """


@monitoring.command()
def status() -> None:
    """Show how many warnings stand, by rule, what waits, and what was learned.

    \b
    Example:  terrace monitoring status
    Next:     open /operations/warnings/, or terrace monitoring run when many figures wait.
    """
    with servers():
        from django.db.models import Count, Max

        from terrace.insight.monitoring.models import Due, Weights
        from terrace.insight.monitoring.models import Warning as Row

        standing = Row.objects.exclude(state="cleared")
        many, left = standing.count(), Due.objects.count()
        say(
            vi=f"{many} cảnh báo chưa hết, {left} nhóm số liệu chờ xét.",
            en=f"{many} warnings stand, {left} slices of figures wait to be judged.",
        )
        for rule, count, most in standing.values_list("rule").annotate(n=Count("id"), m=Max("severity")).order_by("-n"):
            say(vi=f"{count:>6}  {rule} (mức cao nhất {most})", en=f"{count:>6}  {rule} (severity up to {most})")
        for row in Weights.objects.order_by("frequency"):
            say(
                vi=f"{row.frequency}: trọng số học từ {row.series} chuỗi, ngày {row.trained_at:%d/%m/%Y}.",
                en=f"{row.frequency}: weights learned from {row.series} series on {row.trained_at:%Y-%m-%d}.",
            )


@monitoring.command("run")
@click.argument("indicators", metavar="[INDICATOR]...", nargs=-1)
def run_(indicators: tuple[str, ...]) -> None:
    """Judge all figures anew, or those of some indicators, and what the clock decides.

    \b
    Example:  terrace monitoring run
              terrace monitoring run PIG_HERD RICE_OUTPUT
    Next:     terrace monitoring status
    """
    with servers():
        from django.utils import timezone

        from terrace.facts.catalogue import snapshot
        from terrace.insight.monitoring import clock, problems, sweeping

        known = snapshot.current()
        for code in indicators:
            if code not in known.indicators:
                raise problems.RULE_INDICATOR.problem(code=code[:60])
        wanted = [known.indicators[code] for code in indicators] or list(known.by_id.values())
        series = sum(sweeping.sweep(spec.id) for spec in wanted)
        clock.judge(timezone.localdate())
        say(vi=f"Đã xét {series} chuỗi số liệu.", en=f"{series} series were judged.")


@monitoring.command()
@click.argument("frequencies", nargs=-1, type=click.Choice(["year", "half-year", "quarter", "month", "season"]))
@click.option("--forget", is_flag=True, help="Go back to the weights that come with Terrace.")
def train(frequencies: tuple[str, ...], forget: bool) -> None:
    """Learn from the site's own series which signals to trust, for some frequencies or all.

    Faults and changes of known kinds are put into copies of the series; what notices more of them than before at the
    same number of false alarms is kept and counts from the next judgement on.

    \b
    Example:  terrace monitoring train
              terrace monitoring train month --forget
    Next:     terrace monitoring run
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.monitoring import training

        for line in training.train(SYSTEM, frequencies, forget=forget):
            say(vi=line.vi, en=line.en)
