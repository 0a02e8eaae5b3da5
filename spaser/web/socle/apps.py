"""The app `socle`."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import register_converter

from spaser.documents.classeur import Format


class ConvertisseurClasseur:
    """The kind of a table in an address: `<classeur:classeur>` stands for csv, xlsx or ods."""

    regex = "|".join(Format)

    def to_python(self, value: str) -> Format:
        """Read it."""
        return Format(value)

    def to_url(self, value: str) -> str:
        """Write it."""
        return str(value)


register_converter(ConvertisseurClasseur, "classeur")


class SocleConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.socle"
