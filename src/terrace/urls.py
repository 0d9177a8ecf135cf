"""Every address of the site; each site in `web/` owns its own."""

from django.urls import include, path

from terrace.web.ui import errors

handler400 = errors.bad_request
handler403 = errors.denied
handler404 = errors.not_found
handler500 = errors.broken

urlpatterns = [
    path("", include("terrace.web.ui.urls")),
    path("api/v1/", include("terrace.web.api.urls")),
    path("", include("terrace.web.odk.urls")),
    path("", include("terrace.web.notices.urls")),
    path("", include("terrace.web.workspace.urls")),
    path("", include("terrace.web.operations.urls")),
    path("", include("terrace.web.reports.urls")),
    path("", include("terrace.web.portal.urls")),
    path("", include("terrace.web.explore.urls")),
]
