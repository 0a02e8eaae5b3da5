"""Addresses of a buyer's space."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.espace.perimetre.views import modifier_perimetre, perimetre
from spaser.web.espace.situation.views import accueil, demonstration, essentiel

urlpatterns: Final[list[URLPattern]] = [
    path("", accueil, name="accueil"),
    path("demonstration/", demonstration, name="demonstration"),
    path("<siren:siren>/", essentiel, name="essentiel"),
    path("<siren:siren>/perimetre/", perimetre, name="perimetre"),
    path("<siren:siren>/perimetre/modifier/", modifier_perimetre, name="modifier_perimetre"),
]
