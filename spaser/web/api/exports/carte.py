"""The GeoJSON export: each sheet at the chief town of its department, else of its region.

The register knows of no address: the point says so, in `lieu_du_point`. A sheet of several regions,
or of the whole country, has no point.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.web.api import schemas
from spaser.web.api.exports.json import encode, separate
from spaser.web.api.fiches import read_columns
from spaser.web.registre.models import Fiche

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
