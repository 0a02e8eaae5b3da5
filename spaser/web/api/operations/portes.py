"""Where to begin: what the API offers, and the formats that the site publishes."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from spaser.contenus.formats.publies import EXEMPLES, JOURNAL
from spaser.version import read_version
from spaser.web.api import schemas
from spaser.web.api.documentation import responses
from spaser.web.api.formats import FORMATS, locate_format
from spaser.web.api.licence import LICENCE
from spaser.web.socle.courriel import absolute_url

router = Router(tags=["Accueil"])
_ADRESSES = (
    "fiches csv json lignes geojson facettes chiffres nomenclatures formats openapi"
).split()


@router.get(
    "/",
    url_name="accueil",
    operation_id="lireAccueil",
    summary="Savoir où aller",
    description="Les adresses de l’interface, la licence et la documentation.",
    response=schemas.Accueil,
    openapi_extra=responses(),
)
def show_accueil(request: HttpRequest) -> schemas.Accueil:
    """Answer the addresses of the API."""
    return schemas.Accueil(
        titre="Registre des SPASER",
        version=read_version(),
        licence=LICENCE,
        documentation=absolute_url(reverse("api:documentation")),
        openapi=absolute_url(reverse("api:openapi")),
        adresses={nom: absolute_url(reverse(f"api:{nom}")) for nom in _ADRESSES},
    )


@router.get(
    "/formats",
    url_name="formats",
    operation_id="listerFormats",
    summary="Lister les formats publiés",
    description="Le schéma JSON du format ouvert et le schéma de table de l’export CSV, à des "
    "adresses qui ne changent pas, avec le journal de leurs changements.",
    response=schemas.Formats,
    openapi_extra=responses(),
)
def list_formats(request: HttpRequest) -> schemas.Formats:
    """Answer the published formats."""
    return schemas.Formats(
        formats=[
            schemas.FormatPublie(
                nom=nom,
                titre=publie.titre,
                version=publie.version,
                url=locate_format(nom),
                media=publie.media,
            )
            for nom, publie in FORMATS.items()
        ],
        journal=locate_format(JOURNAL),
        exemples=[locate_format(f"exemple-{nom}") for nom in EXEMPLES],
    )
