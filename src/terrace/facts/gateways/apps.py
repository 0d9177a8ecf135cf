"""The application gateways."""

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "terrace.facts.gateways"
    label = "gateways"
