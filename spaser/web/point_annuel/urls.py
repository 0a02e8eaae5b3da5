"""Addresses of `point_annuel`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.point_annuel.views import ecrire, lire

_RACINE: Final = "espace/<siren:siren>/bilan/"
_UN: Final = f"{_RACINE}<int:annee>/"

app_name: Final = "point_annuel"
urlpatterns: list[URLPattern] = [
    path(_RACINE, lire.points, name="points"),
    path(_UN, lire.point, name="point"),
    path(f"{_UN}textes/", ecrire.textes, name="textes"),
    path(f"{_UN}clore/", ecrire.clore, name="clore"),
    path(f"{_UN}erratum/", ecrire.erratum, name="erratum"),
]
