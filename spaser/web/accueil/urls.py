"""Addresses of the first pages of a space, and of the page for its deciding body."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.accueil.views.commencer import commencer, regler_outil
from spaser.web.accueil.views.elus import elus, liens, retirer_lien, vue_partagee
from spaser.web.accueil.views.essentiel import (
    demonstration,
    espaces,
    essentiel,
    quitter_essai,
    relire_essai,
)

_ESPACE: Final = "espace/<siren:siren>/"

app_name: Final = "accueil"
urlpatterns = [
    path("espace/", espaces, name="espaces"),
    path("espace/demonstration/", demonstration, name="demonstration"),
    path("espace/essais/<int:pk>/relire/", relire_essai, name="relire_essai"),
    path("espace/essais/<int:pk>/quitter/", quitter_essai, name="quitter_essai"),
    path(_ESPACE, essentiel, name="essentiel"),
    path(f"{_ESPACE}commencer/", commencer, name="commencer"),
    path(f"{_ESPACE}commencer/regler/", regler_outil, name="regler_outil"),
    path(f"{_ESPACE}elus/", elus, name="elus"),
    path(f"{_ESPACE}elus/liens/", liens, name="liens"),
    path(f"{_ESPACE}elus/liens/<int:pk>/retirer/", retirer_lien, name="retirer_lien"),
    path("vue/<str:jeton>/", vue_partagee, name="vue_partagee"),
]
