"""The register, or what a search keeps of it, in one file."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from spaser.web.api.documentation import file_response
from spaser.web.api.exports.carte import write_geojson
from spaser.web.api.exports.json import write_json, write_jsonl
from spaser.web.api.exports.tableur import write_csv
from spaser.web.api.fiches import read_whole
from spaser.web.api.licence import LICENCE
from spaser.web.api.parametres import ParametresCsv, ParametresExport
from spaser.web.api.recherche import RechercheLue, search_fiches
from spaser.web.recherche import generations
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.listing import read_fiches

router = Router(tags=["Exports"])


@router.get(
    "/fiches.csv",
    url_name="csv",
    operation_id="exporterCsv",
    summary="Exporter en CSV",
    description="Une ligne par fiche, dans les colonnes du schéma de table publié. Un texte qui "
    "commence comme une formule de tableur est précédé d’une apostrophe.",
    openapi_extra=file_response("text/csv", None, 422),
)
def export_csv(request: HttpRequest, lus: Query[ParametresCsv]) -> StreamingHttpResponse:
    """Answer the CSV export."""
    lecture = search_fiches(request)
    lignes = write_csv(_whole(lecture), lecture.aujourd_hui, lus.separateur, bom=lus.bom != "non")
    return _send(lignes, "text/csv; charset=utf-8", lecture, "csv")


@router.get(
    "/fiches.json",
    url_name="json",
    operation_id="exporterJson",
    summary="Exporter en JSON",
    description="Les fiches entières, au format ouvert, avec l’origine de chaque information.",
    openapi_extra=file_response("application/json", "Export", 422),
)
def export_json(request: HttpRequest, lus: Query[ParametresExport]) -> StreamingHttpResponse:
    """Answer the export in one JSON document."""
    lecture = search_fiches(request)
    entete = {
        "licence": LICENCE,
        "statuts_au": lecture.aujourd_hui,
        "registre_du": generations.read_changement(GENERATION),
        "total": lecture.selection.total,
    }
    morceaux = write_json(_whole(lecture), lecture.aujourd_hui, entete)
    return _send(morceaux, "application/json; charset=utf-8", lecture, "json")


@router.get(
    "/fiches.jsonl",
    url_name="lignes",
    operation_id="exporterLignes",
    summary="Exporter en JSON, une fiche par ligne",
    description="Les mêmes fiches qu’en JSON, une par ligne : pour les lire sans tout charger.",
    openapi_extra=file_response("application/jsonl", None, 422),
)
def export_lignes(request: HttpRequest, lus: Query[ParametresExport]) -> StreamingHttpResponse:
    """Answer the export in JSON Lines."""
    lecture = search_fiches(request)
    lignes = write_jsonl(_whole(lecture), lecture.aujourd_hui)
    return _send(lignes, "application/jsonl; charset=utf-8", lecture, "jsonl")


@router.get(
    "/fiches.geojson",
    url_name="geojson",
    operation_id="exporterGeojson",
    summary="Exporter en GeoJSON",
    description="Chaque fiche au chef-lieu de son département, sinon de sa région : le registre ne "
    "connaît pas d’adresse. Sans point pour un acheteur national.",
    openapi_extra=file_response("application/geo+json", "CollectionGeo", 422),
)
def export_geojson(request: HttpRequest, lus: Query[ParametresExport]) -> StreamingHttpResponse:
    """Answer the export for maps."""
    lecture = search_fiches(request)
    fiches = read_fiches(lecture.selection.numeros)
    return _send(
        write_geojson(fiches, lecture.aujourd_hui), "application/geo+json", lecture, "geojson"
    )


def _whole(lecture: RechercheLue) -> Iterator[Fiche]:
    return read_whole(lecture.selection.numeros)


def _send(
    morceaux: Iterator[str], media: str, lecture: RechercheLue, extension: str
) -> StreamingHttpResponse:
    reponse = StreamingHttpResponse(morceaux, content_type=media)
    nom = f"registre-spaser-{lecture.aujourd_hui.isoformat()}.{extension}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
