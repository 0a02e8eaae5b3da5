"""The sheets: list, one sheet, its versions; all of them in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from urllib.parse import urlencode

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from spaser.web.api import schemas
from spaser.web.api.enveloppe import Refus
from spaser.web.api.fiches import (
    api_of,
    complete,
    describe_version,
    read_whole,
    summarize_fiche,
    write_csv,
    write_geojson,
    write_json,
    write_jsonl,
)
from spaser.web.api.gardes import serve_garde
from spaser.web.api.parametres import (
    PAR_PAGE,
    ParametresCsv,
    ParametresExport,
    ParametresListe,
    RechercheLue,
    is_entier,
    search_fiches,
    tell_recherche,
)
from spaser.web.api.schemas import LICENCE, Numero, file_response, responses
from spaser.web.api.travail import count_lignes
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.models import EtatFiche, Fiche
from spaser.web.registre.selectors.listing import Selection, find_fiche, read_fiches
from spaser.web.socle.courriel import absolute_url

router = Router(tags=["Fiches"])


@router.get(
    "/fiches",
    url_name="fiches",
    operation_id="listerFiches",
    summary="Chercher et lister les fiches",
    description="Le même texte et les mêmes filtres que la page du registre, par pages.",
    response=schemas.ListeFiches,
    openapi_extra=responses(404, 422),
)
def list_fiches(
    request: HttpRequest, response: HttpResponse, lus: Query[ParametresListe]
) -> schemas.ListeFiches:
    """Answer a page of the list."""
    lecture = search_fiches(request)
    selection, par_page = lecture.selection, lus.par_page or PAR_PAGE
    count_lignes(request, par_page)
    page, pages = selection.demande.page, max(1, -(-selection.total // par_page))
    if page > pages:
        raise Refus(404, f"La page {page} n’existe pas : la dernière est la page {pages}.")
    suivante = _link(selection, lus, page + 1) if page < pages else None
    precedente = _link(selection, lus, page - 1) if page > 1 else None
    if liens := _links(next=suivante, prev=precedente):
        response["Link"] = liens
    numeros = selection.numeros[(page - 1) * par_page : page * par_page]
    return schemas.ListeFiches.model_construct(
        total=selection.total,
        page=page,
        pages=pages,
        par_page=par_page,
        suivante=suivante,
        precedente=precedente,
        statuts_au=lecture.aujourd_hui,
        registre_du=services.read_changement(GENERATION),
        licence=LICENCE,
        recherche=tell_recherche(selection),
        fiches=[summarize_fiche(fiche, lecture.aujourd_hui) for fiche in read_fiches(numeros)],
    )


@router.get(
    "/fiches/{numero}",
    url_name="fiche",
    operation_id="lireFiche",
    summary="Lire une fiche",
    description="Tout ce que la fiche dit, au format ouvert, avec l’origine de chaque information.",
    response=schemas.FicheComplete,
    openapi_extra=responses(301, 404, 410, 422),
)
def answer_fiche(request: HttpRequest, numero: Numero) -> schemas.FicheComplete | HttpResponse:
    """Answer one sheet, or where it went."""
    fiche = _find(numero)
    if fiche.etat == EtatFiche.FUSIONNEE and fiche.fusionnee_dans:
        return HttpResponsePermanentRedirect(api_of(fiche.fusionnee_dans))
    return complete(fiche, timezone.localdate())


@router.get(
    "/fiches/{numero}/versions",
    url_name="versions",
    operation_id="listerVersions",
    summary="Lister les versions d’une fiche",
    description="Chaque état publié de la fiche, le plus récent d’abord.",
    response=schemas.ListeVersions,
    openapi_extra=responses(404, 410, 422),
)
def list_versions(request: HttpRequest, numero: Numero) -> schemas.ListeVersions:
    """Answer every published state of a sheet."""
    versions = list(_find_publiee(numero).versions.defer("contenu"))
    return schemas.ListeVersions(
        fiche=numero,
        total=len(versions),
        versions=[schemas.Version(**describe_version(version)) for version in versions],
    )


@router.get(
    "/fiches/{numero}/versions/{version}",
    url_name="version",
    operation_id="lireVersion",
    summary="Lire une version d’une fiche",
    description="La fiche telle qu’elle fut publiée ce jour-là.",
    response=schemas.VersionComplete,
    openapi_extra=responses(404, 410, 422),
)
def answer_version(
    request: HttpRequest, numero: Numero, version: Numero
) -> schemas.VersionComplete:
    """Answer one published state of a sheet."""
    trouvee = _find_publiee(numero).versions.filter(numero=version).first()
    if trouvee is None:
        raise Refus(404, f"La fiche {numero} n’a pas de version {version}.")
    return schemas.VersionComplete(**describe_version(trouvee), contenu=trouvee.contenu)


def _find(numero: int) -> Fiche:
    """Return a sheet that is public; what a withdrawn one said is told no more."""
    fiche = find_fiche(numero)
    if fiche is None:
        raise Refus(404, f"Le registre n’a pas de fiche n° {numero}.")
    if fiche.etat == EtatFiche.RETIREE:
        raise Refus(410, f"La fiche n° {numero} a été retirée. Motif : {fiche.motif_retrait}")
    return fiche


def _find_publiee(numero: int) -> Fiche:
    fiche = _find(numero)
    if fiche.etat != EtatFiche.PUBLIEE:
        raise Refus(404, f"La fiche n° {numero} n’est plus publiée : elle a été fusionnée.")
    return fiche


def _link(selection: Selection, lus: ParametresListe, page: int) -> str:
    paires = [*selection.demande.without_page().parametres(), ("page", str(page))]
    if lus.par_page:
        paires.append(("par_page", str(lus.par_page)))
    return f"{absolute_url(reverse('api:fiches'))}?{urlencode(paires)}"


def _links(**adresses: str | None) -> str:
    return ", ".join(f'<{adresse}>; rel="{sens}"' for sens, adresse in adresses.items() if adresse)


# The register, or what a search keeps of it, in one file.

exports = Router(tags=["Exports"])


@exports.get(
    "/fiches.csv",
    url_name="csv",
    operation_id="exporterCsv",
    summary="Exporter en CSV",
    description="Une ligne par fiche, dans les colonnes du schéma de table publié. Un texte qui "
    "commence comme une formule de tableur est précédé d’une apostrophe.",
    openapi_extra=file_response("text/csv", None, 422),
)
def export_csv(request: HttpRequest, lus: Query[ParametresCsv]) -> HttpResponseBase:
    """Answer the CSV export."""

    def write(lecture: RechercheLue) -> Iterator[str]:
        avec_bom = lus.bom != "non"
        return write_csv(_whole(lecture), lecture.aujourd_hui, lus.separateur, bom=avec_bom)

    forme = f"{lus.separateur or ''}-{lus.bom or ''}.csv"
    return _send(request, lus, "text/csv; charset=utf-8", forme, write)


@exports.get(
    "/fiches.json",
    url_name="json",
    operation_id="exporterJson",
    summary="Exporter en JSON",
    description="Les fiches entières, au format ouvert, avec l’origine de chaque information.",
    openapi_extra=file_response("application/json", "Export", 422),
)
def export_json(request: HttpRequest, lus: Query[ParametresExport]) -> HttpResponseBase:
    """Answer the export in one JSON document."""

    def write(lecture: RechercheLue) -> Iterator[str]:
        entete = {
            "licence": LICENCE,
            "statuts_au": lecture.aujourd_hui,
            "registre_du": services.read_changement(GENERATION),
            "total": lecture.selection.total,
        }
        return write_json(_whole(lecture), lecture.aujourd_hui, entete)

    return _send(request, lus, "application/json; charset=utf-8", ".json", write)


@exports.get(
    "/fiches.jsonl",
    url_name="lignes",
    operation_id="exporterLignes",
    summary="Exporter en JSON, une fiche par ligne",
    description="Les mêmes fiches qu’en JSON, une par ligne : pour les lire sans tout charger.",
    openapi_extra=file_response("application/jsonl", None, 422),
)
def export_lignes(request: HttpRequest, lus: Query[ParametresExport]) -> HttpResponseBase:
    """Answer the export in JSON Lines."""

    def write(lecture: RechercheLue) -> Iterator[str]:
        return write_jsonl(_whole(lecture), lecture.aujourd_hui)

    return _send(request, lus, "application/jsonl; charset=utf-8", ".jsonl", write)


@exports.get(
    "/fiches.geojson",
    url_name="geojson",
    operation_id="exporterGeojson",
    summary="Exporter en GeoJSON",
    description="Chaque fiche au chef-lieu de son département, sinon de sa région : le registre ne "
    "connaît pas d’adresse. Sans point pour un acheteur national.",
    openapi_extra=file_response("application/geo+json", "CollectionGeo", 422),
)
def export_geojson(request: HttpRequest, lus: Query[ParametresExport]) -> HttpResponseBase:
    """Answer the export for maps."""

    def write(lecture: RechercheLue) -> Iterator[str]:
        return write_geojson(read_fiches(lecture.selection.numeros), lecture.aujourd_hui)

    return _send(request, lus, "application/geo+json", ".geojson", write)


def _whole(lecture: RechercheLue) -> Iterator[Fiche]:
    return read_whole(lecture.selection.numeros)


def _send(
    request: HttpRequest,
    lus: ParametresExport,
    media: str,
    forme: str,
    write: Callable[[RechercheLue], Iterator[str]],
) -> HttpResponseBase:
    """Answer with the file that is kept of the whole register, or with rows chosen for the asker.

    `forme` names the file among those of the same register: how it is written, its suffix.
    """
    reponse: HttpResponseBase
    if is_entier(lus):
        reponse = serve_garde(request, forme, media, lambda: write(search_fiches(request)))
    else:
        lecture = search_fiches(request)
        count_lignes(request, lecture.selection.total)
        reponse = StreamingHttpResponse(_follow(write(lecture)), content_type=media)
    nom = f"registre-spaser-{timezone.localdate().isoformat()}.{forme.rpartition('.')[2]}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _follow(lignes: Iterator[str]) -> Iterator[str]:
    """Yield lines within the context of the request, though they are sent once it is over."""
    contexte = copy_context()

    def suite() -> Iterator[str]:
        while (ligne := contexte.run(next, lignes, None)) is not None:
            yield ligne

    return suite()
