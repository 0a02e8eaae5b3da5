"""Addresses of `diagnostic`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.diagnostic import views

app_name: Final = "diagnostic"
urlpatterns = [
    path("diagnostic/", views.accueil, name="accueil"),
    path("diagnostic/questions/", views.questions, name="questions"),
    path("diagnostic/resultat/", views.resultat, name="resultat"),
    path("diagnostic/resultat.csv", views.tableur, name="csv"),
    path("diagnostic/papier/", views.papier, name="papier"),
    path("approches/", views.approches, name="approches"),
    path("approches/choisir/", views.choisir, name="choisir"),
]
