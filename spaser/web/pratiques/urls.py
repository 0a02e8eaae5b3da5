"""Addresses of `pratiques`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.pratiques.views import equipe, publiques, siennes

app_name: Final = "pratiques"
_PUBLIQUES: Final = "bonnes-pratiques/"
_SIENNES: Final = "espace/<siren:siren>/pratiques/"
urlpatterns = [
    path(_PUBLIQUES, publiques.liste, name="liste"),
    path(f"{_PUBLIQUES}raconter/", publiques.raconter, name="raconter"),
    path(f"{_PUBLIQUES}a-relire/", equipe.file, name="file"),
    path(f"{_PUBLIQUES}a-relire/<int:pk>/", equipe.relire, name="relire"),
    path(f"{_PUBLIQUES}<slug:code>/", publiques.fiche, name="fiche"),
    path(_SIENNES, siennes.siennes, name="siennes"),
    path(f"{_SIENNES}nouvelle/", siennes.nouvelle, name="nouvelle"),
    path(f"{_SIENNES}<int:pk>/", siennes.sienne, name="sienne"),
    path(f"{_SIENNES}<int:pk>/modifier/", siennes.modifier, name="modifier"),
    path(f"{_SIENNES}<int:pk>/marches/", siennes.lier, name="lier"),
    path(f"{_SIENNES}<int:pk>/avancer/", siennes.avancer, name="avancer"),
]
