"""Sheets as programs read them, and as they are exported: what is public, nothing else.

Shapes are built without checking their own values again: that was half of a page's time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import batched
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.metier.registre.fiche import is_sans_terme
from spaser.metier.registre.ligne import InscriptionRegistre, list_colonnes_csv, write_fiche_csv
from spaser.metier.registre.nomenclatures import (
    Approche,
    Confiance,
    Nomenclature,
    ObligationSchema,
    OrigineFiche,
    TrancheAchats,
    TrancheHabitants,
    TypeDocument,
    TypeStructure,
)
from spaser.metier.registre.obligation import Obligation
from spaser.web.api import schemas
from spaser.web.registre.models import Fiche, FichierFiche, Provenance, VersionFiche
from spaser.web.socle.courriel import absolute_url

_LOT: Final = 200


def summarize_fiche(fiche: Fiche, aujourd_hui: date) -> schemas.FicheResumee:
    return schemas.FicheResumee.model_construct(**read_columns(fiche, aujourd_hui))


def complete(fiche: Fiche, aujourd_hui: date) -> schemas.FicheComplete:
    return schemas.FicheComplete.model_construct(
        **read_columns(fiche, aujourd_hui),
        statuts_au=aujourd_hui,
        contenu=fiche.contenu,
        provenances=[_provenance(p) for p in fiche.provenances.all()],
        fichiers=[_fichier(f) for f in fiche.fichiers.all() if f.fichier.est_sain],
        versions=absolute_url(reverse("api:versions", args=[fiche.pk])),
    )


def describe_version(version: VersionFiche) -> dict[str, Any]:
    """Return a published state of a sheet, without its content; who wrote it is not told."""
    return {
        "numero": version.numero,
        "date": version.date,
        "origine": term(OrigineFiche, version.origine),
        "motif": version.motif or None,
        "api": absolute_url(reverse("api:version", args=[version.fiche_id, version.numero])),
    }


def read_whole(numeros: Iterable[int]) -> Iterator[Fiche]:
    """Return published sheets in order, with all that goes with them, a batch at a time."""
    publiees = Fiche.objects.publiees().prefetch_related("provenances", "fichiers__fichier")
    for lot in batched(numeros, _LOT):
        trouvees = publiees.in_bulk(lot)
        yield from (trouvees[numero] for numero in lot if numero in trouvees)


def term(enumeration: type[Nomenclature], code: str) -> schemas.Terme | None:
    """Return a code with its words; nothing for what is not known."""
    return (
        schemas.Terme.model_construct(code=code, libelle=enumeration(code).libelle)
        if code
        else None
    )


def page_of(fiche: Fiche) -> str:
    return absolute_url(fiche.get_absolute_url())


def api_of(fiche: Fiche) -> str:
    return absolute_url(reverse("api:fiche", args=[fiche.pk]))


def read_columns(fiche: Fiche, aujourd_hui: date) -> dict[str, Any]:
    """Return the fields of `FicheResumee`, which other shapes complete."""
    return _structure(fiche) | _schema(fiche, aujourd_hui) | _life(fiche)


def _structure(fiche: Fiche) -> dict[str, Any]:
    return {
        "numero": fiche.pk,
        "page": page_of(fiche),
        "api": api_of(fiche),
        "structure": fiche.structure,
        "siren": fiche.siren or None,
        "type": term(TypeStructure, fiche.type),
        "region": _zone(fiche.code_region, name_region(fiche.code_region)),
        "departements": [_zone(code, name_departement(code)) for code in fiche.codes_departement],
        "tranche_habitants": term(TrancheHabitants, fiche.tranche_habitants),
        "tranche_achats": term(TrancheAchats, fiche.tranche_achats),
    }


def _schema(fiche: Fiche, aujourd_hui: date) -> dict[str, Any]:
    statut = fiche.compute_statut(aujourd_hui)
    return {
        "titre": fiche.titre or None,
        "edition": fiche.edition,
        "statut": schemas.Terme.model_construct(code=statut.value, libelle=statut.libelle),
        "adopte_le": fiche.adopte_le or None,
        "periode": schemas.Periode.model_construct(
            debut=fiche.debut or None,
            fin=fiche.fin or None,
            sans_terme=is_sans_terme(fiche.periode),
        ),
        "mutualise": fiche.mutualise,
        "obligation": term(ObligationSchema, fiche.obligation),
        "oblige_adoption": term(Obligation, fiche.judge_adoption().obligation),
        "oblige_aujourdhui": term(Obligation, fiche.judge_obligation(aujourd_hui).obligation),
        "approche": term(Approche, fiche.approche),
    }


def _life(fiche: Fiche) -> dict[str, Any]:
    return {
        "origine": term(OrigineFiche, fiche.origine),
        "confiance": term(Confiance, fiche.confiance),
        "publiee_le": fiche.publiee_le,
        "mise_a_jour_le": fiche.mise_a_jour_le,
        "confirmee_le": fiche.confirmee_le,
    }


def _zone(code: str, nom: str) -> schemas.Terme | None:
    return schemas.Terme.model_construct(code=code, libelle=nom or code) if code else None


def _provenance(provenance: Provenance) -> schemas.Provenance:
    return schemas.Provenance.model_construct(
        champ=provenance.champ,
        origine=term(OrigineFiche, provenance.origine),
        source=provenance.libelle,
        url=provenance.url or None,
        date=provenance.date,
        confiance=term(Confiance, provenance.confiance),
        note=provenance.note or None,
    )


def _fichier(ligne: FichierFiche) -> schemas.Fichier:
    return schemas.Fichier.model_construct(
        titre=ligne.titre,
        nature=term(TypeDocument, ligne.nature),
        format=ligne.fichier.format,
        taille=ligne.fichier.taille,
        sha256=ligne.fichier.sha256,
        url=absolute_url(reverse("registre:fichier", args=[ligne.fiche_id, ligne.fichier_id])),
    )


# The exports in JSON: one document, or one sheet a line.


def write_json(fiches: Iterable[Fiche], aujourd_hui: date, entete: dict[str, Any]) -> Iterator[str]:
    debut = encode(entete)
    yield f'{debut[:-1]}, "fiches": [\n'
    yield from separate(encode(complete(fiche, aujourd_hui)) for fiche in fiches)
    yield "]}\n"


def write_jsonl(fiches: Iterable[Fiche], aujourd_hui: date) -> Iterator[str]:
    for fiche in fiches:
        yield encode(complete(fiche, aujourd_hui)) + "\n"


def separate(morceaux: Iterable[str]) -> Iterator[str]:
    separateur = ""
    for morceau in morceaux:
        yield separateur + morceau
        separateur = ",\n"


def encode(valeur: Schema | dict[str, Any]) -> str:
    if isinstance(valeur, Schema):
        valeur = valeur.model_dump()
    return json.dumps(valeur, cls=NinjaJSONEncoder, ensure_ascii=False)


# The CSV export: one row a sheet, in the columns of the published Table Schema.

_BOM: Final = "\ufeff"
_SEPARATEURS: Final = {"point-virgule": ";", "virgule": ","}
# What a spreadsheet takes for the beginning of a formula, full-width signs included.
_FORMULES: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class _Ligne:
    """A file that gives back each row written: the csv module writes, the answer streams."""

    def write(self, ligne: str) -> str:
        return ligne


def write_csv(
    fiches: Iterable[Fiche], aujourd_hui: date, separateur: str | None, *, bom: bool
) -> Iterator[str]:
    delimiteur = _SEPARATEURS[separateur or "point-virgule"]
    lignes = csv.writer(_Ligne(), delimiter=delimiteur, lineterminator="\r\n")
    entete = lignes.writerow(list_colonnes_csv())
    yield _BOM + entete if bom else entete
    for fiche in fiches:
        cellules = write_fiche_csv(fiche.spaser, _publication(fiche, aujourd_hui))
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


def _publication(fiche: Fiche, aujourd_hui: date) -> InscriptionRegistre:
    return InscriptionRegistre(
        numero=fiche.pk,
        adresse=page_of(fiche),
        statut=fiche.compute_statut(aujourd_hui),
        oblige_adoption=fiche.judge_adoption().obligation,
        oblige_aujourdhui=fiche.judge_obligation(aujourd_hui).obligation,
        origine=OrigineFiche(fiche.origine),
        confiance=Confiance(fiche.confiance) if fiche.confiance else None,
        publiee_le=timezone.localdate(fiche.publiee_le),
        mise_a_jour_le=timezone.localdate(fiche.mise_a_jour_le),
    )


# The GeoJSON export: each sheet at the chief town of its department, else of its region.
#
# The register knows of no address: the point says so, in `lieu_du_point`. A sheet of several
# regions, or of the whole country, has no point.

_FICHIER: Final = "chefs_lieux.json"


def write_geojson(fiches: Iterable[Fiche], aujourd_hui: date) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": [\n'
    yield from separate(encode(_feature(fiche, aujourd_hui)) for fiche in fiches)
    yield "]}\n"


def _feature(fiche: Fiche, aujourd_hui: date) -> schemas.EntiteGeo:
    chef_lieu, lieu = find_point(fiche.code_region, fiche.codes_departement)
    return schemas.EntiteGeo.model_construct(
        type="Feature",
        id=fiche.pk,
        geometry=schemas.Point.model_construct(type="Point", coordinates=chef_lieu["point"])
        if chef_lieu
        else None,
        properties=schemas.ProprietesGeo.model_construct(
            **read_columns(fiche, aujourd_hui), lieu_du_point=lieu
        ),
    )


def find_point(
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
