"""The application rules."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "terrace.facts.rules"
    label = "rules"
