"""Addresses of `bilan`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.bilan import views

app_name: Final = "bilan"
urlpatterns: list[URLPattern] = [
    path("bilan/", views.liste, name="liste"),
    path("bilan/acheteurs/", views.acheteurs, name="acheteurs"),
    path("bilan/<slug:code>/", views.edition, name="edition"),
    path("bilan/<slug:code>/bilan.pdf", views.pdf, name="pdf"),
    path("bilan/<slug:code>/bilan.pptx", views.diapositives, name="diapositives"),
    path("espace/<siren:siren>/programme/", views.participation, name="participation"),
    path("espace/<siren:siren>/programme/accord/", views.accorder, name="accorder"),
]
