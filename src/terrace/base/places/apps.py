"""The application places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "terrace.base.places"
    label = "places"
