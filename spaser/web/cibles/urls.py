"""Addresses of `cibles`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.cibles.views.cibles import cibles

_RACINE: Final = "espace/<siren:siren>/cibles/"

app_name: Final = "cibles"
urlpatterns: list[URLPattern] = [
    path(_RACINE, cibles, name="cibles"),
]
