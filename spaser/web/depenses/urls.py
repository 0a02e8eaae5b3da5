"""Addresses of `depenses`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.depenses.comptes import compte, reclasser, retablir
from spaser.web.depenses.extraits.views import depot
from spaser.web.depenses.extraits.views.colonnes import colonnes
from spaser.web.depenses.extraits.views.effacement import effacer
from spaser.web.depenses.fournisseurs import fournisseurs, oublier
from spaser.web.depenses.obligation.views import conclure, obligation
from spaser.web.depenses.resultats import views as resultats

_RACINE: Final = "espace/<siren:siren>/depenses/"

app_name: Final = "depenses"
urlpatterns: list[URLPattern] = [
    path(_RACINE, depot.accueil, name="accueil"),
    path(f"{_RACINE}deposer/", depot.deposer, name="deposer"),
    path(f"{_RACINE}etat.json", depot.etat, name="etat"),
    path(f"{_RACINE}recalculer/", depot.recalculer, name="recalculer"),
    path(f"{_RACINE}effacer/", effacer, name="effacer"),
    path(f"{_RACINE}fichiers/<uuid:cle>/colonnes/", colonnes, name="colonnes"),
    path(f"{_RACINE}fichiers/<uuid:cle>/relire/", depot.relire, name="relire"),
    path(f"{_RACINE}fichiers/<uuid:cle>/arreter/", depot.arreter, name="arreter"),
    path(f"{_RACINE}fournisseurs/", fournisseurs, name="fournisseurs"),
    path(f"{_RACINE}fournisseurs/<int:pk>/oublier/", oublier, name="oublier"),
    path(f"{_RACINE}compte/", compte, name="compte"),
    path(f"{_RACINE}compte/reclasser/", reclasser, name="reclasser"),
    path(f"{_RACINE}compte/<int:pk>/retablir/", retablir, name="retablir"),
    path(f"{_RACINE}resultats/", resultats.resultats, name="resultats"),
    path(f"{_RACINE}resultats/export/", resultats.resultats_export, name="resultats_export"),
    path(f"{_RACINE}lignes/", resultats.lignes, name="lignes"),
    path(f"{_RACINE}lignes/export/", resultats.lignes_export, name="lignes_export"),
    path(f"{_RACINE}a-corriger/", resultats.rapport, name="rapport"),
    path(f"{_RACINE}a-corriger/export/", resultats.rapport_export, name="rapport_export"),
    path(f"{_RACINE}obligation/", obligation, name="obligation"),
    path(f"{_RACINE}obligation/conclure/", conclure, name="conclure"),
]
