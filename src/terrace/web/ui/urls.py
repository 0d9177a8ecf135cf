"""The addresses of the frame."""

from django.urls import path

from terrace.web.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("login", views.login, name="login"),
    path("logout", views.logout, name="logout"),
    path("language", views.language, name="language"),
    path("help", views.help_page, name="help"),
    path("guide", views.guide, name="guide"),
]
