"""What the people of the demo keep: questions about indicators that there are, made once."""

from terrace.base.access.policy import actor_of
from terrace.base.people.models import Person
from terrace.base.places import index
from terrace.demo import accounts, keeping
from terrace.demo.tests.conftest import TODAY
from terrace.facts.catalogue import snapshot
from terrace.insight.views import queries
from terrace.insight.views.models import Board, SavedView, Shared, Tile
from terrace.insight.warehouse import questions


def test_each_person_of_the_file_keeps_her_views_once(country):
    accounts.ensure(index.current(), TODAY)
    keeping.ensure()
    keeping.ensure()
    lines = keeping.read()
    kept = SavedView.objects.values_list("owner__username", "name")
    assert sorted(kept) == sorted((line.owner, line.name) for line in lines)
    assert Tile.objects.count() == len([line for line in lines if line.board])
    analyst = actor_of(Person.objects.get(username="dung"))
    shared = {line.name for line in lines if line.owner != "dung" and line.shared == Shared.OFFICIALS}
    assert shared <= {view.name for view in queries.views(analyst)}
    assert queries.boards(analyst) == list(Board.objects.all())


def test_every_question_is_about_indicators_that_there_are_and_no_fixed_place(country):
    for line in keeping.read():
        question = questions.from_query(line.question)
        assert {each.indicator for each in question.measures} <= set(snapshot.current().indicators)
        assert question.where.places == ()
