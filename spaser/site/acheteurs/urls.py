"""Addresses of `acheteurs`."""

from typing import Final

from django.urls import path

from spaser.site.acheteurs import accueil_espace, essai, fichiers_publics, page_publique
from spaser.site.acheteurs.elus import elus, liens_elus, vue_partagee
from spaser.site.acheteurs.remarques import remarquer, remarques, repondre_remarque

_ESPACE: Final = "espace/<siren:siren>/"

urls_accueil: Final = [
    path("espace/", accueil_espace.espaces, name="espaces"),
    path("espace/demonstration/", accueil_espace.demonstration, name="demonstration"),
    path("espace/essais/<int:pk>/relire/", accueil_espace.relire_essai, name="relire_essai"),
    path("espace/essais/<int:pk>/quitter/", accueil_espace.quitter_essai, name="quitter_essai"),
    path(_ESPACE, accueil_espace.accueil, name="accueil"),
    path(f"{_ESPACE}moment/", accueil_espace.dire_moment, name="dire_moment"),
    path(f"{_ESPACE}outils/", accueil_espace.outils, name="outils"),
    path(f"{_ESPACE}outils/regler/", accueil_espace.regler_outil, name="regler_outil"),
    path(f"{_ESPACE}commencer/", accueil_espace.commencer, name="commencer"),
    path(f"{_ESPACE}equipe/", accueil_espace.equipe, name="equipe"),
    path(f"{_ESPACE}elus/", elus, name="elus"),
    path(f"{_ESPACE}elus/liens/", liens_elus, name="liens"),
    path("vue/<str:jeton>/", vue_partagee, name="vue_partagee"),
]


urls_acheteurs: Final = [
    path("", page_publique.recherche, name="recherche"),
    path("noms/", page_publique.noms, name="noms"),
    path("remarques/", remarques, name="remarques"),
    path("remarques/<int:pk>/", repondre_remarque, name="repondre"),
    path("<siren:siren>/", page_publique.acheteur, name="acheteur"),
    path("<siren:siren>/detail/", fichiers_publics.detail_public, name="detail"),
    path(
        "<siren:siren>/detail.<classeur:classeur>",
        fichiers_publics.detail_public_export,
        name="detail_export",
    ),
    path("<siren:siren>/dossier.<slug:extension>", fichiers_publics.dossier, name="dossier"),
    path("<siren:siren>/kit/", fichiers_publics.kit_public, name="kit"),
    path(
        "<siren:siren>/kit.<slug:extension>",
        fichiers_publics.fichier_kit_public,
        name="kit_fichier",
    ),
    path("<siren:siren>/preuve/<slug:code>/", page_publique.preuve_publique, name="preuve"),
    path("<siren:siren>/erreur/", remarquer, name="remarquer"),
]


urls_libre_acces: Final = [
    path("outils/", essai.sommaire_classeurs, name="sommaire"),
    path("outils/acteurs/", essai.acteurs, name="acteurs"),
    path("outils/grille/", essai.grille_essai, name="grille"),
    path("outils/politiques/", essai.politiques, name="politiques"),
    path("outils/<slug:outil>/vierge.<classeur:classeur>", essai.vierge, name="vierge"),
]
