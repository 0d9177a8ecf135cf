"""Addresses of the analysis pages and of boards."""

from django.urls import path

from terrace.web.explore import boards, saving, views

app_name = "explore"
urlpatterns = [
    path("explore/", views.home, name="home"),
    path("explore/change", views.change, name="change"),
    path("explore/found", views.found, name="found"),
    path("explore/measures", views.measures, name="measures"),
    path("explore/answer.<str:suffix>", views.file, name="file"),
    path("explore/save", saving.save, name="save"),
    path("explore/views/<str:slug>/", saving.show, name="view"),
    path("explore/views/<str:slug>/remove", saving.remove, name="view-remove"),
    path("boards/", boards.listed, name="boards"),
    path("boards/make", boards.make, name="board-make"),
    path("boards/mark", boards.mark, name="mark"),
    path("boards/leading/", boards.leading, name="leading"),
    path("boards/leading/<str:indicator>/", boards.leading_tile, name="leading-tile"),
    path("boards/<str:slug>/", boards.board, name="board"),
    path("boards/<str:slug>/change", boards.change, name="board-change"),
    path("boards/<str:slug>/remove", boards.remove, name="board-remove"),
    path("boards/<str:slug>/add", boards.add, name="board-add"),
    path("boards/<str:slug>/tiles/<int:number>/", boards.tile, name="tile"),
    path("boards/<str:slug>/tiles/<int:number>/arrange", boards.arrange, name="tile-arrange"),
]
