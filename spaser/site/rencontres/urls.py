"""Addresses of `rencontres`."""

from typing import Final

from django.urls import path

from spaser.site.rencontres.agenda import views as views_agenda
from spaser.site.rencontres.agenda import views_equipe
from spaser.site.rencontres.formation import views as views_formation
from spaser.site.rencontres.questionnaires import views

urls_agenda: Final = [
    path("", views_agenda.liste_evenements, name="liste"),
    path("agenda.ics", views_agenda.agenda, name="calendrier"),
    path("mon-agenda/<str:signature>/agenda.ics", views_agenda.mien, name="mon_agenda"),
    path("confirmer/<str:signature>/", views_agenda.confirmer_inscription, name="confirmer"),
    path("ma-place/<str:signature>/", views_agenda.mienne, name="mienne"),
    path(
        "ma-place/<str:signature>/agenda.ics",
        views_agenda.calendrier_inscription,
        name="mienne_calendrier",
    ),
    path("equipe/", views_equipe.evenements, name="equipe"),
    path("equipe/nouveau/", views_equipe.nouvel_evenement, name="nouveau"),
    path("equipe/<slug:code>/", views_equipe.tenir, name="tenir"),
    path("equipe/<slug:code>/modifier/", views_equipe.modifier_evenement, name="modifier"),
    path("equipe/<slug:code>/acces/", views_equipe.acces, name="acces"),
    path("equipe/<slug:code>/suites/", views_equipe.suites, name="suites"),
    path("equipe/<slug:code>/annuler/", views_equipe.annuler_evenement, name="annuler"),
    path("equipe/<slug:code>/message/", views_equipe.ecrire_message, name="ecrire"),
    path("equipe/<slug:code>/etat/", views_agenda.changer_etat, name="changer_etat"),
    path("equipe/<slug:code>/presences/", views_equipe.presences, name="presences"),
    path(
        "equipe/<slug:code>/presences/ajouter/",
        views_equipe.ajouter_presence,
        name="ajouter_presence",
    ),
    path(
        "equipe/<slug:code>/presences/fichier/", views_equipe.lire_presences, name="lire_presences"
    ),
    path(
        "equipe/<slug:code>/inscriptions/<int:pk>/",
        views_agenda.decider_inscription,
        name="deplacer",
    ),
    path(
        "equipe/<slug:code>/inscriptions.<classeur:classeur>",
        views_agenda.exporter,
        name="exporter",
    ),
    path("<slug:code>/", views_agenda.evenement, name="evenement"),
    path("<slug:code>/agenda.ics", views_agenda.calendrier_evenement, name="evenement_calendrier"),
    path("<slug:code>/inscription/", views_agenda.inscrire, name="inscrire"),
    path("<slug:code>/inscription/demandee/", views_agenda.demandee, name="demandee"),
]


urls_formation: Final = [
    path("", views_formation.accueil_formation, name="accueil"),
    path("suivi/", views_formation.suivi_formation, name="suivi"),
    path("attestation/<slug:code>/", views_formation.verifier_attestation, name="verifier"),
    path("<slug:module>/", views_formation.module, name="module"),
    path("<slug:module>/scorm.zip", views_formation.scorm, name="scorm"),
    path("<slug:module>/attestation/", views_formation.demander_attestation, name="attestation"),
    path("<slug:module>/recommencer/", views_formation.recommencer, name="recommencer"),
    path("<slug:module>/<slug:lecon>/", views_formation.lecon, name="lecon"),
]


_EQUIPE: Final = "equipe/"
_UN: Final = f"{_EQUIPE}<int:pk>/"

urls_questionnaires: Final = [
    path("", views.liste_questionnaires, name="liste"),
    path(_EQUIPE, views.tableau_questionnaires, name="tableau"),
    path(_UN, views.suivi_questionnaire, name="suivi"),
    path(f"{_UN}modifier/", views.modifier_questionnaire, name="modifier"),
    path(f"{_UN}apercu/", views.apercu_questionnaire, name="apercu"),
    path(f"{_UN}avancer/", views.avancer_questionnaire, name="avancer"),
    path(f"{_UN}inviter/", views.inviter_participants, name="inviter"),
    path(f"{_UN}resultats/", views.resultats_equipe, name="resultats_equipe"),
    path(f"{_UN}resultats.<classeur:classeur>", views.resultats_export, name="resultats_export"),
    path(f"{_UN}commentaires/", views.commentaires, name="commentaires"),
    path(f"{_EQUIPE}commentaires/<uuid:numero>/", views.commentaire, name="commentaire"),
    path("<slug:code>/", views.repondre_questionnaire, name="repondre"),
    path("<slug:code>/merci/", views.merci, name="merci"),
    path("<slug:code>/resultats/", views.resultats_questionnaire, name="resultats"),
    path(
        "<slug:code>/invitation/<str:secret>/",
        views.repondre_invitation,
        name="repondre_invitation",
    ),
]
