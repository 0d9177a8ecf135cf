"""The application workbooks."""

from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "terrace.facts.workbooks"
    label = "workbooks"
