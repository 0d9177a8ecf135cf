"""The application bulk."""

from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "terrace.facts.bulk"
    label = "bulk"
