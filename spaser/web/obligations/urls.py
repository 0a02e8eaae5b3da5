"""Addresses of `obligations`."""

from __future__ import annotations

from typing import Final

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from spaser.metier.obligations.redaction import CODE
from spaser.web.obligations.views import publiques, redaction, relecture


class ConvertisseurObligation(StringConverter):
    """The code of a duty, `<obligation:code>`: words in capitals, joined by dashes."""

    regex = CODE.pattern.replace("(", "(?:")


register_converter(ConvertisseurObligation, "obligation")

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
