"""Addresses of the first pages of a space, and of the page for its deciding body."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.accueil.views.accueil import accueil, dire_moment
from spaser.web.accueil.views.elus import elus, liens, vue_partagee
from spaser.web.accueil.views.equipe import equipe
from spaser.web.accueil.views.espaces import demonstration, espaces, quitter_essai, relire_essai
from spaser.web.accueil.views.outils import commencer, outils, regler_outil

_ESPACE: Final = "espace/<siren:siren>/"

app_name: Final = "accueil"
urlpatterns = [
    path("espace/", espaces, name="espaces"),
    path("espace/demonstration/", demonstration, name="demonstration"),
    path("espace/essais/<int:pk>/relire/", relire_essai, name="relire_essai"),
    path("espace/essais/<int:pk>/quitter/", quitter_essai, name="quitter_essai"),
    path(_ESPACE, accueil, name="accueil"),
    path(f"{_ESPACE}moment/", dire_moment, name="dire_moment"),
    path(f"{_ESPACE}outils/", outils, name="outils"),
    path(f"{_ESPACE}outils/regler/", regler_outil, name="regler_outil"),
    path(f"{_ESPACE}commencer/", commencer, name="commencer"),
    path(f"{_ESPACE}equipe/", equipe, name="equipe"),
    path(f"{_ESPACE}elus/", elus, name="elus"),
    path(f"{_ESPACE}elus/liens/", liens, name="liens"),
    path("vue/<str:jeton>/", vue_partagee, name="vue_partagee"),
]
