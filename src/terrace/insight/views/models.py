"""Saved views and boards. Both belong to a person, have a name and an address, and may be shown to others."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from terrace.base.people.models import Person
from terrace.base.places.models import Place

#: Seconds that a screen on the wall shows one tile: least, most, and unless somebody says otherwise.
QUICK, SLOW, USUAL = 5, 600, 20


class Shared(models.TextChoices):
    """Who else may open it; the figures in it follow each reader's own rights."""

    NOBODY = "nobody"
    OFFICE = "office"
    OFFICIALS = "officials"


class Picture(models.TextChoices):
    """How an answer is shown above its table."""

    TABLE = "table"
    LINE = "line"
    BAR = "bar"
    MAP = "map"
    SCATTER = "scatter"
    MULTIPLES = "multiples"


class Size(models.TextChoices):
    """How much room a tile takes."""

    SMALL = "small"
    LARGE = "large"


def _one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class Kept(models.Model):
    """What a person keeps. `area` and `sector` are those of her grant: whom `office` means."""

    slug = models.TextField(unique=True, help_text="the end of its address; never changes")
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.TextField()
    shared = models.TextField(choices=Shared, default=Shared.NOBODY, db_default=Shared.NOBODY)
    area = models.ForeignKey(Place, models.PROTECT, related_name="+")
    sector = models.TextField(default="", db_default="", help_text="code; '' for all")
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class SavedView(Kept):
    """A question with the picture that it is shown as."""

    question = models.JSONField(help_text="`warehouse.questions.Question`")
    picture = models.TextField(choices=Picture)

    class Meta:
        constraints = [
            _one_of("shared", Shared, "views_savedview_shared"),
            _one_of("picture", Picture, "views_savedview_picture"),
        ]


class Board(Kept):
    """Tiles in order, each a saved view; on the wall one after the other."""

    seconds = models.SmallIntegerField(default=USUAL, db_default=USUAL)

    class Meta:
        constraints = [
            _one_of("shared", Shared, "views_board_shared"),
            models.CheckConstraint(condition=Q(seconds__range=(QUICK, SLOW)), name="views_board_seconds"),
        ]


class Tile(models.Model):
    """A saved view on a board; `position` counts from 0. With its view it goes, from every board (`0002_security`)."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="tiles")
    view = models.ForeignKey(SavedView, models.DO_NOTHING, related_name="+", db_constraint=False)
    position = models.SmallIntegerField()
    size = models.TextField(choices=Size, default=Size.SMALL, db_default=Size.SMALL)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "view"], name="views_tile_once"),
            _one_of("size", Size, "views_tile_size"),
        ]


#: Characters of a name; views and boards of one person; tiles of a board.
LONGEST: Final = 120
MOST_VIEWS: Final = 500
MOST_TILES: Final = 24
