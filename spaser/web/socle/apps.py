"""The app `socle`."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.urls import register_converter

from spaser.documents.classeur import Format
from spaser.donnees.boite.memoire import follow


class ConvertisseurClasseur:
    """The kind of a table in an address: `<classeur:classeur>` stands for csv, xlsx or ods."""

    regex = "|".join(Format)

    def to_python(self, value: str) -> Format:
        return Format(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ConvertisseurClasseur, "classeur")


class SocleConfig(AppConfig):
    name = "spaser.web.socle"

    def ready(self) -> None:
        follow(settings.MEMOIRE)
