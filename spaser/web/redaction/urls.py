"""Addresses of `redaction`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.redaction.views import (
    annee,
    controle,
    fichiers,
    format_ouvert,
    kit,
    rubrique,
    schema,
    suivi,
)

_ESPACE: Final = "espace/<siren:siren>/"
_SCHEMA: Final = f"{_ESPACE}schema/"
_JALONS: Final = f"{_SCHEMA}calendrier/etapes/"
_COMITES: Final = f"{_SCHEMA}gouvernance/comites/"
_UNE: Final = f"{_SCHEMA}<slug:code>/"

app_name: Final = "redaction"
urlpatterns: list[URLPattern] = [
    path(f"{_ESPACE}schema.<slug:extension>", fichiers.fichier, name="fichier"),
    path(f"{_ESPACE}deux-pages.<slug:extension>", fichiers.deux_pages, name="deux_pages"),
    path(
        f"{_ESPACE}schema.spaser.json",
        format_ouvert.format_ouvert,
        name="format_ouvert",
    ),
    path(f"{_ESPACE}annee/", annee.annee, name="annee"),
    path(
        f"{_ESPACE}bilan/<int:annee>/point-annuel.<slug:extension>",
        annee.point_annuel,
        name="point_annuel",
    ),
    path(f"{_ESPACE}kit/", kit.kit, name="kit"),
    path(f"{_ESPACE}kit.<slug:extension>", kit.kit_fichier, name="kit_fichier"),
    path(_SCHEMA, schema.schema, name="schema"),
    path(f"{_SCHEMA}organiser/", schema.organiser, name="organiser"),
    path(f"{_SCHEMA}ajouter/", schema.ajouter, name="ajouter"),
    path(f"{_SCHEMA}charte/", fichiers.charte, name="charte"),
    path(f"{_SCHEMA}charte/logo", fichiers.logo, name="logo"),
    path(f"{_SCHEMA}deposer/", format_ouvert.deposer, name="deposer"),
    path(f"{_SCHEMA}deposer/preparer/", format_ouvert.preparer_depot, name="preparer_depot"),
    path(f"{_SCHEMA}calendrier.ics", suivi.agenda, name="agenda"),
    path(f"{_SCHEMA}controle/", controle.controle, name="controle"),
    path(f"{_SCHEMA}controle/<slug:code>/passer/", controle.passer, name="passer_point"),
    path(f"{_SCHEMA}controle/<slug:code>/reprendre/", controle.reprendre, name="reprendre_point"),
    path(_JALONS, suivi.jalons, name="jalons"),
    path(f"{_JALONS}proposer/", suivi.proposer_jalons, name="proposer_jalons"),
    path(f"{_JALONS}ajouter/", suivi.ajouter_jalon, name="ajouter_jalon"),
    path(f"{_JALONS}<int:pk>/", suivi.modifier_jalon, name="modifier_jalon"),
    path(f"{_JALONS}<int:pk>/retirer/", suivi.supprimer_jalon, name="supprimer_jalon"),
    path(_COMITES, suivi.comites, name="comites"),
    path(f"{_COMITES}proposer/", suivi.proposer_comites, name="proposer_comites"),
    path(f"{_COMITES}ajouter/", suivi.ajouter_comite, name="ajouter_comite"),
    path(f"{_COMITES}<int:pk>/", suivi.modifier_comite, name="modifier_comite"),
    path(f"{_COMITES}<int:pk>/retirer/", suivi.supprimer_comite, name="supprimer_comite"),
    path(_UNE, rubrique.rubrique, name="rubrique"),
    path(f"{_UNE}ecrire/", rubrique.ecrire, name="ecrire"),
    path(f"{_UNE}versions/", rubrique.versions, name="versions"),
    path(f"{_UNE}versions/<int:pk>/reprendre/", rubrique.remettre, name="remettre"),
    path(f"{_UNE}renommer/", schema.renommer, name="renommer"),
    path(f"{_UNE}ecarter/", schema.ecarter, name="ecarter"),
    path(f"{_UNE}reprendre/", schema.reprendre, name="reprendre"),
    path(f"{_UNE}deplacer/", schema.deplacer, name="deplacer"),
    path(f"{_UNE}supprimer/", schema.supprimer, name="supprimer"),
]
