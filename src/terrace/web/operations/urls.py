"""Addresses of the leaders' pages."""

from django.urls import path

from terrace.web.operations import health, jobs, views
from terrace.web.operations.forecasts import views as forecasts
from terrace.web.operations.planning import scenarios
from terrace.web.operations.planning import schools as planning
from terrace.web.operations.targets import boards, indices
from terrace.web.operations.targets import views as targets
from terrace.web.operations.warnings import acting, editing, tabled
from terrace.web.operations.warnings import files as rule_files
from terrace.web.operations.warnings import views as warnings

app_name = "operations"
urlpatterns = [
    path("operations/", views.home, name="home"),
    path("operations/jobs/", jobs.listed, name="jobs"),
    path("operations/jobs/<int:number>/", jobs.job, name="job"),
    path("operations/jobs/<int:number>/faults.csv", jobs.faults, name="job-faults"),
    path("operations/jobs/<int:number>/withdraw", jobs.withdraw, name="job-withdraw"),
    path("operations/warnings/", warnings.listed, name="warnings"),
    path("operations/warnings/silences/", warnings.silenced, name="silences"),
    path("operations/warnings/silences/<int:number>/lift", acting.lift, name="silence-lift"),
    path("operations/warnings/rules/", editing.listed, name="warning-rules"),
    path("operations/warnings/rules/new", editing.new, name="warning-rule-new"),
    path("operations/warnings/rules/warning_rules.csv", rule_files.table, name="warning-rules-csv"),
    path("operations/warnings/rules/warning_rules.xlsx", rule_files.workbook, name="warning-rules-xlsx"),
    path("operations/warnings/rules/table", tabled.hand_in, name="warning-rules-table"),
    path("operations/warnings/rules/table/keep", tabled.keep, name="warning-rules-keep"),
    path("operations/warnings/rules/<str:code>/", editing.rule, name="warning-rule"),
    path("operations/warnings/groups/<int:number>/acknowledge", acting.acknowledge_group, name="warnings-acknowledge"),
    path("operations/warnings/<int:number>/", warnings.warning, name="warning"),
    path("operations/warnings/<int:number>/acknowledge", acting.acknowledge, name="warning-acknowledge"),
    path("operations/warnings/<int:number>/assign", acting.assign, name="warning-assign"),
    path("operations/warnings/<int:number>/comment", acting.comment, name="warning-comment"),
    path("operations/warnings/<int:number>/silence", acting.silence, name="warning-silence"),
    path("operations/warnings/<int:number>/review", acting.review, name="warning-review"),
    path("operations/warnings/<int:number>/clear", acting.clear, name="warning-clear"),
    path("operations/health/", health.page, name="health"),
    path("operations/<str:area>/", views.place, name="place"),
    path("forecasts/", forecasts.listed, name="forecasts"),
    path("forecasts/<str:indicator>/<str:area>/", forecasts.forecast, name="forecast"),
    path("forecasts/<str:indicator>/<str:area>/forecast.csv", forecasts.table, name="forecast-csv"),
    path("forecasts/<str:indicator>/<str:area>/forecast.xlsx", forecasts.workbook, name="forecast-xlsx"),
    path("planning/schools/", planning.schools, name="planning"),
    path("planning/scenarios/", scenarios.show, name="scenarios"),
    path("targets/", targets.home, name="targets"),
    path("targets/<str:area>/", targets.place, name="targets-place"),
    path("targets/<str:area>/set", targets.put, name="target-set"),
    path("targets/<str:area>/period", targets.put_part, name="target-period"),
    path("targets/<str:area>/table.csv", targets.table, {"suffix": "csv"}, name="targets-csv"),
    path("targets/<str:area>/table.xlsx", targets.table, {"suffix": "xlsx"}, name="targets-xlsx"),
    path("targets/<str:area>/table", targets.take, name="targets-take"),
    path("resolutions/", boards.listed, name="resolutions"),
    path("resolutions/keep", boards.keep, name="resolution-keep"),
    path("resolutions/<str:code>/", boards.board, name="resolution"),
    path("resolutions/<str:code>/table.csv", boards.table, {"suffix": "csv"}, name="resolution-csv"),
    path("resolutions/<str:code>/table.xlsx", boards.table, {"suffix": "xlsx"}, name="resolution-xlsx"),
    path("indices/", indices.home, name="indices"),
    path("indices/<str:area>/", indices.listed, name="indices-place"),
    path("indices/<str:area>/<str:code>/", indices.one, name="index"),
    path("figures/<str:indicator>/<str:area>/<str:period>/", views.figure, name="figure"),
    path("submissions/<int:number>/", views.submission, name="submission"),
    path("submissions/<int:number>/withdraw", views.withdraw, name="withdraw"),
    path("conflicts/", views.listed, name="conflicts"),
    path("conflicts/<int:number>/", views.conflict, name="conflict"),
    path("conflicts/<int:number>/settle", views.settle, name="settle"),
]
