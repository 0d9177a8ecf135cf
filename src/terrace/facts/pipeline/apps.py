"""The application pipeline."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "terrace.facts.pipeline"
    label = "pipeline"
