"""Addresses of `entourage`."""

from typing import Final

from django.urls import path

from spaser.site.entourage import demandes

_DEMANDES: Final = "espace/<siren:siren>/demandes/"

urls_demandes: Final = [
    path(_DEMANDES, demandes.demandes_par_lien, name="demandes"),
    path(f"{_DEMANDES}demander/", demandes.demander_par_lien, name="demander"),
    path(f"{_DEMANDES}<int:pk>/", demandes.demande, name="demande"),
    path(f"{_DEMANDES}<int:pk>/fichier/", demandes.demande_fichier, name="fichier"),
    path(f"{_DEMANDES}<int:pk>/reprendre/", demandes.reprendre_reponse, name="reprendre"),
    path("demande/<str:jeton>/", demandes.repondre_par_lien, name="repondre"),
]
