"""Doors that take whole files: large tables, SDMX, the watched folder."""

import csv
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar
from unittest import mock

import msgspec

from terrace.base.kernel.problems import Refused
from terrace.facts.bulk import actions
from terrace.facts.bulk.models import Job, State
from terrace.facts.collection.intake import Fact
from terrace.facts.gateways.inbox import folders, senders, watching
from tests.doors.cases import Case
from tests.doors.registry import TAKEN, Door, Outcome, Sender

COLUMNS = ("indicator", "area", "period", "breakdown", "value", "reason", "because")
#: What the sender calls them at the job.
BULK, SDMX = "bulk", "sdmx"


def table(facts: Iterable[Fact]) -> bytes:
    """A table with a header, as an office writes it."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for fact in facts:
        lines.writerow("" if (said := getattr(fact, name)) is None else str(said) for name in COLUMNS)
    return written.getvalue().encode()


def lines(facts: Iterable[Fact]) -> bytes:
    """A fact a line."""
    encoder = msgspec.json.Encoder(decimal_format="string")
    return b"".join(encoder.encode(fact) + b"\n" for fact in facts)


def read(job: Job) -> Outcome:
    """What became of a job."""
    job.refresh_from_db()
    assert job.state in {State.DONE, State.REFUSED}, (job.state, job.codes)
    return TAKEN if job.state == State.DONE else Outcome(frozenset(job.codes))


class Table(Door):
    """A CSV file given to a job."""

    name, title = "csv", "Large CSV"
    file, door = "figures.csv", BULK

    def content(self, case: Case) -> bytes:
        return table(case.facts)

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        words = {"source": case.source, "because": case.because, "note": case.note}
        try:
            received = actions.receive(sender.actor, "case", self.door, self.file, "", [self.content(case)], **words)
        except Refused as refused:
            return Outcome.of(refused)
        actions.run(received.id)
        return read(Job.objects.get(pk=received.id))


class Lines(Table):
    """NDJSON given to a job."""

    name, title, file = "ndjson", "Large NDJSON", "figures.ndjson"
    differs: ClassVar = {"no observation": (("original.empty",), "a file without facts is an empty file")}

    def content(self, case: Case) -> bytes:
        return lines(case.facts)


SDMX_HEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION", "INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE")
SDMX_REASONS = {"missing": "M", "not_applicable": "O", "lost": "L"}


class Sdmx(Table):
    """SDMX-CSV 2.0 given to a job."""

    name, title, file, door = "sdmx", "SDMX-CSV", "message.csv", SDMX
    differs: ClassVar = {
        "neither value nor reason": (("exchange.value_missing",), "said in the words of SDMX"),
        "a value and a reason": (("exchange.value_and_reason",), "said in the words of SDMX"),
        "a reason that there is not": (("sdmx.code_unmapped",), "codes are those of the mapping"),
        "a period that is none": (("sdmx.time",), "periods of SDMX have more forms"),
        "no observation": (("message.empty",), "a message without observations says so"),
    }

    def content(self, case: Case) -> bytes:
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow((*SDMX_HEAD, "OBS_STATUS", "OBS_COM"))
        for fact in case.facts:
            sex = str(fact.breakdown).removeprefix("SEX=") if fact.breakdown else "_T"
            said = ("" if fact.value is None else str(fact.value), SDMX_REASONS.get(fact.reason or "", ""))
            cell = ("dataflow", "TERRACE:OBSERVATIONS(1.0)", "I", fact.indicator, fact.area, sex, fact.period)
            rows.writerow((*cell, *said, fact.because or ""))
        return written.getvalue().encode()


class Folder(Door):
    """A file laid into the folder of a registered sender."""

    name, title = "folder", "Folder"
    cannot: ClassVar = dict.fromkeys(
        ("a note in a TCVN3 font", "a note in NFD", "a soft rule with a reason for all"), "a table has no note"
    ) | {"an unknown source": "the source is that of the registered sender"}

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        with tempfile.TemporaryDirectory() as root:
            environment = {"TERRACE_INBOX": f"{root}/inbox", "TERRACE_HOME": f"{root}/home"}
            with mock.patch.dict("os.environ", environment), mock.patch.object(folders, "QUIET", 0.0):
                return self._laid(Path(root) / "inbox" / sender.person.username, case, sender)

    def _laid(self, folder: Path, case: Case, sender: Sender) -> Outcome:
        folder.mkdir(parents=True)
        senders.add(sender.person, case.source)
        (folder / "figures.csv").write_bytes(table(case.facts))
        watching.look()
        (job,) = Job.objects.all()
        actions.run(job.pk)
        watching.look()
        kept = [path.name for path in (folder / ("done" if read(job) == TAKEN else "refused")).iterdir()]
        assert "figures.csv" in kept
        return read(job)


DOORS = (Table(), Lines(), Sdmx(), Folder())
