"""A sheet as one row of the CSV export: its columns are those of the published Table Schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.contenus.formats_publies import schema_csv
from spaser.metier.registre.fiche import Objectif, Spaser, is_sans_terme
from spaser.metier.registre.nomenclatures import Confiance, OrigineFiche, format_valeur
from spaser.metier.registre.obligation import Obligation
from spaser.metier.statuts import Statut

type Cellule = str | int | bool | date | None

_SEPARATEUR: Final = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class InscriptionRegistre:
    """What the register knows of a sheet, beside the sheet itself."""

    numero: int
    adresse: str
    statut: Statut
    oblige_adoption: Obligation
    oblige_aujourdhui: Obligation
    origine: OrigineFiche
    confiance: Confiance | None
    publiee_le: date
    mise_a_jour_le: date


def list_colonnes_csv() -> tuple[str, ...]:
    return tuple(champ["name"] for champ in schema_csv()["fields"])


def write_fiche_csv(fiche: Spaser, publication: InscriptionRegistre) -> tuple[Cellule, ...]:
    """Return the cells of a sheet, in the order of the columns; None is an empty cell."""
    cellules = (
        _structure(fiche)
        | _schema(fiche)
        | _lists(fiche)
        | _contact(fiche)
        | _register(publication)
    )
    return tuple(cellules[nom] for nom in list_colonnes_csv())


def _structure(fiche: Spaser) -> dict[str, Cellule]:
    structure = fiche.structure
    return {
        "structure": structure.nom,
        "siren": structure.siren,
        "type": str(structure.type),
        "code_region": structure.code_region,
        "codes_departement": _join(structure.codes_departement),
        "tranche_habitants": _code(structure.tranche_habitants),
        "tranche_achats": _code(structure.tranche_achats),
    }


def _schema(fiche: Spaser) -> dict[str, Cellule]:
    schema = fiche.schema
    return {
        "titre": schema.titre,
        "adopte_le": _code(schema.adopte_le),
        "edition": schema.edition,
        "debut": _code(schema.periode.debut),
        "fin": _code(schema.periode.fin),
        "sans_terme": is_sans_terme(schema.periode),
        "mutualise": schema.mutualise,
        "obligation": _code(schema.obligation),
        "approche": _code(schema.approche),
        "presentation": schema.presentation,
    }


def _lists(fiche: Spaser) -> dict[str, Cellule]:
    return {
        "partenaires": _join(p.nom for p in fiche.schema.partenaires),
        "axes": _join(a.intitule for a in fiche.schema.axes),
        "objectifs": _join(map(_objectif, fiche.schema.objectifs)),
        "documents": _join(d.url for d in fiche.documents),
        "liens": _join(lien.url for lien in fiche.liens),
        "sources": _join(s.url or s.libelle for s in fiche.sources),
    }


def _contact(fiche: Spaser) -> dict[str, Cellule]:
    contact = fiche.contact
    return {
        "contact_service": contact.service if contact else None,
        "contact_courriel": contact.courriel if contact else None,
    }


def _register(publication: InscriptionRegistre) -> dict[str, Cellule]:
    return {
        "numero": publication.numero,
        "adresse": publication.adresse,
        "statut": str(publication.statut),
        "oblige_adoption": str(publication.oblige_adoption),
        "oblige_aujourdhui": str(publication.oblige_aujourdhui),
        "origine": str(publication.origine),
        "confiance": _code(publication.confiance),
        "publiee_le": publication.publiee_le,
        "mise_a_jour_le": publication.mise_a_jour_le,
    }


def _objectif(objectif: Objectif) -> str:
    cible = [format_valeur(objectif.valeur), objectif.unite or ""]
    valeur = " ".join(mot for mot in cible if mot)
    echeance = f"échéance {objectif.echeance.libelle}" if objectif.echeance else ""
    return ", ".join(partie for partie in (objectif.intitule, valeur, echeance) if partie)


def _join(valeurs: Iterable[str]) -> str | None:
    """Join with a bar; a bar inside a value would cut it in two."""
    return _SEPARATEUR.join(v.replace(_SEPARATEUR, "/") for v in valeurs) or None


def _code(valeur: str | None) -> str | None:
    return None if valeur is None else str(valeur)
