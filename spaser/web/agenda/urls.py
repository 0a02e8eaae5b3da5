"""Addresses of `agenda`. A code of an event never is one of the words used here."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.agenda.views import calendriers, equipe, gestes, inscription, presences, publiques

app_name: Final = "agenda"
urlpatterns: list[URLPattern] = [
    path("", publiques.liste, name="liste"),
    path("agenda.ics", calendriers.agenda, name="calendrier"),
    path("mon-agenda/<str:signature>/agenda.ics", calendriers.mien, name="mon_agenda"),
    path("confirmer/<str:signature>/", inscription.confirmer, name="confirmer"),
    path("ma-place/<str:signature>/", inscription.mienne, name="mienne"),
    path("ma-place/<str:signature>/agenda.ics", calendriers.inscription, name="mienne_calendrier"),
    path("equipe/", equipe.evenements, name="equipe"),
    path("equipe/nouveau/", equipe.nouveau, name="nouveau"),
    path("equipe/<slug:code>/", equipe.tenir, name="tenir"),
    path("equipe/<slug:code>/modifier/", equipe.modifier, name="modifier"),
    path("equipe/<slug:code>/acces/", equipe.acces, name="acces"),
    path("equipe/<slug:code>/suites/", equipe.suites, name="suites"),
    path("equipe/<slug:code>/annuler/", equipe.annuler, name="annuler"),
    path("equipe/<slug:code>/message/", equipe.ecrire, name="ecrire"),
    path("equipe/<slug:code>/etat/", gestes.changer_etat, name="changer_etat"),
    path("equipe/<slug:code>/presences/", presences.presences, name="presences"),
    path("equipe/<slug:code>/presences/ajouter/", presences.ajouter, name="ajouter_presence"),
    path("equipe/<slug:code>/presences/fichier/", presences.lire_presences, name="lire_presences"),
    path("equipe/<slug:code>/inscriptions/<int:pk>/", gestes.deplacer, name="deplacer"),
    path("equipe/<slug:code>/inscriptions.<classeur:classeur>", gestes.exporter, name="exporter"),
    path("<slug:code>/", publiques.evenement, name="evenement"),
    path("<slug:code>/agenda.ics", calendriers.evenement, name="evenement_calendrier"),
    path("<slug:code>/inscription/", inscription.inscrire, name="inscrire"),
    path("<slug:code>/inscription/demandee/", inscription.demandee, name="demandee"),
]
