"""Addresses of `obligations`."""

from __future__ import annotations

from typing import Final

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from spaser.metier.obligations.redaction import CODE
from spaser.web.obligations import sources, views


class ConvertisseurObligation(StringConverter):
    """The code of a duty, `<obligation:code>`: words in capitals, joined by dashes."""

    regex = CODE.pattern.replace("(", "(?:")


register_converter(ConvertisseurObligation, "obligation")

app_name: Final = "obligations"
urlpatterns = [
    path("", views.liste_obligations, name="liste"),
    path("calendrier.ics", views.agenda_obligations, name="agenda"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:code>/", sources.source, name="source"),
    path("textes/", views.textes, name="textes"),
    path("textes/a-relire/", sources.a_relire, name="a_relire"),
    path("textes/nouvelle/", views.nouvelle, name="nouvelle"),
    path("textes/<int:pk>/", views.lire_texte, name="texte"),
    path("textes/<obligation:code>/", views.une, name="une"),
    path("textes/<obligation:code>/modifier/", views.modifier_texte, name="modifier"),
]
