"""Every address of the site; each site in `web/` owns its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("terrace.web.ui.urls")),
    path("api/v1/", include("terrace.web.api.urls")),
    path("", include("terrace.web.workspace.urls")),
    path("", include("terrace.web.operations.urls")),
]
