"""The exports: CSV, JSON, GeoJSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils import timezone
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.metier.registre.ligne import InscriptionRegistre, list_colonnes_csv, write_fiche_csv
from spaser.metier.registre.nomenclatures import Confiance, OrigineFiche
from spaser.web.api import schemas
from spaser.web.api.fiches import complete, page_of, read_columns
from spaser.web.registre.models import Fiche

# The exports in JSON: one document, or one sheet a line.


def write_json(fiches: Iterable[Fiche], aujourd_hui: date, entete: dict[str, Any]) -> Iterator[str]:
    """Write one object: the header, then `fiches`."""
    debut = encode(entete)
    yield f'{debut[:-1]}, "fiches": [\n'
    yield from separate(encode(complete(fiche, aujourd_hui)) for fiche in fiches)
    yield "]}\n"


def write_jsonl(fiches: Iterable[Fiche], aujourd_hui: date) -> Iterator[str]:
    """Write one sheet a line."""
    for fiche in fiches:
        yield encode(complete(fiche, aujourd_hui)) + "\n"


def separate(morceaux: Iterable[str]) -> Iterator[str]:
    """Put a comma between the elements of a list."""
    separateur = ""
    for morceau in morceaux:
        yield separateur + morceau
        separateur = ",\n"


def encode(valeur: Schema | dict[str, Any]) -> str:
    """Write a value as the operations do."""
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
        """Return what is written."""
        return ligne


def write_csv(
    fiches: Iterable[Fiche], aujourd_hui: date, separateur: str | None, *, bom: bool
) -> Iterator[str]:
    """Write the header, then each sheet."""
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
    """Write one collection."""
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
