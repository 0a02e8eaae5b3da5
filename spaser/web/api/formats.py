"""The published formats, at addresses that do not change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from spaser.contenus.formats_publies import (
    EXEMPLES,
    JOURNAL,
    SCHEMA_1_0,
    SCHEMA_1_1,
    SCHEMA_CSV,
    SCHEMA_PUBLICATIONS,
    VERSION_1_0,
    VERSION_1_1,
    read_exemple,
    read_format_publie,
    schema_csv,
)
from spaser.web.api.enveloppe import Refus, expose
from spaser.web.socle.courriel import absolute_url


@dataclass(frozen=True)
class SchemaPublie:
    """A schema: its title, its version, its media type."""

    titre: str
    version: str
    media: str


FORMATS: Final[Mapping[str, SchemaPublie]] = {
    SCHEMA_1_0: SchemaPublie("Format ouvert SPASER", VERSION_1_0, "application/schema+json"),
    SCHEMA_1_1: SchemaPublie("Format ouvert SPASER", VERSION_1_1, "application/schema+json"),
    SCHEMA_CSV: SchemaPublie("Export CSV du registre", schema_csv()["version"], "application/json"),
    SCHEMA_PUBLICATIONS: SchemaPublie(
        "Résultats publiés", schema_csv(SCHEMA_PUBLICATIONS)["version"], "application/json"
    ),
}


@dataclass(frozen=True)
class _Fichier:
    media: str
    read: Callable[[], bytes]


_FICHIERS: Final[Mapping[str, _Fichier]] = {
    **{
        nom: _Fichier(publie.media, partial(read_format_publie, nom))
        for nom, publie in FORMATS.items()
    },
    JOURNAL: _Fichier("text/markdown; charset=utf-8", partial(read_format_publie, JOURNAL)),
    **{
        f"exemple-{nom}": _Fichier("application/json", partial(read_exemple, nom))
        for nom in EXEMPLES
    },
}


def locate_format(nom: str) -> str:
    return absolute_url(reverse("api:format", args=[nom]))


@expose
def serve_format(request: HttpRequest, nom: str) -> HttpResponse:
    fichier = _FICHIERS.get(nom)
    if fichier is None:
        connus = ", ".join(_FICHIERS)
        raise Refus(404, f"Aucun format de ce nom. Choisissez parmi : {connus}.")
    return HttpResponse(fichier.read(), content_type=fichier.media)
