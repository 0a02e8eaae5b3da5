"""Addresses of `cibles`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.cibles.views.cibles import ajouter, cibles, export, modifier
from spaser.web.cibles.views.collecte import (
    collecte,
    collectes,
    envoyee,
    fiche,
    fiche_classeur,
    preparer,
    retour,
)
from spaser.web.cibles.views.heures import heures, lire_heures, releve_heures
from spaser.web.cibles.views.valeurs import annuler, indicateur, lot, noter, releve, retirer, saisie

_RACINE: Final = "espace/<siren:siren>/cibles/"
_COLLECTE: Final = f"{_RACINE}collecte/"

app_name: Final = "cibles"
urlpatterns: list[URLPattern] = [
    path(_RACINE, cibles, name="cibles"),
    path(f"{_RACINE}export.<classeur:classeur>", export, name="export"),
    path(f"{_RACINE}ajouter/", ajouter, name="ajouter"),
    path(f"{_RACINE}saisie/", saisie, name="saisie"),
    path(f"{_RACINE}releve/", releve, name="releve"),
    path(f"{_RACINE}lots/<uuid:lot>/", lot, name="lot"),
    path(f"{_RACINE}lots/<uuid:lot>/annuler/", annuler, name="annuler"),
    path(f"{_RACINE}heures/", heures, name="heures"),
    path(f"{_RACINE}heures/lire/", lire_heures, name="lire_heures"),
    path(f"{_RACINE}heures/<int:annee>/", releve_heures, name="releve_heures"),
    path(_COLLECTE, collectes, name="collectes"),
    path(f"{_COLLECTE}preparer/", preparer, name="preparer"),
    path(f"{_COLLECTE}retour/", retour, name="retour"),
    path(f"{_COLLECTE}<int:annee>/", collecte, name="collecte"),
    path(f"{_COLLECTE}<int:annee>/<int:pk>/", fiche, name="fiche"),
    path(
        f"{_COLLECTE}<int:annee>/<int:pk>/fiche.<classeur:classeur>",
        fiche_classeur,
        name="fiche_classeur",
    ),
    path(f"{_COLLECTE}<int:annee>/<int:pk>/envoyee/", envoyee, name="envoyee"),
    path(f"{_RACINE}<slug:cle>/", indicateur, name="indicateur"),
    path(f"{_RACINE}<slug:cle>/modifier/", modifier, name="modifier"),
    path(f"{_RACINE}<slug:cle>/noter/", noter, name="noter"),
    path(f"{_RACINE}<slug:cle>/valeurs/<int:pk>/retirer/", retirer, name="retirer"),
]
