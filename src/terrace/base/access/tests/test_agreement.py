"""Python and PostgreSQL answer the same, and both as a reckoning by hand, for any country and any grants."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.access import policy, reach
from terrace.base.access.models import Grant
from terrace.base.access.roles import ROLES, VERBS
from terrace.base.people import presence
from terrace.base.people.actions import create_person
from terrace.base.people.models import Person
from terrace.base.places.models import Place, PlaceChange, PlaceLink

TODAY = timezone.localdate()
#: Four epochs: long past, past, now, and to come.
BREAKS = [TODAY + timedelta(days=days) for days in (-300, -200, -100, 100)]
ENDS: list[date | None] = [*BREAKS[1:], None]
NOW = 2
SECTORS = ["", "agriculture", "health"]
#: Every kind of role: gives rights, sends, only reads, and nothing at all.
PLAYED = ["administrator", "commune-officer", "leader", "citizen"]
FIRST = 70_001


@dataclass(frozen=True)
class World:
    """Places by number (0 the country): level, and the parent in each epoch (None: it was not there)."""

    levels: list[int]
    parents: list[list[int | None]]
    changes: list[tuple[int, int, int]]
    grants: list[tuple[str, int, str, int, int]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    levels = [0, *sorted(draw(st.lists(st.integers(2, 4), min_size=2, max_size=9)))]
    parents: list[list[int | None]] = [[None] * 4]
    for number, level in enumerate(levels[1:], start=1):
        above = [other for other in range(number) if levels[other] < level]
        first, last = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
        held = [draw(st.sampled_from(above)) if first <= epoch <= last else None for epoch in range(4)]
        parents.append(held)
    numbers = st.integers(0, len(levels) - 1)
    changes = draw(st.lists(st.tuples(numbers, numbers, st.integers(0, 3)), max_size=5, unique_by=lambda c: c[:2]))
    starts, ends = st.sampled_from([-2, -1, 0, 1]), st.sampled_from([2, 1, 0, -1])
    grant = st.tuples(st.sampled_from(PLAYED), numbers, st.sampled_from(SECTORS), starts, ends)
    grants = draw(st.lists(grant, min_size=1, max_size=6, unique_by=lambda g: g[:3]))
    return World(levels, parents, [c for c in changes if c[0] != c[1]], grants)


def there(world: World, number: int, epoch: int) -> bool:
    """Whether it and all above it were there in the epoch."""
    if number == 0:
        return True
    parent = world.parents[number][epoch]
    return parent is not None and there(world, parent, epoch)


def store(world: World, person: Person) -> None:
    count = range(len(world.levels))
    Place.objects.bulk_create(Place(id=FIRST + number, level=world.levels[number]) for number in count)
    for number in count:
        for epoch in range(4):
            if there(world, number, epoch):
                _link(world, number, epoch)
    for source, target, epoch in world.changes:
        PlaceChange.objects.create(
            day=BREAKS[epoch], kind="merge", source_id=FIRST + source, target_id=FIRST + target, weight=1
        )
    for role, number, sector, start, until in world.grants:
        days = DateRange(TODAY + timedelta(days=start), TODAY + timedelta(days=until))
        held = days if start < until else DateRange(empty=True)
        Grant.objects.create(person=person, role=role, area_id=FIRST + number, sector=sector, valid=held)


def _link(world: World, number: int, epoch: int) -> None:
    """The place and all above it, in the epoch."""
    days, at, depth = DateRange(BREAKS[epoch], ENDS[epoch]), number, 0
    while True:
        PlaceLink.objects.create(ancestor_id=FIRST + at, descendant_id=FIRST + number, depth=depth, valid=days)
        parent = world.parents[at][epoch]
        if at == 0 or parent is None:
            return
        at, depth = parent, depth + 1


def by_hand(world: World, root: int) -> set[int]:
    """What a grant on the root reaches today, reckoned the slow way."""
    count, reached = range(len(world.levels)), {root}
    if world.levels[root] == 0:
        return set(count)
    while True:
        more = {number for number in count if _last_parent(world, number) in reached}
        more |= {s for s, t, epoch in world.changes if t in reached and epoch <= NOW and _is_no_more(world, s)}
        if more <= reached:
            return reached
        reached |= more


def _last_parent(world: World, number: int) -> int | None:
    epochs = [epoch for epoch in range(NOW + 1) if there(world, number, epoch)]
    return world.parents[number][epochs[-1]] if epochs and number else None


def _is_no_more(world: World, number: int) -> bool:
    return not any(there(world, number, epoch) for epoch in range(NOW, 4))


def expected(world: World, verb: str) -> set[tuple[int, str]]:
    """Every (place, sector) that the grants of today cover."""
    found = set()
    for role, number, sector, start, until in world.grants:
        held = policy.Held(role, number, world.levels[number], sector)
        if start <= 0 < until and held.gives(verb):
            found |= {(FIRST + each, sector) for each in by_hand(world, number)}
    return found


def in_sql(verb: str) -> tuple[bool, set[tuple[int, str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_everywhere(%s)", [verb])
        everywhere = cursor.fetchone()[0]
        cursor.execute("SELECT area, sector FROM access_scope(%s)", [verb])
        return everywhere, set(cursor.fetchall())


ANY_WORLD = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@ANY_WORLD
@given(world=worlds())
def test_a_grant_reaches_what_a_reckoning_by_hand_says_for_every_place_of_any_country(db, world):
    with transaction.atomic():
        reach.forget()
        store(world, create_person("hoa", "Hoàng Thị Hoa"))
        for root in range(len(world.levels)):
            assert {number - FIRST for number in reach.reach(FIRST + root, TODAY)} == by_hand(world, root)
        transaction.set_rollback(True)


@ANY_WORLD
@given(world=worlds())
def test_policy_and_row_security_agree_for_any_country_and_any_grants(db, world):
    with transaction.atomic():
        reach.forget()
        person = create_person("hoa", "Hoàng Thị Hoa")
        store(world, person)
        actor = policy.actor_of(person)
        with presence.acting(person.pk):
            for verb in ("figure.read", "submission.create", "grant.change", "place.change"):
                _compare(world, actor, person, verb)
        transaction.set_rollback(True)


def _compare(world: World, actor: policy.Actor, person: Person, verb: str) -> None:
    everywhere, rows = in_sql(verb)
    scope, wanted = policy.which(actor, verb), expected(world, verb)
    assert rows == wanted
    assert scope.everywhere == everywhere == ((FIRST, "") in wanted)
    for number in range(len(world.levels)):
        for sector in ("agriculture", "health", ""):
            area = FIRST + number
            allowed = everywhere or (area, "") in wanted or (area, sector) in wanted
            assert scope.holds(area, sector) == allowed
            assert bool(policy.may(actor, verb, area=area, sector=sector)) == allowed
            assert (person in policy.who(verb, area, sector)) == allowed


def test_the_roles_in_sql_are_those_in_code(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, verb FROM access_permission")
        stored = set(cursor.fetchall())
    assert stored == {(role.code, verb) for role in ROLES.values() for verb in role.verbs}
    assert {verb for _, verb in stored} <= set(VERBS)
