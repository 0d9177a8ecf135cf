"""The application packs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "terrace.base.packs"
    label = "packs"
