"""The application collection."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "terrace.facts.collection"
    label = "collection"
