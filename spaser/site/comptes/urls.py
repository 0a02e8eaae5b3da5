"""Addresses of `comptes`."""

from typing import Final

from django.urls import URLPattern, path

from spaser.site.comptes import proconnect, views, views_connexion

app_name: Final = "comptes"
urlpatterns: list[URLPattern] = [
    path("", views.profil, name="profil"),
    path("connexion/", views_connexion.connexion, name="connexion"),
    path("connexion/code/", views_connexion.code, name="code"),
    path("connexion/lien/", views_connexion.demander_lien, name="demander_lien"),
    path("connexion/lien/<str:jeton>/", views_connexion.lien_connexion, name="lien_connexion"),
    path("deconnexion/", views_connexion.deconnexion, name="deconnexion"),
    path("deconnexion/retour/", views_connexion.retour_deconnexion, name="retour_deconnexion"),
    path("preuve/", views_connexion.preuve_identite, name="preuve"),
    path("reprise/", views_connexion.reprise, name="reprise"),
    path(
        "demonstration/<str:jeton>/", views_connexion.lien_demonstration, name="lien_demonstration"
    ),
    path("inscription/", views_connexion.inscription, name="inscription"),
    path("inscription/envoyee/", views_connexion.inscription_envoyee, name="inscription_envoyee"),
    path("inscription/<str:jeton>/", views_connexion.suite, name="inscription_suite"),
    path("mot-de-passe/", views.changement_mot_de_passe, name="mot_de_passe"),
    path("mot-de-passe/oublie/", views.oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/envoye/", views.lien_envoye, name="mot_de_passe_envoye"),
    path("mot-de-passe/<str:jeton>/", views.choisir_mot_de_passe, name="mot_de_passe_nouveau"),
    path("adresse/", views.changement_adresse, name="adresse"),
    path("adresse/abandon/", views.abandon_changement, name="adresse_abandon"),
    path("adresse/<str:jeton>/", views.accord, name="adresse_accord"),
    path("second-facteur/", views.second_facteur, name="second_facteur"),
    path("second-facteur/activer/", views.activer, name="second_facteur_activer"),
    path("second-facteur/codes/", views.codes, name="second_facteur_codes"),
    path("second-facteur/retirer/", views.retirer_second_facteur, name="second_facteur_retirer"),
    path("second-facteur/cle/", views.ajouter_cle, name="cle_ajouter"),
    path("second-facteur/cles/<int:pk>/retirer/", views.retirer_cle, name="cle_retirer"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/fermer/", views.fermer_autres, name="sessions_fermer"),
    path("sessions/<str:signe>/fermer/", views.fermer, name="session_fermer"),
    path("courriels/", views.courriels, name="courriels"),
    path("donnees/", views.mes_donnees, name="donnees"),
    path("donnees/export/", views.export_mes_donnees, name="donnees_export"),
    path("effacement/", views.effacement, name="effacement"),
    path("proconnect/", proconnect.Depart.as_view(), name="proconnect_depart"),
    path("proconnect/retour/", proconnect.Retour.as_view(), name="proconnect_retour"),
    path("proconnect/liaison/", views_connexion.liaison, name="proconnect_liaison"),
    path("proconnect/relier/", views_connexion.relier, name="proconnect_relier"),
]
