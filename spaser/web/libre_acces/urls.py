"""Addresses of `libre_acces`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.libre_acces import views

app_name: Final = "libre_acces"
urlpatterns: list[URLPattern] = [
    path("outils/", views.sommaire, name="sommaire"),
    path("outils/acteurs/", views.acteurs, name="acteurs"),
    path("outils/grille/", views.grille, name="grille"),
    path("outils/politiques/", views.politiques, name="politiques"),
    path("outils/<slug:outil>/vierge.<classeur:classeur>", views.vierge, name="vierge"),
]
