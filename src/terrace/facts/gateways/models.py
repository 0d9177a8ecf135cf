"""How foreign formats are read (rows of packs), who may drop files, and which files were taken."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from terrace.base.packs.models import Packed

#: Rows of this flow hold for every flow that has no row of its own.
ANY_FLOW = "*"


class Meaning(models.TextChoices):
    """What a code of an SDMX component says here."""

    INDICATOR = "indicator"
    PLACE = "place"
    BREAKDOWN = "breakdown"
    STATUS = "status"
    REASON = "reason"
    BECAUSE = "because", "why the figure is right although a soft rule doubts it"
    UNIT = "unit", "the indicator must have this unit"
    NOTHING = "nothing", "says nothing that Terrace keeps"
    SKIP = "skip", "observations with this code are left out on purpose"


class SdmxFlow(Packed):
    """A dataflow or data structure of an agency, and the source that its figures are of."""

    code = models.TextField(primary_key=True)
    agency = models.TextField()
    structure = models.TextField(help_text="id of the dataflow or of the data structure definition")
    version = models.TextField(default="", blank=True, help_text="'' is any version")
    source = models.TextField(default="", blank=True, help_text="'' is the source that the sender names")
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "structure", "version"],
                condition=Q(retired=False),
                name="gateways_sdmxflow_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SdmxMap(Packed):
    """What one code of one component means; the code `*` is any other code, `=` in `target` the code itself."""

    flow = models.TextField()
    component = models.TextField()
    code = models.TextField()
    meaning = models.TextField(choices=Meaning)
    target = models.TextField(default="", blank=True)
    factor = models.DecimalField(max_digits=30, decimal_places=15, default=1)
    decimals = models.SmallIntegerField(null=True, help_text="round to so many; empty keeps every digit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flow", "component", "code", "meaning"], name="gateways_sdmxmap_once"),
            models.CheckConstraint(condition=Q(meaning__in=Meaning.values), name="gateways_sdmxmap_meaning"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="gateways_sdmxmap_factor"),
        ]

    def __str__(self) -> str:
        return f"{self.flow} {self.component}={self.code}: {self.meaning} {self.target}"


class Dhis2Kind(models.TextChoices):
    """The kinds of identifiers in a data value set, as DHIS2 calls them."""

    ELEMENT = "dataElement"
    COMBO = "categoryOptionCombo"
    UNIT = "orgUnit"
    SET = "dataSet"


class Dhis2Map(Packed):
    """What an identifier of DHIS2 means: an indicator, a breakdown, a place, or the source of a data set."""

    kind = models.TextField(choices=Dhis2Kind)
    code = models.TextField()
    uid = models.TextField(default="", blank=True)
    target = models.TextField(default="", blank=True)
    factor = models.DecimalField(max_digits=30, decimal_places=15, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="gateways_dhis2map_once"),
            models.UniqueConstraint(
                fields=["kind", "uid"], condition=~Q(uid="") & Q(retired=False), name="gateways_dhis2map_uid_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Dhis2Kind.values), name="gateways_dhis2map_kind"),
            models.CheckConstraint(condition=Q(factor__gt=0), name="gateways_dhis2map_factor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}: {self.target}"


class Sender(models.Model):
    """Somebody who may hand in files by folder or SFTP, for one source."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+")
    source = models.TextField()
    keys = models.TextField(default="", blank=True, help_text="public keys of SSH, one a line")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.person_id}: {self.source}"


class DropState(models.TextChoices):
    TAKEN = "taken", "given to bulk, not settled"
    DONE = "done"
    REFUSED = "refused"


class Drop(models.Model):
    """A file that was taken out of a folder; where it lies now and what became of it."""

    door = models.TextField(help_text="folder or sftp")
    sender = models.TextField(help_text="name of the folder it came from")
    person_id = models.IntegerField(default=0, help_text="0 while nobody is known")
    name = models.TextField()
    size = models.BigIntegerField(default=0)
    sha256 = models.TextField(default="", blank=True)
    path = models.TextField(help_text="where the file lies, from the root of the inbox")
    key = models.TextField(default="", blank=True)
    job = models.BigIntegerField(null=True)
    state = models.TextField(choices=DropState, default=DropState.TAKEN)
    taken_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DropState.values), name="gateways_drop_state"),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state="taken"), name="gateways_drop_open"),
            models.Index(fields=["person_id", "sha256"], name="gateways_drop_by_content"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}/{self.name}: {self.state}"
