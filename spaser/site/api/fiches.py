"""Sheets as programs read them, and as they are exported: what is public, nothing else.

Shapes are built without checking their own values again: that was half of a page's time.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import copy_context
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import batched
from typing import Any, Final
from urllib.parse import urlencode

from django import http
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import NinjaJSONEncoder

from spaser.moteur.referentiels.annuaire import name_departement, name_region
from spaser.regles import nomenclatures
from spaser.regles.fiche import is_sans_terme
from spaser.regles.registre import VerdictObligation, list_colonnes_csv, write_fiche_csv
from spaser.site.api import registre, schemas
from spaser.site.api.enveloppe import RefusApi, count_lignes, serve_garde
from spaser.site.recherche import services
from spaser.site.registre import models
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.porteurs import Selection, find_fiche, read_fiches
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.models import Fichier

_LOT: Final = 200


def summarize_fiche(fiche: models.Fiche, aujourd_hui: date) -> schemas.FicheResumee:
    return schemas.FicheResumee.model_construct(**read_columns(fiche, aujourd_hui))


def make_fiche_complete(fiche: models.Fiche, aujourd_hui: date) -> schemas.FicheComplete:
    return schemas.FicheComplete.model_construct(
        **read_columns(fiche, aujourd_hui),
        statuts_au=aujourd_hui,
        contenu=fiche.contenu,
        provenances=[_provenance(p) for p in fiche.provenances.all()],
        fichiers=[
            _fichier(piece, piece.fichier)
            for piece in fiche.fichiers.all()
            if piece.licence and piece.fichier and piece.fichier.est_sain
        ],
        versions=absolute_url(reverse("api:versions", args=[fiche.pk])),
    )


def describe_version(version: models.VersionFiche) -> dict[str, Any]:
    """Return a published state of a sheet, without its content; who wrote it is not told."""
    return {
        "numero": version.numero,
        "date": version.date,
        "origine": term(nomenclatures.OrigineFiche, version.origine),
        "motif": version.motif or None,
        "api": absolute_url(reverse("api:version", args=[version.fiche_id, version.numero])),
    }


def read_whole(numeros: Iterable[int]) -> Iterator[models.Fiche]:
    """Return published sheets in order, with all that goes with them, a batch at a time."""
    publiees = models.Fiche.objects.publiees().prefetch_related("provenances", "fichiers__fichier")
    for lot in batched(numeros, _LOT):
        trouvees = publiees.in_bulk(lot)
        yield from (trouvees[numero] for numero in lot if numero in trouvees)


def term(enumeration: type[nomenclatures.Nomenclature], code: str) -> schemas.Terme | None:
    """Return a code with its words; nothing for what is not known."""
    return _terme(code, enumeration(code).libelle) if code else None


def _terme(code: str, libelle: str) -> schemas.Terme:
    return schemas.Terme.model_construct(code=code, libelle=libelle)


def page_of(fiche: models.Fiche) -> str:
    return absolute_url(fiche.get_absolute_url())


def api_of(fiche: models.Fiche) -> str:
    return absolute_url(reverse("api:fiche", args=[fiche.pk]))


def read_columns(fiche: models.Fiche, aujourd_hui: date) -> dict[str, Any]:
    """Return the fields of `FicheResumee`, which other shapes complete."""
    return (
        _structure(fiche)
        | _schema(fiche, aujourd_hui)
        | {
            "origine": term(nomenclatures.OrigineFiche, fiche.origine),
            "confiance": term(nomenclatures.Confiance, fiche.confiance),
            "publiee_le": fiche.publiee_le,
            "mise_a_jour_le": fiche.mise_a_jour_le,
            "confirmee_le": fiche.confirmee_le,
        }
    )


def _structure(fiche: models.Fiche) -> dict[str, Any]:
    region = fiche.code_region
    return {
        "numero": fiche.pk,
        "page": page_of(fiche),
        "api": api_of(fiche),
        "structure": fiche.structure,
        "siren": fiche.siren or None,
        "type": term(nomenclatures.TypeStructure, fiche.type),
        "region": _terme(region, name_region(region) or region) if region else None,
        "departements": [_terme(c, name_departement(c) or c) for c in fiche.codes_departement],
        "tranche_habitants": term(nomenclatures.TrancheHabitants, fiche.tranche_habitants),
        "tranche_achats": term(nomenclatures.TrancheAchats, fiche.tranche_achats),
    }


def _schema(fiche: models.Fiche, aujourd_hui: date) -> dict[str, Any]:
    statut = fiche.compute_statut(aujourd_hui)
    return {
        "titre": fiche.titre or None,
        "edition": fiche.edition,
        "statut": _terme(statut.value, statut.libelle),
        "adopte_le": fiche.adopte_le or None,
        "periode": schemas.Periode.model_construct(
            debut=fiche.debut or None,
            fin=fiche.fin or None,
            sans_terme=is_sans_terme(fiche.periode),
        ),
        "mutualise": fiche.mutualise,
        "obligation": term(nomenclatures.ObligationSchema, fiche.obligation),
        "oblige_adoption": term(VerdictObligation, fiche.judge_adoption().obligation),
        "oblige_aujourdhui": term(
            VerdictObligation, fiche.judge_obligation(aujourd_hui).obligation
        ),
        "approche": term(nomenclatures.Approche, fiche.approche),
    }


def _provenance(provenance: models.Provenance) -> schemas.Provenance:
    return schemas.Provenance.model_construct(
        champ=provenance.champ,
        origine=term(nomenclatures.OrigineFiche, provenance.origine),
        source=provenance.libelle,
        url=provenance.url or None,
        date=provenance.date,
        confiance=term(nomenclatures.Confiance, provenance.confiance),
        note=provenance.note or None,
    )


def _fichier(ligne: models.FichierFiche, fichier: Fichier) -> schemas.Fichier:
    return schemas.Fichier.model_construct(
        titre=ligne.titre,
        nature=term(nomenclatures.TypeDocument, ligne.nature),
        format=fichier.format,
        taille=fichier.taille,
        sha256=fichier.sha256,
        url=absolute_url(reverse("registre:fichier", args=[ligne.fiche_id, fichier.pk])),
    )


# The exports in JSON: one document, or one sheet a line.


def write_json(
    fiches: Iterable[models.Fiche], aujourd_hui: date, entete: dict[str, Any]
) -> Iterator[str]:
    debut = encode_json(entete)
    yield f'{debut[:-1]}, "fiches": [\n'
    yield from separate(encode_json(make_fiche_complete(fiche, aujourd_hui)) for fiche in fiches)
    yield "]}\n"


def write_jsonl(fiches: Iterable[models.Fiche], aujourd_hui: date) -> Iterator[str]:
    for fiche in fiches:
        yield encode_json(make_fiche_complete(fiche, aujourd_hui)) + "\n"


def separate(morceaux: Iterable[str]) -> Iterator[str]:
    separateur = ""
    for morceau in morceaux:
        yield separateur + morceau
        separateur = ",\n"


def encode_json(valeur: Schema | dict[str, Any]) -> str:
    if isinstance(valeur, Schema):
        valeur = valeur.model_dump()
    return json.dumps(valeur, cls=NinjaJSONEncoder, ensure_ascii=False)


# The CSV export: one row a sheet, in the columns of the published Table Schema.

_BOM: Final = "\ufeff"
_SEPARATEURS: Final = {"point-virgule": ";", "virgule": ","}
# What a spreadsheet takes for the beginning of a formula, full-width signs included.
_FORMULES: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class _Echo:
    """A file that gives back each row written: the csv module writes, the answer streams."""

    def write(self, ligne: str) -> str:
        return ligne


def stream_fiches_csv(
    fiches: Iterable[models.Fiche], aujourd_hui: date, separateur: str | None, *, bom: bool
) -> Iterator[str]:
    delimiteur = _SEPARATEURS[separateur or "point-virgule"]
    lignes = csv.writer(_Echo(), delimiter=delimiteur, lineterminator="\r\n")
    entete = lignes.writerow(list_colonnes_csv())
    yield _BOM + entete if bom else entete
    for fiche in fiches:
        cellules = write_fiche_csv(fiche.spaser, _inscription(fiche, aujourd_hui))
        yield lignes.writerow([write_cellule(cellule) for cellule in cellules])


def write_cellule(cellule: object) -> str:
    """Write a value; a text that would be a formula is kept a text."""
    match cellule:
        case None:
            return ""
        case bool():
            return "oui" if cellule else "non"
        case str() if cellule.startswith(_FORMULES):
            return f"'{cellule}"
        case date():
            return cellule.isoformat()
    return str(cellule)


def _inscription(fiche: models.Fiche, aujourd_hui: date) -> dict[str, object]:
    """Return what the register knows of a sheet, by column of the CSV export."""
    return {
        "numero": fiche.pk,
        "adresse": page_of(fiche),
        "statut": fiche.compute_statut(aujourd_hui),
        "oblige_adoption": fiche.judge_adoption().obligation,
        "oblige_aujourdhui": fiche.judge_obligation(aujourd_hui).obligation,
        "origine": fiche.origine,
        "confiance": fiche.confiance or None,
        "publiee_le": timezone.localdate(fiche.publiee_le),
        "mise_a_jour_le": timezone.localdate(fiche.mise_a_jour_le),
    }


# The GeoJSON export: each sheet at the chief town of its department, else of its region.
#
# The register knows of no address: the point says so, in `lieu_du_point`. A sheet of several
# regions, or of the whole country, has no point.

_FICHIER: Final = "chefs_lieux.json"


def write_geojson(fiches: Iterable[models.Fiche], aujourd_hui: date) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": [\n'
    yield from separate(encode_json(_feature(fiche, aujourd_hui)) for fiche in fiches)
    yield "]}\n"


def _feature(fiche: models.Fiche, aujourd_hui: date) -> schemas.EntiteGeo:
    chef_lieu, lieu = find_chef_lieu(fiche.code_region, fiche.codes_departement)
    dits = read_columns(fiche, aujourd_hui) | {"lieu_du_point": lieu}
    make_point = schemas.Point.model_construct
    return schemas.EntiteGeo.model_construct(
        type="Feature",
        id=fiche.pk,
        geometry=chef_lieu and make_point(type="Point", coordinates=chef_lieu["point"]),
        properties=schemas.ProprietesGeo.model_construct(**dits),
    )


def find_chef_lieu(
    region: str, codes_departement: list[str]
) -> tuple[Mapping[str, Any] | None, str | None]:
    """Return the chief town that stands for a place, and how to call it."""
    lieux = read_chefs_lieux()
    if len(codes_departement) == 1 and (trouve := lieux["departements"].get(codes_departement[0])):
        nom = name_departement(codes_departement[0])
        return trouve, f"{trouve['nom']}, chef-lieu du département ({nom})"
    if trouve := lieux["regions"].get(region):
        return trouve, f"{trouve['nom']}, chef-lieu de la région ({name_region(region)})"
    return None, None


@cache
def read_chefs_lieux() -> Mapping[str, Any]:
    """Return the chief towns, by code; written by `scripts/chefs-lieux`."""
    lieux: Mapping[str, Any] = json.loads(files(__package__).joinpath(_FICHIER).read_text("utf-8"))
    return lieux


# --- The sheets: list, one sheet, its versions; all of them in one file ---


router = Router(tags=["Fiches"])


@router.get(
    "/fiches",
    url_name="fiches",
    operation_id="listerFiches",
    summary="Chercher et lister les fiches",
    description="Le même texte et les mêmes filtres que la page du registre, par pages.",
    response=schemas.ListeFiches,
    openapi_extra=schemas.responses(404, 422),
)
def list_fiches(
    request: http.HttpRequest, response: http.HttpResponse, lus: Query[registre.ParametresListe]
) -> schemas.ListeFiches:
    lecture = registre.search_fiches(request)
    selection, par_page = lecture.selection, lus.par_page or registre.PAR_PAGE
    count_lignes(request, par_page)
    page, pages = selection.demande.page, max(1, -(-selection.total // par_page))
    if page > pages:
        raise RefusApi(404, f"La page {page} n’existe pas : la dernière est la page {pages}.")
    suivante = _link(selection, lus, page + 1) if page < pages else None
    precedente = _link(selection, lus, page - 1) if page > 1 else None
    voisines = {"next": suivante, "prev": precedente}
    if liens := [f'<{lien}>; rel="{sens}"' for sens, lien in voisines.items() if lien]:
        response["Link"] = ", ".join(liens)
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
        licence=schemas.LICENCE,
        recherche=registre.tell_recherche(selection),
        fiches=[summarize_fiche(fiche, lecture.aujourd_hui) for fiche in read_fiches(numeros)],
    )


@router.get(
    "/fiches/{numero}",
    url_name="fiche",
    operation_id="lireFiche",
    summary="Lire une fiche",
    description="Tout ce que la fiche dit, au format ouvert, avec l’origine de chaque information.",
    response=schemas.FicheComplete,
    openapi_extra=schemas.responses(301, 404, 410, 422),
)
def answer_fiche(
    request: http.HttpRequest, numero: schemas.Numero
) -> schemas.FicheComplete | http.HttpResponse:
    fiche = _find(numero)
    if fiche.etat == models.EtatFiche.FUSIONNEE and fiche.fusionnee_dans:
        return http.HttpResponsePermanentRedirect(api_of(fiche.fusionnee_dans))
    return make_fiche_complete(fiche, timezone.localdate())


@router.get(
    "/fiches/{numero}/versions",
    url_name="versions",
    operation_id="listerVersions",
    summary="Lister les versions d’une fiche",
    description="Chaque état publié de la fiche, le plus récent d’abord.",
    response=schemas.ListeVersions,
    openapi_extra=schemas.responses(404, 410, 422),
)
def list_versions(request: http.HttpRequest, numero: schemas.Numero) -> schemas.ListeVersions:
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
    openapi_extra=schemas.responses(404, 410, 422),
)
def answer_version(
    request: http.HttpRequest, numero: schemas.Numero, version: schemas.Numero
) -> schemas.VersionComplete:
    trouvee = _find_publiee(numero).versions.filter(numero=version).first()
    if trouvee is None:
        raise RefusApi(404, f"La fiche {numero} n’a pas de version {version}.")
    return schemas.VersionComplete(**describe_version(trouvee), contenu=trouvee.contenu)


def _find(numero: int) -> models.Fiche:
    """Return a sheet that is public; what a withdrawn one said is told no more."""
    fiche = find_fiche(numero)
    if fiche is None:
        raise RefusApi(404, f"Le registre n’a pas de fiche n° {numero}.")
    if fiche.etat == models.EtatFiche.RETIREE:
        raise RefusApi(410, f"La fiche n° {numero} a été retirée. Motif : {fiche.motif_retrait}")
    return fiche


def _find_publiee(numero: int) -> models.Fiche:
    fiche = _find(numero)
    if fiche.etat != models.EtatFiche.PUBLIEE:
        raise RefusApi(404, f"La fiche n° {numero} n’est plus publiée : elle a été fusionnée.")
    return fiche


def _link(selection: Selection, lus: registre.ParametresListe, page: int) -> str:
    paires = [*replace(selection.demande, page=1).parametres(), ("page", str(page))]
    if lus.par_page:
        paires.append(("par_page", str(lus.par_page)))
    return f"{absolute_url(reverse('api:fiches'))}?{urlencode(paires)}"


# The register, or what a search keeps of it, in one file.

exports = Router(tags=["Exports"])


@exports.get(
    "/fiches.csv",
    url_name="csv",
    operation_id="exporterCsv",
    summary="Exporter en CSV",
    description="Une ligne par fiche, dans les colonnes du schéma de table publié. Un texte qui "
    "commence comme une formule de tableur est précédé d’une apostrophe.",
    openapi_extra=schemas.file_response("text/csv", None, 422),
)
def export_csv(
    request: http.HttpRequest, lus: Query[registre.ParametresCsv]
) -> http.HttpResponseBase:

    def write(lecture: registre.RechercheLue) -> Iterator[str]:
        avec_bom = lus.bom != "non"
        return stream_fiches_csv(_whole(lecture), lecture.aujourd_hui, lus.separateur, bom=avec_bom)

    forme = f"{lus.separateur or ''}-{lus.bom or ''}.csv"
    return _send(request, lus, "text/csv; charset=utf-8", forme, write)


@exports.get(
    "/fiches.json",
    url_name="json",
    operation_id="exporterJson",
    summary="Exporter en JSON",
    description="Les fiches entières, au format ouvert, avec l’origine de chaque information.",
    openapi_extra=schemas.file_response("application/json", "Export", 422),
)
def export_json(
    request: http.HttpRequest, lus: Query[registre.ParametresExport]
) -> http.HttpResponseBase:

    def write(lecture: registre.RechercheLue) -> Iterator[str]:
        entete = {
            "licence": schemas.LICENCE,
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
    openapi_extra=schemas.file_response("application/jsonl", None, 422),
)
def export_lignes(
    request: http.HttpRequest, lus: Query[registre.ParametresExport]
) -> http.HttpResponseBase:

    def write(lecture: registre.RechercheLue) -> Iterator[str]:
        return write_jsonl(_whole(lecture), lecture.aujourd_hui)

    return _send(request, lus, "application/jsonl; charset=utf-8", ".jsonl", write)


@exports.get(
    "/fiches.geojson",
    url_name="geojson",
    operation_id="exporterGeojson",
    summary="Exporter en GeoJSON",
    description="Chaque fiche au chef-lieu de son département, sinon de sa région : le registre ne "
    "connaît pas d’adresse. Sans point pour un acheteur national.",
    openapi_extra=schemas.file_response("application/geo+json", "CollectionGeo", 422),
)
def export_geojson(
    request: http.HttpRequest, lus: Query[registre.ParametresExport]
) -> http.HttpResponseBase:

    def write(lecture: registre.RechercheLue) -> Iterator[str]:
        return write_geojson(read_fiches(lecture.selection.numeros), lecture.aujourd_hui)

    return _send(request, lus, "application/geo+json", ".geojson", write)


def _whole(lecture: registre.RechercheLue) -> Iterator[models.Fiche]:
    return read_whole(lecture.selection.numeros)


def _send(
    request: http.HttpRequest,
    lus: registre.ParametresExport,
    media: str,
    forme: str,
    write: Callable[[registre.RechercheLue], Iterator[str]],
) -> http.HttpResponseBase:
    reponse: http.HttpResponseBase
    if registre.is_entier(lus):
        reponse = serve_garde(request, forme, media, lambda: write(registre.search_fiches(request)))
    else:
        lecture = registre.search_fiches(request)
        count_lignes(request, lecture.selection.total)
        reponse = http.StreamingHttpResponse(_follow(write(lecture)), content_type=media)
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
