"""A dataset in the words of schema.org: for search engines."""

from typing import Any

from terrace.share.opendata.datasets import Dataset, Shelf


def schema(shelf: Shelf, dataset: Dataset, base: str, language: str = "vi") -> dict[str, Any]:
    """The dataset with its files."""
    here = f"{base}/opendata/{dataset.slug}"
    publisher = shelf.publisher
    files = {"text/csv": f"{here}.csv", "application/json": f"{here}.json"}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{here}/",
        "name": shelf.name(dataset, language),
        "description": f"{shelf.name(dataset, language)}: "
        + ", ".join(each.name(language) for each in dataset.indicators),
        "url": f"{here}/",
        "identifier": dataset.id,
        "license": publisher.licence,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": publisher.name_en if language == "en" else publisher.name_vi},
        "dateModified": dataset.changed_at.isoformat(),
        "temporalCoverage": f"{dataset.years[0]}/{dataset.years[1]}",
        "spatialCoverage": {"@type": "Place", "name": "Việt Nam"},
        "variableMeasured": [each.name(language) for each in dataset.indicators],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": address}
            for media, address in files.items()
        ],
    }
