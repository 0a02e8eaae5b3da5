"""Addresses of `obligations`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from spaser.web.obligations import convertisseurs  # noqa: F401 - registers it
from spaser.web.obligations.views import publiques, redaction, relecture

app_name: Final = "obligations"
urlpatterns = [
    path("", publiques.liste_obligations, name="liste"),
    path("calendrier.ics", publiques.agenda_obligations, name="agenda"),
    path("textes/", redaction.textes, name="textes"),
    path("textes/nouvelle/", redaction.nouvelle, name="nouvelle"),
    path("textes/<int:pk>/", relecture.lire_texte, name="texte"),
    path("textes/<obligation:code>/", redaction.une, name="une"),
    path("textes/<obligation:code>/modifier/", redaction.modifier_texte, name="modifier"),
]
