"""What is stored beside a submission, in its transaction: its files, and the rules that it breaks with a reason."""

from collections.abc import Sequence

from terrace.facts.collection.deliveries import Checked, Explained
from terrace.facts.collection.models import Enclosure, Finding

#: Submissions with their numbers.
Wave = Sequence[tuple[int, Checked]]


def keep(wave: Wave) -> None:
    """Store it; nothing is asked of PostgreSQL when there is nothing."""
    enclosures = [
        Enclosure(
            submission_id=number, original_id=file.original, use=file.use, sha256=file.sha256, cells=checked.cells
        )
        for number, checked in wave
        for file in checked.files
    ]
    if enclosures:
        Enclosure.objects.bulk_create(enclosures)
    findings = [_finding(number, found) for number, checked in wave for found in checked.findings]
    if findings:
        Finding.objects.bulk_create(findings, batch_size=1_000)


def _finding(submission: int, found: Explained) -> Finding:
    indicator, period, breakdown, area = found.cell
    return Finding(
        submission_id=submission,
        rule=found.rule,
        severity=found.severity,
        indicator_id=indicator,
        period=period,
        breakdown_id=breakdown,
        area_id=area,
        because=found.because,
        detail=found.detail,
        state=Finding.State.EXPLAINED,
    )
