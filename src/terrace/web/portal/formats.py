"""Which format a client gets: by `format=` in the address, else by `Accept`."""

from dataclasses import dataclass

from django.http import HttpRequest

from terrace.share.opendata import problems


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its word, its media type and version, and shorter types that mean it too."""

    word: str
    media: str
    version: str
    also: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        return f"{self.media};version={self.version}" if self.version else self.media


_BASE = "application/vnd.sdmx."
#: The first is what a client gets that takes anything.
DATA = (
    Format("xml", f"{_BASE}data+xml", "3.0.0", ("application/xml", "text/xml")),
    Format("json", f"{_BASE}data+json", "2.0.0", ("application/json",)),
    Format("csv", f"{_BASE}data+csv", "2.0.0", ("text/csv",)),
)
STRUCTURE = (
    Format("xml", f"{_BASE}structure+xml", "3.0.0", ("application/xml", "text/xml")),
    Format("json", f"{_BASE}structure+json", "2.0.0", ("application/json",)),
)
CATALOGUE = (
    Format("jsonld", "application/ld+json", "", ("application/json",)),
    Format("ttl", "text/turtle", "", ()),
)


def chosen(request: HttpRequest, formats: tuple[Format, ...]) -> Format:
    """The format; raises `opendata.format` when none fits."""
    known = ", ".join(each.written for each in formats)
    if word := request.GET.get("format"):
        found = next((each for each in formats if word in (each.word, each.media, each.written)), None)
        if found is None:
            raise problems.FORMAT.problem(asked=word[:80], known=known)
        return found
    accept = request.headers.get("Accept", "") or "*/*"
    for media, parameters in _wanted(accept):
        for each in formats:
            if _fits(each, media, parameters):
                return each
    raise problems.FORMAT.problem(asked=accept[:80], known=known)


def _wanted(accept: str) -> list[tuple[str, dict[str, str]]]:
    """What the client takes, dearest first."""
    found = []
    for place, part in enumerate(accept.split(",")):
        media, *rest = (piece.strip() for piece in part.split(";"))
        parameters = {
            name.strip().lower(): value.strip().strip('"') for name, _, value in (p.partition("=") for p in rest)
        }
        weight = _weight(parameters.pop("q", "1"))
        if weight > 0:
            found.append((-weight, place, media.lower(), parameters))
    return [(media, parameters) for _, _, media, parameters in sorted(found, key=lambda each: each[:2])]


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _fits(each: Format, media: str, parameters: dict[str, str]) -> bool:
    if media in {"*/*", "application/*"} or media in each.also:
        return True
    if media == "text/*":
        return any(one.startswith("text/") for one in (each.media, *each.also))
    version = parameters.get("version")
    return media == each.media and (version is None or not each.version or each.version.startswith(version))


def language(request: HttpRequest) -> str:
    """`lang=` in the address, else the first of `Accept-Language` that there is; else Vietnamese."""
    wanted = [request.GET.get("lang", ""), *request.headers.get("Accept-Language", "").split(",")]
    for each in wanted:
        code = each.split(";")[0].strip().lower()[:2]
        if code in {"vi", "en"}:
            return code
    return "vi"
