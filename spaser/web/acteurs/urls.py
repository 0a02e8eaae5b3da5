"""Addresses of `acteurs`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, include, path

from spaser.web.acteurs.views import acteur, importation, saisie, suggestions, suivi, tableau

app_name: Final = "acteurs"
_vues: Final[list[URLPattern]] = [
    path("", tableau.tableau, name="tableau"),
    path("roles/", tableau.roles, name="roles"),
    path("image/", tableau.image, name="image"),
    path("atelier/", tableau.atelier, name="atelier"),
    path("saisie/", saisie.saisie, name="saisie"),
    path("export.<classeur:classeur>", tableau.export, name="export"),
    path("modele.<classeur:classeur>", tableau.modele, name="modele"),
    path("ajouter/", acteur.ajouter, name="ajouter"),
    path("corbeille/", acteur.corbeille, name="corbeille"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/accepter/", suggestions.accepter, name="accepter"),
    path("suggestions/ecarter/", suggestions.ecarter, name="ecarter"),
    path("suggestions/reprendre/", suggestions.reprendre, name="reprendre"),
    path("importer/", importation.importer, name="importer"),
    path("importations/<int:pk>/", importation.importation, name="importation"),
    path(
        "importations/<int:pk>/abandonner/",
        importation.importation_abandonner,
        name="importation_abandonner",
    ),
    path(
        "importations/<int:pk>/a-corriger.<classeur:classeur>",
        importation.a_corriger,
        name="a_corriger",
    ),
    path("relances/", suivi.relances, name="relances"),
    path("relances.ics", suivi.agenda, name="agenda"),
    path("echanges/<int:pk>/modifier/", suivi.echange_modifier, name="echange_modifier"),
    path("echanges/<int:pk>/relance-faite/", suivi.relance_faite, name="relance_faite"),
    path("personnes/<int:pk>/modifier/", suivi.personne_modifier, name="personne_modifier"),
    path("personnes/<int:pk>/effacer/", suivi.personne_effacer, name="personne_effacer"),
    path("personnes/<int:pk>/donnees.json", suivi.personne_donnees, name="personne_donnees"),
    path("<int:pk>/", acteur.acteur, name="acteur"),
    path("<int:pk>/modifier/", acteur.modifier, name="modifier"),
    path("<int:pk>/supprimer/", acteur.supprimer, name="supprimer"),
    path("<int:pk>/restaurer/", acteur.restaurer, name="restaurer"),
    path("<int:pk>/fusionner/<int:autre>/", acteur.fusionner, name="fusionner"),
    path("<int:pk>/personnes/ajouter/", suivi.personne_ajouter, name="personne_ajouter"),
    path("<int:pk>/echanges/ajouter/", suivi.echange_ajouter, name="echange_ajouter"),
]
urlpatterns = [path("espace/<siren:siren>/acteurs/", include(_vues))]
