"""Addresses of questionnaires: pages for people, and under `odk/key/` those that the field app asks."""

from django.urls import path

from terrace.web.odk import answering, devices, forms, openrosa, pages

app_name = "odk"
KEY = "odk/key/<str:token>"
urlpatterns = [
    path(f"{KEY}/formList", openrosa.form_list, name="form-list"),
    path(f"{KEY}/submission", openrosa.submission, name="submission"),
    path(f"{KEY}/forms/<str:form>/<int:version>/form.xml", openrosa.form_xml, name="form-xml"),
    path(f"{KEY}/forms/<str:form>/<int:version>/manifest", openrosa.manifest, name="manifest"),
    path(f"{KEY}/forms/<str:form>/<int:version>/media/<str:name>", openrosa.medium, name="medium"),
    path("questionnaires/", pages.home, name="home"),
    path("questionnaires/forms", forms.home, name="forms"),
    path("questionnaires/phones", devices.home, name="devices"),
    path("questionnaires/phones/<int:number>/end", devices.end, name="device-end"),
    path("questionnaires/answers/<int:number>", pages.answer, name="answer"),
    path("questionnaires/answers/<int:number>/again", pages.again, name="answer-again"),
    path("questionnaires/answers/<int:number>/withdraw", pages.withdraw, name="answer-withdraw"),
    path("questionnaires/answers/<int:number>/files/<int:file>", pages.attachment, name="attachment"),
    path("questionnaires/<str:form>/", answering.page, name="fill"),
    path("questionnaires/<str:form>/answers", pages.answers, name="answers"),
    path("questionnaires/<str:form>/about", forms.about, name="about"),
    path("questionnaires/<str:form>/submission", answering.submission, name="web-submission"),
    path("questionnaires/<str:form>/<int:version>/form.xml", answering.form_xml, name="web-form"),
    path("questionnaires/<str:form>/<int:version>/media/<str:name>", answering.medium, name="web-medium"),
    path("questionnaires/<str:form>/<int:version>/xlsform", forms.xlsform, name="xlsform"),
]
