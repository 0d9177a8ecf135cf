"""Files to take away: CSV, JSON-stat, and descriptions for catalogues and search engines."""

import msgspec
from django.http import HttpRequest, HttpResponse

from terrace.share.opendata import csvs, dcat, reading
from terrace.share.opendata import jsonstat as cube
from terrace.share.opendata.datasets import Shelf
from terrace.web.portal import answering, formats, metadata


@answering.door()
def csv(request: HttpRequest, name: str) -> HttpResponse:
    """`/opendata/DATASET.csv`; with `?bom=1` as Excel needs it."""
    shelf = Shelf()
    dataset = shelf.dataset(name)
    head = csvs.BOM if request.GET.get("bom") else ""
    return answering.answer(
        request,
        shelf,
        dataset.changed_at,
        "text/csv; charset=utf-8",
        lambda: head + csvs.plain(shelf, reading.newest(shelf, dataset), formats.language(request)),
        name=f"{dataset.slug}.csv",
    )


@answering.door()
def jsonstat(request: HttpRequest, name: str) -> HttpResponse:
    """`/opendata/DATASET.json`."""
    shelf = Shelf()
    dataset = shelf.dataset(name)
    language = formats.language(request)
    return answering.answer(
        request,
        shelf,
        dataset.changed_at,
        "application/json",
        lambda: cube.write(shelf, reading.newest(shelf, dataset), dataset.changed_at, language),
    )


@answering.door()
def catalogue(request: HttpRequest, word: str) -> HttpResponse:
    """DCAT 3 as JSON-LD or Turtle."""
    shelf = Shelf()
    wanted = next(each for each in formats.CATALOGUE if each.word == word)

    def made() -> str | bytes:
        node = dcat.catalogue(shelf, _base(request))
        return dcat.turtle(node) if word == "ttl" else msgspec.json.encode(node)

    return answering.answer(request, shelf, shelf.changed_at, wanted.media, made)


@answering.door()
def described(request: HttpRequest, name: str) -> HttpResponse:
    """The dataset in the words of schema.org."""
    shelf = Shelf()
    dataset = shelf.dataset(name)
    return answering.answer(
        request,
        shelf,
        dataset.changed_at,
        "application/ld+json",
        lambda: msgspec.json.encode(metadata.schema(shelf, dataset, _base(request), formats.language(request))),
    )


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
