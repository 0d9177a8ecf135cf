"""What the demo shows is what it says: real series unchanged, simulated ones labelled, all of it rolled up right."""

from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatch

import pytest

from terrace.base.access import policy
from terrace.base.bus import events, relay
from terrace.base.bus.duties import DUTIES
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.kernel.problems import Refused
from terrace.base.people.models import Person
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.demo import accounts, disagreeing, history, panel, profiles, series, simulation
from terrace.demo.ground import Ground
from terrace.demo.officers import Desk
from terrace.demo.simulation import Simulation
from terrace.demo.tests.conftest import PROVINCE, TODAY
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Receipt
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.pipeline import verifying
from terrace.facts.pipeline.models import Figure
from terrace.facts.questionnaires.models import Map
from terrace.facts.reconciliation.models import Conflict, Kind, State
from terrace.facts.returns.models import Measure
from terrace.insight.planning.models import Part

BEFORE, AFTER = periods.parse("2025-M06"), periods.parse("2025-M07")


@pytest.fixture
def simulated(simulation):  # a module of this name is imported here
    return simulation


def roll_up() -> None:
    """What relay and worker do, until nothing is left to be done."""
    columns = ("id", "type", "subject", "partition", "data", "created_at")
    while rows := list(Outbox.objects.order_by("id").values_list(*columns)):
        Outbox.objects.all().delete()
        for subject, body in relay.messages(rows):
            for pattern, handle in ((each.subject, each.handle) for each in DUTIES.hearings):
                if fnmatch(subject, pattern):
                    handle(events.unpack(body))


def test_every_indicator_that_communes_report_is_simulated(country):
    reported = {
        spec.id: code for code, spec in snapshot.current().indicators.items() if spec.reported_at == Level.COMMUNE
    }
    counted = set(Measure.objects.values_list("indicator_id", flat=True))
    surveyed = set(Map.objects.values_list("indicator", flat=True))
    simulated = {code for number, code in reported.items() if number not in counted} - surveyed
    yearly = set(Part.objects.filter(indicator__frequency=Frequency.YEAR).values_list("indicator__code", flat=True))
    assert {profile.indicator for profile in profiles.read()} == simulated - yearly  # these come from `schools`


def test_a_profile_names_only_indicators_above_it():
    seen = {"population", "km2", "one", ""}
    for profile in profiles.read():
        assert {profile.per, profile.when} <= seen
        seen.add(profile.indicator)


def test_the_same_commune_and_month_always_report_the_same(simulated):
    commune = simulated.ground.communes(TODAY)[0]
    again = Simulation(Ground(index.current(), PROVINCE, TODAY), snapshot.current())
    assert simulated.facts(commune, AFTER) == again.facts(commune, AFTER)
    assert simulated.facts(commune, AFTER) != simulated.facts(commune, BEFORE)


def test_parts_of_every_group_add_up_to_the_same_total(simulated):
    commune = simulated.ground.communes(TODAY)[0]
    people = [fact for fact in simulated.facts(commune, AFTER) if fact.indicator == "POPULATION_END"]
    sums = {
        name: sum(fact.value or Decimal(0) for fact in people if str(fact.breakdown).startswith(name))
        for name in ("SEX", "RESIDENCE")
    }
    assert sums["SEX"] == sums["RESIDENCE"] > 0


def test_former_communes_together_are_as_large_as_todays(simulated):
    former = simulated.ground.communes(BEFORE.end)
    assert (len(former), len(simulated.ground.communes(TODAY))) == (161, 56)
    assert sum(part for commune in former for _, part in commune.parts) == pytest.approx(56)


def test_a_split_loses_nothing():
    for units in (0, 1, 7, 100, 99_999):
        parts = list(simulation.split(units, (("a", 3), ("b", 1), ("c", 7))))
        assert sum(part for _, part in parts) == units
        assert all(part >= 0 for _, part in parts)


def test_simulated_months_roll_up_to_what_verify_recomputes_and_are_labelled(simulated):
    sender = accounts.sender(simulated.ground)
    for month in history.missing(simulated, sender, [BEFORE, AFTER, periods.parse("2026-M11")]):
        half = replace(month, communes=month.communes[::3])
        assert history.send(simulated, sender, half) > 0
    roll_up()
    verdict = verifying.verify()
    assert verdict.differences == []
    assert verdict.figures > 1_000
    assert not Figure.objects.filter(simulated=False, basis__gt=0).exists()


