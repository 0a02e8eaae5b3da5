"""Addresses of `entourage`."""

from typing import Final

from django.urls import path

from spaser.site.entourage.ateliers import participation, views

_ATELIERS: Final = "espace/<siren:siren>/ateliers/"
_ATELIER: Final = f"{_ATELIERS}<int:pk>/"

urls_ateliers: Final = [
    path("ateliers/", participation.entrer, name="entrer"),
    path("ateliers/<str:code>/", participation.participer, name="participer"),
    path("ateliers/<str:code>/etat/", participation.etat_atelier, name="etat"),
    path(_ATELIERS, views.liste, name="liste"),
    path(f"{_ATELIERS}preparer/<slug:gabarit>/", views.preparer_atelier, name="preparer"),
    path(_ATELIER, views.page_atelier, name="atelier"),
    path(f"{_ATELIER}geste/", views.geste, name="geste"),
    path(f"{_ATELIER}ecran/", views.ecran, name="ecran"),
    path(f"{_ATELIER}suivi/", views.suivi, name="suivi"),
    path(f"{_ATELIER}etapes/<int:numero>/ligne/", views.changer_ligne, name="ligne"),
    path(f"{_ATELIER}etapes/<int:numero>/papier/", views.papier, name="papier"),
    path(f"{_ATELIER}bulletins.<slug:extension>", views.bulletins, name="bulletins"),
    path(f"{_ATELIER}resultats/", views.resultats_atelier, name="resultats"),
    path(f"{_ATELIER}resultats.<classeur:classeur>", views.export_atelier, name="export"),
    path(f"{_ATELIER}compte-rendu.<slug:extension>", views.compte_rendu, name="rapport"),
]
