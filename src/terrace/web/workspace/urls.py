"""Addresses of an officer's pages."""

from django.urls import path

from terrace.web.workspace import approvals, deciding, layouts, offline, oversight, views, words, workbooks

app_name = "workspace"
RETURN = "workspace/returns/<str:form>/<str:area>/<str:period>"
urlpatterns = [
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("workspace/offline/", offline.shell, name="offline"),
    path("workspace/offline/me", offline.me, name="me"),
    path("workspace/", views.home, name="home"),
    path("workspace/oversight/", oversight.show, name="oversight"),
    path("workspace/approvals/", approvals.show, name="approvals"),
    path("workspace/approvals/approve", deciding.approve_all, name="approve-all"),
    path("workspace/workbooks/", workbooks.home, name="workbooks"),
    path("workspace/workbooks/download", workbooks.download, name="workbook-download"),
    path("workspace/workbooks/<uuid:number>/", workbooks.show, name="workbook"),
    path("workspace/workbooks/<uuid:number>/copy", workbooks.copy, name="workbook-copy"),
    path("workspace/workbooks/<uuid:number>/again", workbooks.again, name="workbook-again"),
    path("workspace/workbooks/<uuid:number>/sheets/<int:at>/", layouts.explain, name="workbook-layout"),
    path("workspace/workbooks/layouts/<int:number>/forget", workbooks.forget, name="workbook-forget"),
    path(f"{RETURN}.docx", words.download, name="word"),
    path(f"{RETURN}/", views.show, name="return"),
    path(f"{RETURN}/approve", deciding.approve, name="approve"),
    path(f"{RETURN}/send-back", deciding.send_back, name="send-back"),
    path(f"{RETURN}/reopen", deciding.reopen, name="reopen"),
]
