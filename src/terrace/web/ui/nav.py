"""The navigation: sites register their entries, the frame shows those that the reader may open.

Upper floors call `register` when their application is ready; the first entry that someone may open is her
home.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from terrace.base.access import policy
from terrace.base.access.policy import Actor

#: Entries that stand in the row; of more, the rest opens under "More".
ROW = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `verb` is the right that it needs, or one of `also`; `order` its place from the left."""

    name: str
    label: Promise | str
    verb: str
    order: int
    also: tuple[str, ...] = ()

    @property
    def href(self) -> str | None:
        """None while the site has no such address."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return None


_ENTRIES: dict[str, Entry] = {}


def register(name: str, label: Promise | str, verb: str, order: int, also: tuple[str, ...] = ()) -> None:
    """Add the address called `name` (`workspace:home`) for those who have the verb, or one of the others."""
    _ENTRIES[name] = Entry(name, label, verb, order, also)


def entries(actor: Actor) -> list[Entry]:
    """What the actor may open, from left to right."""
    ordered = sorted(_ENTRIES.values(), key=lambda entry: entry.order)
    return [entry for entry in ordered if entry.href and _may(actor, entry)]


def _may(actor: Actor, entry: Entry) -> bool:
    return any(policy.may(actor, verb) for verb in (entry.verb, *entry.also))


def home(actor: Actor) -> str:
    """Where the actor starts: her first entry, else the help page."""
    found = entries(actor)
    return (found[0].href if found else None) or reverse("ui:help")
