"""Addresses of `equipe`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.equipe.commencer.views import commencer, regler_outil

_ESPACE: Final = "espace/<siren:siren>/"

app_name: Final = "equipe"
urlpatterns: list[URLPattern] = [
    path(f"{_ESPACE}commencer/", commencer, name="commencer"),
    path(f"{_ESPACE}commencer/regler/", regler_outil, name="regler_outil"),
]
