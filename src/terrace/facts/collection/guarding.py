"""What may stop a submission whose content is right: locked cells, and files that came before.

One query each for all submissions of a batch, and none for files when no submission has any.
"""

import hashlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from django.db import connection
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import locks, original_problems, problems
from terrace.facts.collection.checking import CellKey
from terrace.facts.collection.deliveries import Checked, Delivery, File
from terrace.facts.collection.intake import MOST_FAULTS
from terrace.facts.collection.locks import Locked
from terrace.facts.collection.models import Enclosure, Original

#: Ready submissions by their place in the batch.
Ready = Mapping[int, Checked]


def locked(ready: Ready) -> Iterator[tuple[int, Fault]]:
    """A fault (and whose) for each fact that says something of a locked cell."""
    spoken = {(*pair, each.source.id) for each in ready.values() for pair in each.spoken}
    held = locks.among(spoken)
    if held:
        for number, each in ready.items():
            for place, row in enumerate(each.rows):
                if Locked(row.indicator, row.period, row.area, each.source.id) in held:
                    yield number, locked_fault(row.cell, f"/observations/{place}")


def locked_fault(cell: CellKey, pointer: str = "") -> Fault:
    """The fault of one cell."""
    indicator, number, _, area = cell
    period = periods.from_id(number)
    version = index.current().version(area, period.end)
    spec = snapshot.current().by_id[indicator]
    return problems.CELL_LOCKED.fault(
        pointer, indicator=spec.code, area=version.code if version else area, period=period.code
    )


def demand_free(cells: Collection[CellKey], source: int) -> None:
    """Raise `cell.locked` when a cell of the source is locked."""
    held = locks.among({(area, period, source) for _, period, _, area in cells})
    wrong = [cell for cell in cells if Locked(cell[0], cell[1], cell[3], source) in held]
    if wrong:
        raise Refused(locked_fault(cell) for cell in wrong[:MOST_FAULTS])


def enclosed(ready: Ready) -> Iterator[tuple[int, Fault]]:
    """Find the files of each submission; a fault for one that the sender never handed over, or handed in before."""
    with_files = {
        number: each for number, each in ready.items() if each.delivery.original or each.delivery.intake.attachments
    }
    if not with_files:
        return
    hers = _hers(each.delivery for each in with_files.values())
    for number, each in with_files.items():
        yield from ((number, fault) for fault in _attach(each, hers))
    yield from _known(with_files)


#: Files by person and number, and by person and hash.
_Hers = dict[tuple[int, int | bytes], tuple[int, bytes]]


def _hers(deliveries: Iterable[Delivery]) -> _Hers:
    """The files that the senders name and handed over themselves."""
    wanted = list(deliveries)
    numbers = {each.original for each in wanted if each.original}
    hashes = {found for each in wanted for text in each.intake.attachments if (found := _bytes(text))}
    rows = Original.objects.filter(person_id__in={each.person for each in wanted})
    both = rows.filter(pk__in=numbers) | rows.filter(sha256__in=hashes)
    hers: _Hers = {}
    for person, number, digest in both.values_list("person_id", "pk", "sha256"):
        hers[person, number] = hers[person, bytes(digest)] = (number, bytes(digest))
    return hers


def _bytes(text: str) -> bytes:
    """The 32 bytes of a hash in hexadecimal; nothing for another text."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return b""
    return found if len(found) == hashlib.sha256().digest_size else b""


def _attach(each: Checked, hers: _Hers) -> Iterator[Fault]:
    """Note the files of a submission in it."""
    delivery = each.delivery
    each.cells = spoken_digest(row.cell for row in each.rows)
    if delivery.original:
        found = hers.get((delivery.person, delivery.original))
        if found:
            each.files.append(File(*found, Enclosure.Use.SOURCE))
        else:
            yield original_problems.ORIGINAL_UNKNOWN.fault("/original", name=delivery.original)
    for number, text in enumerate(dict.fromkeys(delivery.intake.attachments)):
        found = hers.get((delivery.person, _bytes(text)))
        if found:
            each.files.append(File(*found, Enclosure.Use.ATTACHMENT))
        else:
            yield original_problems.ORIGINAL_UNKNOWN.fault(f"/attachments/{number}", name=text[:70])


def spoken_digest(cells: Iterable[CellKey]) -> bytes:
    """SHA-256 of the cells, in their order."""
    return hashlib.sha256(array("i", chain.from_iterable(cells)).tobytes()).digest()


_DELIVERED = "SELECT sha256, cells, source, submission, received_at, job FROM collection_delivered(%s, %s, %s)"


def _known(ready: Ready) -> Iterator[tuple[int, Fault]]:
    """A fault for a file that the same source handed in for the same cells, unless the sender says why."""
    asked = {
        number: (file.sha256, each.cells, each.source.id)
        for number, each in ready.items()
        for file in each.files
        if file.use == Enclosure.Use.SOURCE and not each.delivery.intake.because.strip()
    }
    if not asked:
        return
    before = delivered(set(asked.values()))
    for number, triple in asked.items():
        job = ready[number].delivery.job
        for submission, received_at, earlier_job in before.get(triple, ()):
            if job is None or job != earlier_job:
                day = timezone.localtime(received_at).strftime("%d/%m/%Y")
                yield number, original_problems.ORIGINAL_KNOWN.fault("/original", id=submission, day=day)
                break


def delivered(asked: set[tuple[bytes, bytes, int]]) -> dict[tuple[bytes, bytes, int], list[tuple[int, datetime, int]]]:
    """Earlier submissions that stand, by file, cells and source; the newest first."""
    found: dict[tuple[bytes, bytes, int], list[tuple[int, datetime, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERED, [list(column) for column in zip(*asked, strict=True)])
        for sha256, cells, source, *rest in sorted(cursor.fetchall(), key=lambda row: -row[3]):
            found.setdefault((bytes(sha256), bytes(cells), source), []).append((rest[0], rest[1], rest[2]))
    return found
