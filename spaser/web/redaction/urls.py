"""Addresses of `redaction`."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from spaser.web.redaction.views.kit import kit, kit_fichier
from spaser.web.redaction.views.publiques import disseque
from spaser.web.redaction.views.schema import schema

_SCHEMA: Final = "espace/<siren:siren>/schema/"

app_name: Final = "redaction"
urlpatterns: list[URLPattern] = [
    path("fiches/un-spaser-disseque/", disseque, name="disseque"),
    path("espace/<siren:siren>/kit/", kit, name="kit"),
    path("espace/<siren:siren>/kit.<slug:extension>", kit_fichier, name="kit_fichier"),
    path(_SCHEMA, schema, name="schema"),
]
