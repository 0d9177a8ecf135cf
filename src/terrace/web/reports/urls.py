"""Addresses of the pages of reports."""

from django.urls import path

from terrace.web.reports import acting, files, templating, views

app_name = "reports"
urlpatterns = [
    path("reports/", views.home, name="home"),
    path("reports/make", acting.make, name="make"),
    path("reports/templates/", templating.listed, name="templates"),
    path("reports/templates/<str:code>/", templating.template, name="template"),
    path("reports/templates/<str:code>/report_parts.csv", templating.table, name="template-table"),
    path("reports/templates/<str:code>/report.docx", templating.word, name="template-word"),
    path("reports/templates/<str:code>/<int:number>/", templating.offered, name="template-offered"),
    path("reports/templates/<str:code>/<int:number>/preview", templating.preview, name="template-preview"),
    path("reports/templates/<str:code>/<int:number>/use", templating.use, name="template-use"),
    path("reports/<int:number>/", views.issue, name="issue"),
    path("reports/<int:number>/compare", views.compare, name="compare"),
    path("reports/<int:number>/report.pdf", files.pdf, name="pdf"),
    path("reports/<int:number>/report.docx", files.word, name="word"),
    path("reports/<int:number>/comment", acting.comment, name="comment"),
    path("reports/<int:number>/approve", acting.approve, name="approve"),
    path("reports/<int:number>/issue", acting.send, name="send"),
    path("reports/<int:number>/withdraw", acting.withdraw, name="withdraw"),
]
