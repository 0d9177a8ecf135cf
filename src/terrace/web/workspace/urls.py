"""Addresses of an officer's pages."""

from django.urls import path

from terrace.web.workspace import views

app_name = "workspace"
urlpatterns = [
    path("workspace/", views.home, name="home"),
    path("workspace/<str:area>/<str:period>/", views.entry, name="entry"),
]
