"""The application workspace."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "terrace.web.workspace"
    label = "workspace"
