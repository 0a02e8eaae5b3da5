"""The app `socle`, for Django."""

from django.apps import AppConfig
from django.conf import settings
from django.urls import register_converter

from spaser.documents.classeur import FormatClasseur
from spaser.moteur.boite.memoire import set_partage


class ConvertisseurClasseur:
    """The kind of a table in an address: `<classeur:classeur>` stands for csv, xlsx or ods."""

    regex = "|".join(FormatClasseur)

    def to_python(self, value: str) -> FormatClasseur:
        return FormatClasseur(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ConvertisseurClasseur, "classeur")


class SocleConfig(AppConfig):
    name = "spaser.site.socle"
    verbose_name = "Socle"

    def ready(self) -> None:
        """Read what every app declares: the models of all of them are ready."""
        from spaser.site.socle.declarations import load_declarations

        load_declarations()
        set_partage(settings.MEMOIRE)
