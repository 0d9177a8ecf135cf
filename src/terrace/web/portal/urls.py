"""Addresses of open data."""

from django.urls import path, re_path

from terrace.web.portal import files, sdmx, views

app_name = "portal"
urlpatterns = [
    path("opendata/", views.listed, name="datasets"),
    path("opendata/catalogue.jsonld", files.catalogue, {"word": "jsonld"}, name="catalogue"),
    path("opendata/catalogue.ttl", files.catalogue, {"word": "ttl"}, name="catalogue-turtle"),
    path("opendata/<slug:name>.csv", files.csv, name="csv"),
    path("opendata/<slug:name>.json", files.jsonstat, name="jsonstat"),
    path("opendata/<slug:name>.jsonld", files.described, name="described"),
    path("opendata/<slug:name>/", views.dataset, name="dataset"),
    path("sdmx/structure/<str:kind>", sdmx.structure),
    path("sdmx/structure/<str:kind>/<str:agency>", sdmx.structure),
    path("sdmx/structure/<str:kind>/<str:agency>/<str:name>", sdmx.structure),
    path("sdmx/structure/<str:kind>/<str:agency>/<str:name>/<str:version>", sdmx.structure, name="sdmx-structure"),
    path("sdmx/data/<str:context>/<str:agency>/<str:name>", sdmx.data),
    path("sdmx/data/<str:context>/<str:agency>/<str:name>/<str:version>", sdmx.data),
    path("sdmx/data/<str:context>/<str:agency>/<str:name>/<str:version>/<str:key>", sdmx.data, name="sdmx-data"),
    path("sdmx/availability/<str:context>/<str:agency>/<str:name>", sdmx.availability),
    path("sdmx/availability/<str:context>/<str:agency>/<str:name>/<str:version>", sdmx.availability),
    path("sdmx/availability/<str:context>/<str:agency>/<str:name>/<str:version>/<str:key>", sdmx.availability),
    path(
        "sdmx/availability/<str:context>/<str:agency>/<str:name>/<str:version>/<str:key>/<str:component>",
        sdmx.availability,
        name="sdmx-availability",
    ),
    re_path(r"^sdmx/.*$", sdmx.nowhere),
]