def test_a_department_that_counts_too_disagrees_in_some_communes_and_is_sent_once(simulated):
    sender, october = accounts.sender(simulated.ground), periods.parse("2026-M10")
    for month in history.missing(simulated, sender, [october]):
        history.send(simulated, sender, month)
    disagreeing.fill(simulated, sender)
    sent = Submission.objects.count()
    disagreeing.fill(simulated, sender)
    roll_up()
    conflicts = Conflict.objects.filter(state=State.OPEN, period=october.id)
    assert 0 < conflicts.count() < Observation.objects.filter(period=october.id).count() / 100
    assert Submission.objects.count() == sent
    assert not Conflict.objects.exclude(kind=Kind.SOURCES).exists()


def test_what_was_sent_is_never_sent_again(simulated):
    sender = accounts.sender(simulated.ground)
    for month in history.missing(simulated, sender, [AFTER]):
        history.send(simulated, sender, month)
    assert history.missing(simulated, sender, [AFTER]) == []


def test_a_month_under_way_is_sent_in_part_and_whole_once_it_is_over(simulated):
    sender, now = accounts.sender(simulated.ground), periods.parse("2026-M11")
    (early,) = history.missing(simulated, sender, [now])
    history.send(simulated, sender, early)
    assert history.missing(simulated, sender, [now]) == []
    assert len(early.communes) > 40
    (late,) = [each for each in history.missing(simulated, sender, [now, now.next()]) if each.period == now]
    assert len(late.communes) == 56


def test_about_sixty_percent_of_a_month_under_way_is_in(simulated):
    communes, month = simulated.ground.communes(TODAY), periods.parse("2026-M11")
    early = sum(history.is_early(commune, month, "agriculture") for commune in communes)
    assert 0.4 < early / len(communes) < 0.8


def test_the_official_series_come_back_as_they_were_written(tmp_path):
    facts = series.read()
    series.write(facts, tmp_path / "again.tsv")
    assert series.read(tmp_path / "again.tsv") == facts
    assert series.FILE.stat().st_size < 1_500_000


def test_the_official_series_are_handed_in_once_and_are_public(country):
    facts = [fact for fact in series.read() if fact.indicator in {"POVERTY_RATE", "FARMS"}]
    assert series.send(series.missing(facts)) == len(facts) == Observation.objects.count()
    assert series.missing(facts) == []
    assert Submission.objects.count() == 2


def test_each_role_has_an_account_that_can_log_in_and_it_is_made_once(country, client):
    made = accounts.ensure(index.current(), TODAY)
    accounts.ensure(index.current(), TODAY)
    assert len({account.role for account in made}) == len(made) == Person.objects.count()
    leader = Person.objects.get(username="chi")
    assert leader.check_password(accounts.PASSWORD)
    assert policy.may(policy.actor_of(leader), "operations.view")


def test_an_officer_has_a_token_for_her_commune_only(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path))
    tokens = accounts.tokens(simulated.ground)
    assert accounts.tokens(simulated.ground) == tokens
    assert (tmp_path / "demo" / "tokens.json").stat().st_mode & 0o077 == 0
    first, second = simulated.ground.communes(TODAY)[:2]
    actor = policy.actor_of_token(tokens[first.code])
    assert actor
    own, other = (Intake("simulation", simulated.facts(each, AFTER, ["education"])) for each in (first, second))
    assert isinstance(actions.submit(actor, "own", "nats", own), Receipt)
    with pytest.raises(Refused, match=r"access\.denied"):
        actions.submit(actor, "other", "nats", other)


def test_the_desk_sends_what_is_waited_for_and_then_corrects(simulated):
    desk = Desk(simulated, AFTER).open()
    whole = len(desk.waiting)
    assert (whole, desk.sent) == (56 * len(simulated.sectors(AFTER)), [])
    while desk.waiting:
        commune, facts = desk.next()
        assert {fact.area for fact in facts} == {commune.code}
    assert len(desk.sent) == whole
    assert desk.next()[1]


def test_the_panel_names_address_accounts_and_password(simulated):
    for language in ("vi", "en"):
        text = "\n".join(panel.lines(language, 8000, list(accounts.shown(simulated, language)), 30))
        assert "http://127.0.0.1:8000/" in text
        assert accounts.PASSWORD in text
        assert all(account.full_name in text for account in accounts.read())
