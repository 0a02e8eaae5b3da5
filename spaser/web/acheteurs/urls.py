"""Addresses of `acheteurs`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.acheteurs.views.detail import detail, detail_export
from spaser.web.acheteurs.views.fichiers import dossier, kit, kit_fichier
from spaser.web.acheteurs.views.publiques import acheteur, noms, preuve, recherche
from spaser.web.acheteurs.views.remarques import remarquer, remarques, repondre

app_name: Final = "acheteurs"
urlpatterns = [
    path("", recherche, name="recherche"),
    path("noms/", noms, name="noms"),
    path("remarques/", remarques, name="remarques"),
    path("remarques/<int:pk>/", repondre, name="repondre"),
    path("<siren:siren>/", acheteur, name="acheteur"),
    path("<siren:siren>/detail/", detail, name="detail"),
    path("<siren:siren>/detail.<classeur:classeur>", detail_export, name="detail_export"),
    path("<siren:siren>/dossier.<slug:extension>", dossier, name="dossier"),
    path("<siren:siren>/kit/", kit, name="kit"),
    path("<siren:siren>/kit.<slug:extension>", kit_fichier, name="kit_fichier"),
    path("<siren:siren>/preuve/<slug:code>/", preuve, name="preuve"),
    path("<siren:siren>/erreur/", remarquer, name="remarquer"),
]
