"""The application questionnaires."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "terrace.facts.questionnaires"
    label = "questionnaires"
