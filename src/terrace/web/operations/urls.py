"""Addresses of the leaders' pages."""

from django.urls import path

from terrace.web.operations import jobs, views

app_name = "operations"
urlpatterns = [
    path("operations/", views.home, name="home"),
    path("operations/jobs/", jobs.listed, name="jobs"),
    path("operations/jobs/<int:number>/", jobs.job, name="job"),
    path("operations/jobs/<int:number>/faults.csv", jobs.faults, name="job-faults"),
    path("operations/jobs/<int:number>/withdraw", jobs.withdraw, name="job-withdraw"),
    path("operations/<str:area>/", views.place, name="place"),
    path("figures/<str:indicator>/<str:area>/<str:period>/", views.figure, name="figure"),
    path("submissions/<int:number>/", views.submission, name="submission"),
    path("submissions/<int:number>/withdraw", views.withdraw, name="withdraw"),
    path("conflicts/", views.listed, name="conflicts"),
    path("conflicts/<int:number>/", views.conflict, name="conflict"),
    path("conflicts/<int:number>/settle", views.settle, name="settle"),
]
