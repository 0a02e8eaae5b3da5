"""Addresses of `grille`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.grille.views.bibliotheque import indicateur, indicateurs

app_name: Final = "grille"
urlpatterns: list[URLPattern] = [
    path("indicateurs/", indicateurs, name="indicateurs"),
    path("indicateurs/<slug:code>/", indicateur, name="indicateur"),
]
