"""The tables of the catalogue. PostgreSQL refuses what must never be false."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.periods import Frequency
from terrace.base.packs.models import Packed

SLUG = r"^[a-z][a-z0-9-]*$"
WORD = r"^[A-Z][A-Z0-9_]*$"
PART = r"^[A-Z0-9][A-Z0-9_]*$"
#: The id of the breakdown that is no breakdown: the total, with the code ''.
TOTAL = 0


class Nature(models.TextChoices):
    """A stock is counted on a day; a flow happens during a period."""

    STOCK = "stock"
    FLOW = "flow"


class AreaRule(models.TextChoices):
    """How figures of places make up the figure of the place above them."""

    SUM = "sum"
    MEAN = "mean"
    NONE = "none"


class TimeRule(models.TextChoices):
    """How figures of periods make up the figure of a coarser period."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    NONE = "none"


class Named(Packed):
    """A row of a pack with a name in both languages."""

    name_vi = models.TextField()
    name_en = models.TextField()

    class Meta:
        abstract = True


class Sector(Named):
    """A field of work that owns indicators: agriculture, population …"""

    code = models.TextField(primary_key=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__regex=SLUG), name="catalogue_sector_code")]

    def __str__(self) -> str:
        return self.code


class Unit(Named):
    """A unit of measure, written behind the value as its name says."""

    code = models.TextField(primary_key=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__regex=WORD), name="catalogue_unit_code")]

    def __str__(self) -> str:
        return self.code


class Dimension(Named):
    """A way to break a figure down: sex, residence, age …"""

    code = models.TextField(primary_key=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__regex=WORD), name="catalogue_dimension_code")]

    def __str__(self) -> str:
        return self.code


class Code(Named):
    """One value of a dimension; the codes of a dimension never overlap and together are the whole."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="codes")
    code = models.TextField()
    position = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dimension", "code"], name="catalogue_code_once"),
            models.CheckConstraint(condition=Q(code__regex=PART), name="catalogue_code_code"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension_id}={self.code}"


class Source(Named):
    """Where values come from. When two sources report one cell, the lower precedence wins."""

    id = models.SmallAutoField(primary_key=True)
    code = models.TextField(unique=True)
    precedence = models.SmallIntegerField()
    published = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=SLUG), name="catalogue_source_code"),
            # deferred: a pack may exchange the places of two sources
            models.UniqueConstraint(
                fields=["precedence"],
                name="catalogue_source_precedence_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Indicator(Named):
    """What a figure measures, and how figures of it add up.

    `depth` is 0 for plain indicators; a formula stands one above its deepest input. A weight is always plain.
    `family` is shared by all indicators that formulas and weights connect: the partition of the roll-up.
    """

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="indicators")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="indicators")
    decimals = models.SmallIntegerField()
    frequency = models.SmallIntegerField(choices=[(each.value, each.name.lower()) for each in Frequency])
    nature = models.TextField(choices=Nature)
    area_rule = models.TextField(choices=AreaRule)
    weight = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="weighs")
    time_rule = models.TextField(choices=TimeRule)
    minimum = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    maximum = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    reported_at = models.SmallIntegerField(null=True, blank=True)
    formula = models.TextField(default="", blank=True)
    breakdowns = models.TextField(default="", blank=True)
    position = models.IntegerField(default=0)
    depth = models.SmallIntegerField(default=0)
    family = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=WORD), name="catalogue_indicator_code"),
            models.CheckConstraint(condition=Q(decimals__gte=0, decimals__lte=6), name="catalogue_indicator_decimals"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="catalogue_indicator_range",
            ),
            models.CheckConstraint(
                condition=Q(frequency__gte=1, frequency__lte=6), name="catalogue_indicator_frequency"
            ),
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="catalogue_indicator_nature"),
            models.CheckConstraint(condition=Q(area_rule__in=AreaRule.values), name="catalogue_indicator_area_rule"),
            models.CheckConstraint(condition=Q(time_rule__in=TimeRule.values), name="catalogue_indicator_time_rule"),
            models.CheckConstraint(
                condition=Q(area_rule="mean", weight__isnull=False) | (~Q(area_rule="mean") & Q(weight__isnull=True)),
                name="catalogue_indicator_mean_needs_weight",
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | ~Q(weight=F("id")),
                name="catalogue_indicator_weighs_others",
            ),
            models.CheckConstraint(
                condition=~Q(nature="stock", time_rule="sum"), name="catalogue_indicator_stock_not_summed"
            ),
            models.CheckConstraint(
                condition=Q(formula="") | Q(area_rule="none", time_rule="none"),
                name="catalogue_indicator_formula_or_rules",
            ),
            models.CheckConstraint(
                condition=Q(formula="", depth=0) | (~Q(formula="") & Q(depth__gte=1)),
                name="catalogue_indicator_depth",
            ),
            models.CheckConstraint(
                condition=~Q(formula="") | Q(reported_at__isnull=False), name="catalogue_indicator_reported"
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(reported_at__gte=0, reported_at__lte=4),
                name="catalogue_indicator_reported_at",
            ),
        ]
        indexes = [models.Index(fields=["sector"], name="catalogue_indicator_by_sector")]

    def __str__(self) -> str:
        return self.code


class Breakdown(models.Model):
    """A cell of breakdowns: `AGE=Y15T24;SEX=F`, the dimensions in order; id 0 is the total, ''."""

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=TOTAL, code="") | (Q(id__gt=TOTAL) & ~Q(code="")),
                name="catalogue_breakdown_total_is_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.code or "total"


class IndicatorBreakdown(models.Model):
    """A cell that an indicator may be reported in; the total always may."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="cells")
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "breakdown"], name="catalogue_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.breakdown_id}"


class Margin(models.Model):
    """`part` is one of the full cells of group `position` that together make up `whole`."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="margins")
    whole = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    part = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "whole", "position", "part"], name="catalogue_margin_once"),
            models.CheckConstraint(condition=~Q(whole=F("part")), name="catalogue_margin_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.whole_id}>{self.part_id}"


class PxTable(Packed):
    """How an item of an official PX-Web table is read: value × factor is a value of the indicator.

    `title` and `item` are folded; the item is '' where the columns of a table are years only.
    """

    title = models.TextField()
    item = models.TextField(default="", blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+")
    factor = models.DecimalField(max_digits=24, decimal_places=9)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title", "item"], name="catalogue_pxtable_once"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="catalogue_pxtable_factor"),
        ]

    def __str__(self) -> str:
        return f"{self.title} / {self.item}"


class Release(models.Model):
    """Figures of the indicator and period are public for places of this level and those above it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="releases")
    #: `kernel.periods.Period.id`
    period = models.IntegerField()
    level = models.SmallIntegerField()
    released_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period"], name="catalogue_release_once"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=4), name="catalogue_release_level"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.period}"


class Disclosure(Packed):
    """The indicator counts people: to the public a figure above zero and below `least` is kept back."""

    indicator = models.TextField(primary_key=True)
    least = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(least__gte=2), name="catalogue_disclosure_least")]

    def __str__(self) -> str:
        return f"{self.indicator} < {self.least}"


class Revision(models.Model):
    """One row; its mark is new after every change of the catalogue (by trigger), and never comes back."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_revision_one_row")]

    def __str__(self) -> str:
        return str(self.mark)
