"""Addresses of the leaders' pages."""

from django.urls import path

from terrace.web.operations import jobs, views
from terrace.web.operations.forecasts import views as forecasts
from terrace.web.operations.planning import scenarios
from terrace.web.operations.planning import schools as planning
from terrace.web.operations.targets import views as targets

app_name = "operations"
urlpatterns = [
    path("operations/", views.home, name="home"),
    path("operations/jobs/", jobs.listed, name="jobs"),
    path("operations/jobs/<int:number>/", jobs.job, name="job"),
    path("operations/jobs/<int:number>/faults.csv", jobs.faults, name="job-faults"),
    path("operations/jobs/<int:number>/withdraw", jobs.withdraw, name="job-withdraw"),
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
    path("figures/<str:indicator>/<str:area>/<str:period>/", views.figure, name="figure"),
    path("submissions/<int:number>/", views.submission, name="submission"),
    path("submissions/<int:number>/withdraw", views.withdraw, name="withdraw"),
    path("conflicts/", views.listed, name="conflicts"),
    path("conflicts/<int:number>/", views.conflict, name="conflict"),
    path("conflicts/<int:number>/settle", views.settle, name="settle"),
]
