"""Addresses of `politiques`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.politiques.views.catalogue import catalogue, plan
from spaser.web.politiques.views.fiche import ajouter, fiche, modifier, supprimer
from spaser.web.politiques.views.importer import importer, inventaire_export
from spaser.web.politiques.views.inventaire import croisement, export, inventaire, liste

_RACINE: Final = "espace/<siren:siren>/politiques/"

app_name: Final = "politiques"
urlpatterns: list[URLPattern] = [
    path("politiques/", catalogue, name="catalogue"),
    path("politiques/<slug:code>/", plan, name="plan"),
    path(_RACINE, liste, name="liste"),
    path(f"{_RACINE}inventaire/", inventaire, name="inventaire"),
    path(f"{_RACINE}inventaire.<classeur:classeur>", inventaire_export, name="inventaire_export"),
    path(f"{_RACINE}importer/", importer, name="importer"),
    path(f"{_RACINE}ajouter/", ajouter, name="ajouter"),
    path(f"{_RACINE}croisement/", croisement, name="croisement"),
    path(f"{_RACINE}croisement.<classeur:classeur>", export, name="export"),
    path(f"{_RACINE}<int:pk>/", fiche, name="fiche"),
    path(f"{_RACINE}<int:pk>/modifier/", modifier, name="modifier"),
    path(f"{_RACINE}<int:pk>/retirer/", supprimer, name="supprimer"),
]
