"""Addresses of `bureau`, for the programme team."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.bureau import views

app_name: Final = "bureau"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("mois/", views.cocher, name="cocher"),
    path("acheteurs/", views.acheteurs, name="acheteurs"),
    path("acheteurs/export.<classeur:classeur>", views.acheteurs_export, name="acheteurs_export"),
    path("acheteurs/<siren:siren>/", views.acheteur, name="acheteur"),
]
