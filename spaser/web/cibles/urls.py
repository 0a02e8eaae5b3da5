"""Addresses of `cibles`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.cibles.views.cibles import cibles, export, modifier
from spaser.web.cibles.views.valeurs import annuler, indicateur, lot, noter, releve, retirer, saisie

_RACINE: Final = "espace/<siren:siren>/cibles/"

app_name: Final = "cibles"
urlpatterns: list[URLPattern] = [
    path(_RACINE, cibles, name="cibles"),
    path(f"{_RACINE}export.<classeur:classeur>", export, name="export"),
    path(f"{_RACINE}saisie/", saisie, name="saisie"),
    path(f"{_RACINE}releve/", releve, name="releve"),
    path(f"{_RACINE}lots/<uuid:lot>/", lot, name="lot"),
    path(f"{_RACINE}lots/<uuid:lot>/annuler/", annuler, name="annuler"),
    path(f"{_RACINE}<slug:cle>/", indicateur, name="indicateur"),
    path(f"{_RACINE}<slug:cle>/modifier/", modifier, name="modifier"),
    path(f"{_RACINE}<slug:cle>/noter/", noter, name="noter"),
    path(f"{_RACINE}<slug:cle>/valeurs/<int:pk>/retirer/", retirer, name="retirer"),
]
