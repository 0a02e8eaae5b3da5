"""Addresses of `diagnostic`."""

from functools import partial
from typing import Final

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from spaser.site.diagnostic import approche as approche_diagnostic
from spaser.site.diagnostic.acteurs import importation, suivi_acteurs, views
from spaser.site.diagnostic.approche import approche, choisir_approche
from spaser.site.diagnostic.campagnes import conduite, reponses
from spaser.site.diagnostic.politiques.views import (
    Politiques,
    catalogue,
    croisement,
    fiche_plan,
    fiche_politique,
    importer_politiques,
    inventaire,
    inventaire_export,
    liste_politiques,
    politiques_export,
)

urls_acteurs: Final = [
    path("", views.tableau_acteurs, name="tableau"),
    path("roles/", views.roles, name="roles"),
    path("image/", views.image_acteurs, name="image"),
    path("atelier/", views.atelier, name="atelier"),
    path("saisie/", views.saisie_acteurs, name="saisie"),
    path("export.<classeur:classeur>", views.acteurs_export, name="export"),
    path("modele.<classeur:classeur>", views.modele, name="modele"),
    *views.Acteurs.urls(),
    path("corbeille/", views.corbeille_acteurs, name="corbeille"),
    path("suggestions/", views.suggestions_acteurs, name="suggestions"),
    path("suggestions/accepter/", views.accepter, name="accepter"),
    path("suggestions/ecarter/", views.ecarter_suggestion, name="ecarter"),
    path("suggestions/reprendre/", views.reprendre_suggestion, name="reprendre"),
    path("importer/", importation.importer_acteurs, name="importer"),
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
    path("relances/", suivi_acteurs.relances, name="relances"),
    path("relances.ics", suivi_acteurs.agenda_relances, name="agenda"),
    path("echanges/<int:pk>/modifier/", suivi_acteurs.echange_modifier, name="echange_modifier"),
    path("echanges/<int:pk>/relance-faite/", suivi_acteurs.relance_faite, name="relance_faite"),
    path("personnes/<int:pk>/modifier/", suivi_acteurs.personne_modifier, name="personne_modifier"),
    path("personnes/<int:pk>/effacer/", suivi_acteurs.personne_effacer, name="personne_effacer"),
    path(
        "personnes/<int:pk>/donnees.json", suivi_acteurs.personne_donnees, name="personne_donnees"
    ),
    path("<int:pk>/", views.acteur, name="acteur"),
    path("<int:pk>/restaurer/", views.restaurer, name="restaurer"),
    path("<int:pk>/fusionner/<int:autre>/", views.fusionner, name="fusionner"),
    path("<int:pk>/personnes/ajouter/", suivi_acteurs.personne_ajouter, name="personne_ajouter"),
    path("<int:pk>/echanges/ajouter/", suivi_acteurs.echange_ajouter, name="echange_ajouter"),
]


_RACINE_DIAGNOSTIC: Final = "espace/<siren:siren>/diagnostic/"
_UNE: Final = f"{_RACINE_DIAGNOSTIC}<int:pk>/"
_APPROCHE: Final = "espace/<siren:siren>/approche/"

# Former addresses: published links must last.
_follow: Final = partial(RedirectView.as_view, permanent=True, query_string=True)

_PUBLIQUES: Final[list[URLPattern]] = [
    path("diagnostic/", approche_diagnostic.accueil_diagnostic, name="accueil"),
    path("diagnostic/questions/", approche_diagnostic.questions, name="questions"),
    path("diagnostic/resultat/", approche_diagnostic.resultat, name="resultat"),
    path("diagnostic/resultat.csv", approche_diagnostic.tableur, name="csv"),
    path(
        "diagnostic/resultat.<slug:extension>", approche_diagnostic.diagnostic_export, name="export"
    ),
    path("diagnostic/garder/", conduite.garder_code, name="garder"),
    path("diagnostic/papier/", approche_diagnostic.papier_diagnostic, name="papier"),
    path("diagnostic/repondre/merci/", reponses.merci_diagnostic, name="merci"),
    path("diagnostic/repondre/<str:jeton>/", reponses.repondre_lien, name="repondre_lien"),
    path(
        "approches/",
        _follow(pattern_name="fiches:fiche"),
        {"code": "grandes-approches"},
        name="anciennes_approches",
    ),
    path("approches/choisir/", _follow(pattern_name="diagnostic:choisir"), name="anciens_choix"),
    path("fiches/grandes-approches/choisir/", approche_diagnostic.choisir, name="choisir"),
]
_DE_L_ESPACE: Final[list[URLPattern]] = [
    path(_RACINE_DIAGNOSTIC, conduite.campagnes, name="campagnes"),
    path(f"{_RACINE_DIAGNOSTIC}ouvrir/", conduite.ouvrir_campagne, name="ouvrir_campagne"),
    path(f"{_RACINE_DIAGNOSTIC}reprendre/", conduite.reprendre_code, name="reprendre"),
    path(f"{_RACINE_DIAGNOSTIC}evolution/", reponses.evolution, name="evolution"),
    path(_UNE, conduite.campagne, name="campagne"),
    path(f"{_UNE}repondre/", reponses.repondre_campagne, name="repondre"),
    path(f"{_UNE}inviter/", conduite.inviter_repondant, name="inviter"),
    path(f"{_UNE}liens/<int:numero>/nouveau/", conduite.renouveler_lien, name="renouveler_lien"),
    path(f"{_UNE}liens/<int:numero>/retirer/", conduite.retirer_lien, name="retirer_lien"),
    path(f"{_UNE}noms/<int:numero>/effacer/", conduite.effacer_nom, name="effacer_nom"),
    path(f"{_UNE}papier/", conduite.saisir_papier, name="saisir_papier"),
    path(f"{_UNE}accords/", reponses.accords, name="accords"),
    path(f"{_UNE}accords/<slug:question>/", reponses.regler, name="regler"),
    path(f"{_UNE}figer/", conduite.figer, name="figer"),
    path(f"{_UNE}supprimer/", conduite.supprimer_campagne, name="supprimer_campagne"),
    path(f"{_UNE}resultat/", reponses.resultat_campagne, name="resultat_campagne"),
    path(f"{_UNE}resultat.<slug:extension>", reponses.resultat_export, name="resultat_export"),
    path(_APPROCHE, approche, name="approche"),
    path(f"{_APPROCHE}choisir/", choisir_approche, name="choisir_approche"),
]

urls_diagnostic: Final = [*_PUBLIQUES, *_DE_L_ESPACE]


_RACINE_POLITIQUES: Final = "espace/<siren:siren>/politiques/"

urls_politiques: Final = [
    path("politiques/", catalogue, name="catalogue"),
    path("politiques/<slug:code>/", fiche_plan, name="plan"),
    path(_RACINE_POLITIQUES, liste_politiques, name="liste"),
    path(f"{_RACINE_POLITIQUES}inventaire/", inventaire, name="inventaire"),
    path(
        f"{_RACINE_POLITIQUES}inventaire.<classeur:classeur>",
        inventaire_export,
        name="inventaire_export",
    ),
    path(f"{_RACINE_POLITIQUES}importer/", importer_politiques, name="importer"),
    *Politiques.urls(),
    path(f"{_RACINE_POLITIQUES}croisement/", croisement, name="croisement"),
    path(f"{_RACINE_POLITIQUES}croisement.<classeur:classeur>", politiques_export, name="export"),
    path(f"{_RACINE_POLITIQUES}<int:pk>/", fiche_politique, name="fiche"),
]
