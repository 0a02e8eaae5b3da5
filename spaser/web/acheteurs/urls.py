"""Addresses of `acheteurs`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.acheteurs.views import acheteur, noms, preuve, recherche

app_name: Final = "acheteurs"
urlpatterns = [
    path("", recherche, name="recherche"),
    path("noms/", noms, name="noms"),
    path("<siren:siren>/", acheteur, name="acheteur"),
    path("<siren:siren>/preuve/<slug:code>/", preuve, name="preuve"),
]
