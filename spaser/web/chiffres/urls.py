"""Addresses of `chiffres`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.chiffres.views.detail import detail, detail_export
from spaser.web.chiffres.views.indicateurs import (
    indicateur,
    indicateurs,
    indicateurs_export,
    segments_export,
)
from spaser.web.chiffres.views.methodes import loi, methode, methodes
from spaser.web.chiffres.views.preuve import preuve, preuve_export
from spaser.web.chiffres.views.references import garder, reference

_RACINE: Final = "espace/<siren:siren>/indicateurs/"

app_name: Final = "chiffres"
urlpatterns: list[URLPattern] = [
    path("methodes/", methodes, name="methodes"),
    path("methodes/ce-que-la-loi-demande/", loi, name="loi"),
    path("methodes/<slug:code>/", methode, name="methode"),
    path(_RACINE, indicateurs, name="indicateurs"),
    path(f"{_RACINE}export.<classeur:classeur>", indicateurs_export, name="indicateurs_export"),
    path(f"{_RACINE}detail/", detail, name="detail"),
    path(f"{_RACINE}detail.<classeur:classeur>", detail_export, name="detail_export"),
    path(f"{_RACINE}<slug:code>/", indicateur, name="indicateur"),
    path(f"{_RACINE}<slug:code>/preuve/", preuve, name="preuve"),
    path(f"{_RACINE}<slug:code>/preuve.<classeur:classeur>", preuve_export, name="preuve_export"),
    path(
        f"{_RACINE}<slug:code>/familles.<classeur:classeur>",
        segments_export,
        name="segments_export",
    ),
    path(f"{_RACINE}<slug:code>/garder/", garder, name="garder"),
    path("espace/<siren:siren>/references/<int:pk>/", reference, name="reference"),
]
