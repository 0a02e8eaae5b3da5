"""Addresses of `reparation`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.reparation.views.envoi import fichier, lettre, lettre_document, lettre_texte
from spaser.web.reparation.views.fiche import examiner, fiche
from spaser.web.reparation.views.marches import marches, marches_export

_RACINE: Final = "espace/<siren:siren>/reparation/"

app_name: Final = "reparation"
urlpatterns = [
    path(_RACINE, fiche, name="fiche"),
    path(f"{_RACINE}examiner/", examiner, name="examiner"),
    path(f"{_RACINE}marches/", marches, name="marches"),
    path(f"{_RACINE}marches.<classeur:classeur>", marches_export, name="marches_export"),
    path(f"{_RACINE}lettre/", lettre, name="lettre"),
    path(f"{_RACINE}lettre.txt", lettre_texte, name="lettre_texte"),
    path(f"{_RACINE}lettre.<slug:extension>", lettre_document, name="lettre_document"),
    path(f"{_RACINE}fichier-repare.json", fichier, name="fichier"),
]
