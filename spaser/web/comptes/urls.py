"""Addresses of `comptes`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.comptes import proconnect
from spaser.web.comptes.views import cles, connexion, courriels, profil, securite

app_name: Final = "comptes"
urlpatterns: list[URLPattern] = [
    path("", profil.profil, name="profil"),
    path("connexion/", connexion.connexion, name="connexion"),
    path("connexion/code/", connexion.code, name="code"),
    path("connexion/lien/", connexion.demander_lien, name="demander_lien"),
    path("connexion/lien/<str:jeton>/", connexion.lien_connexion, name="lien_connexion"),
    path("deconnexion/", connexion.deconnexion, name="deconnexion"),
    path("deconnexion/retour/", connexion.retour_deconnexion, name="retour_deconnexion"),
    path("preuve/", connexion.preuve_identite, name="preuve"),
    path("reprise/", connexion.reprise, name="reprise"),
    path("demonstration/<str:jeton>/", connexion.lien_demonstration, name="lien_demonstration"),
    path("inscription/", connexion.inscription, name="inscription"),
    path("inscription/envoyee/", connexion.envoyee, name="inscription_envoyee"),
    path("inscription/<str:jeton>/", connexion.suite, name="inscription_suite"),
    path("mot-de-passe/", securite.changement_mot_de_passe, name="mot_de_passe"),
    path("mot-de-passe/oublie/", securite.oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/envoye/", securite.lien_envoye, name="mot_de_passe_envoye"),
    path("mot-de-passe/<str:jeton>/", securite.nouveau, name="mot_de_passe_nouveau"),
    path("adresse/", profil.changement_adresse, name="adresse"),
    path("adresse/abandon/", profil.abandon_changement, name="adresse_abandon"),
    path("adresse/<str:jeton>/", profil.accord, name="adresse_accord"),
    path("second-facteur/", securite.second_facteur, name="second_facteur"),
    path("second-facteur/activer/", securite.activer, name="second_facteur_activer"),
    path("second-facteur/codes/", securite.codes, name="second_facteur_codes"),
    path(
        "second-facteur/retirer/",
        securite.retirer_second_facteur,
        name="second_facteur_retirer",
    ),
    path("second-facteur/cle/", cles.ajouter, name="cle_ajouter"),
    path("second-facteur/cles/<int:pk>/retirer/", cles.retirer, name="cle_retirer"),
    path("sessions/", profil.sessions, name="sessions"),
    path("sessions/fermer/", profil.fermer_autres, name="sessions_fermer"),
    path("sessions/<str:signe>/fermer/", profil.fermer, name="session_fermer"),
    path("courriels/", courriels.courriels, name="courriels"),
    path("donnees/", profil.mes_donnees, name="donnees"),
    path("donnees/export/", profil.export_mes_donnees, name="donnees_export"),
    path("effacement/", profil.effacement, name="effacement"),
    path("proconnect/", proconnect.Depart.as_view(), name="proconnect_depart"),
    path("proconnect/retour/", proconnect.Retour.as_view(), name="proconnect_retour"),
    path("proconnect/liaison/", connexion.liaison, name="proconnect_liaison"),
    path("proconnect/relier/", connexion.relier, name="proconnect_relier"),
]
