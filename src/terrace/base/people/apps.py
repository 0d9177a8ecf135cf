"""The application people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "terrace.base.people"
    label = "people"
