"""Addresses of `plan`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.plan.views import (
    action,
    bibliotheque,
    changements,
    editions,
    entree,
    importation,
    partenaires,
    plan,
    relais,
    structure,
)

_RACINE: Final = "espace/<siren:siren>/plan/"
_ACTION: Final = f"{_RACINE}<int:pk>/"
_AXE: Final = f"{_RACINE}axes/<int:pk>/"
_OBJECTIF: Final = f"{_RACINE}objectifs/<int:pk>/"

app_name: Final = "plan"
urlpatterns: list[URLPattern] = [
    path("actions/", bibliotheque.actions, name="actions"),
    path("actions/<slug:code>/", bibliotheque.action_type, name="action_type"),
    path(_RACINE, plan.plan, name="plan"),
    path(f"{_RACINE}export.<classeur:classeur>", plan.export, name="export"),
    path(f"{_RACINE}pilotes/", plan.pilotes, name="pilotes"),
    path(f"{_RACINE}calendrier/", plan.calendrier, name="calendrier"),
    path(f"{_RACINE}instance/", plan.instance, name="instance"),
    path(f"{_RACINE}changements/", changements.changements, name="changements"),
    path(f"{_RACINE}bibliotheque/", bibliotheque.bibliotheque, name="bibliotheque"),
    path(f"{_RACINE}bibliotheque/prendre/", bibliotheque.prendre, name="prendre"),
    path(f"{_RACINE}propositions/", entree.propositions, name="propositions"),
    path(f"{_RACINE}importer/", importation.importer, name="importer"),
    path(f"{_RACINE}importer/<int:pk>/", importation.verifier, name="importation"),
    path(f"{_RACINE}importer/<int:pk>/annuler/", importation.annuler, name="importation_annuler"),
    path(
        f"{_RACINE}importer/<int:pk>/abandonner/",
        importation.abandonner,
        name="importation_abandonner",
    ),
    path(f"{_RACINE}editions/", editions.editions, name="editions"),
    path(f"{_RACINE}editions/arreter/", editions.arreter, name="arreter"),
    path(f"{_RACINE}editions/<int:pk>/", editions.edition, name="edition"),
    path(f"{_RACINE}relais/", relais.relais, name="relais"),
    path(
        f"{_RACINE}relais/<int:pk>.<slug:extension>",
        relais.relais_document,
        name="relais_document",
    ),
    path(f"{_RACINE}axes/", structure.structure, name="structure"),
    path(f"{_RACINE}dates/", structure.reglage, name="reglage"),
    path(f"{_RACINE}axes/ajouter/", structure.axe_ajouter, name="axe_ajouter"),
    path(_AXE, structure.axe_modifier, name="axe_modifier"),
    path(f"{_AXE}geste/", structure.axe_geste, name="axe_geste"),
    path(f"{_RACINE}objectifs/ajouter/", structure.objectif_ajouter, name="objectif_ajouter"),
    path(_OBJECTIF, structure.objectif_modifier, name="objectif_modifier"),
    path(f"{_OBJECTIF}geste/", structure.objectif_geste, name="objectif_geste"),
    path(f"{_RACINE}ajouter/", action.ajouter, name="ajouter"),
    path(_ACTION, action.action, name="action"),
    path(f"{_ACTION}ligne/", plan.ligne, name="ligne"),
    path(f"{_ACTION}modifier/", action.modifier, name="modifier"),
    path(f"{_ACTION}etapes/", action.etapes, name="etapes"),
    path(f"{_ACTION}contributeurs/", action.contributeur_ajouter, name="contributeur_ajouter"),
    path(f"{_ACTION}preuves/", action.preuve_ajouter, name="preuve_ajouter"),
    path(f"{_ACTION}deplacer/", action.deplacer, name="deplacer"),
    path(f"{_ACTION}supprimer/", action.supprimer, name="supprimer"),
    path(f"{_RACINE}etapes/<int:pk>/", action.etape_faite, name="etape_faite"),
    path(
        f"{_RACINE}contributeurs/<int:pk>/",
        action.contributeur_retirer,
        name="contributeur_retirer",
    ),
    path(f"{_RACINE}preuves/<int:pk>/", action.preuve_retirer, name="preuve_retirer"),
    path(f"{_RACINE}preuves/<int:pk>/fichier/", action.preuve_fichier, name="preuve_fichier"),
    path(f"{_ACTION}liens/", partenaires.lien_ajouter, name="lien_ajouter"),
    path("plan/partenaire/<str:jeton>/", partenaires.partenaire, name="partenaire"),
]
