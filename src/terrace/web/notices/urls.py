"""Addresses of notices."""

from django.urls import path

from terrace.web.notices import addresses, choosing, one_click, views, webhooks

app_name = "notices"
urlpatterns = [
    path("notices/", views.home, name="home"),
    path("notices/unread", views.unread, name="unread"),
    path("notices/read", views.read_all, name="read-all"),
    path("notices/<int:number>/", views.open_notice, name="open"),
    path("notices/<int:number>/read", views.read, name="read"),
    path("notices/settings", choosing.page, name="settings"),
    path("notices/devices/<int:number>/end", choosing.end_device, name="device-end"),
    path("notices/addresses", addresses.home, name="addresses"),
    path("notices/addresses/<int:number>/lift", addresses.lift, name="address-lift"),
    path("notices/open/<str:token>", one_click.link, name="link"),
    path("notices/unsubscribe/<str:token>", one_click.unsubscribe, name="unsubscribe"),
    path("webhooks/", webhooks.home, name="webhooks"),
    path("webhooks/<int:number>/", webhooks.show, name="webhook"),
    path("webhooks/<int:number>/change", webhooks.change, name="webhook-change"),
    path("webhooks/<int:number>/secret", webhooks.secret, name="webhook-secret"),
    path("webhooks/<int:number>/test", webhooks.test, name="webhook-test"),
    path("webhooks/<int:number>/remove", webhooks.remove, name="webhook-remove"),
    path("webhooks/<int:number>/deliveries/<int:delivery>/again", webhooks.again, name="delivery-again"),
]
