"""The filters of the register: their values, the words a reader sees, the order they come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from spaser.donnees.referentiels.annuaire import (
    departements,
    name_departement,
    name_region,
    regions,
)
from spaser.lettres import fold_mots
from spaser.metier.registre.nomenclatures import (
    Approche,
    Nomenclature,
    ObligationSchema,
    OrigineFiche,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
    edition_libelle,
)
from spaser.metier.registre.obligation import Obligation
from spaser.metier.statuts import Statut

INCONNU: Final = "non-connu"
_ANNEE: Final = re.compile(r"(?:19|20)\d\d")
_EDITION: Final = re.compile(r"[1-9]\d?")
_ANNEES_MAX: Final = 30  # a longer period is taken for a slip of the pen


class LigneRegistre(NamedTuple):
    numero: int
    cle: str
    porteurs: tuple[str, ...]
    type: str
    code_region: str
    codes_departement: tuple[str, ...]
    tranche_habitants: str
    tranche_achats: str
    statut: str
    en_vigueur: bool | None
    debut: str
    fin: str
    edition: int | None
    mutualise: bool | None
    obligation: str
    obligation_du_jour: str
    approche: str
    origine: str
    adopte_le: str
    mise_a_jour_le: float


@dataclass(frozen=True)
class Filtre:
    """One filter; `nom` is its name in addresses."""

    nom: str
    libelle: str
    read: Callable[[LigneRegistre], Iterable[str]]
    name: Callable[[str], str]
    accepts: Callable[[str], bool]
    rank: Callable[[str], int | str]
    inconnu: str = "Non connu"


def _of_enum(
    nom: str, libelle: str, enumeration: Iterable[Nomenclature | Statut], champ: str
) -> Filtre:
    valeurs = {valeur.value: valeur for valeur in enumeration}
    rangs = {valeur: rang for rang, valeur in enumerate(valeurs)}

    def read(ligne: LigneRegistre) -> tuple[str]:
        return (getattr(ligne, champ) or INCONNU,)

    return Filtre(
        nom,
        libelle,
        read,
        name=lambda valeur: valeurs[valeur].libelle,
        accepts=valeurs.__contains__,
        rank=rangs.__getitem__,
    )


def _name_region(code: str) -> str:
    return name_region(code) or code


def _name_departement(code: str) -> str:
    return f"{code} – {name_departement(code) or 'code inconnu'}"


def _read_annees(ligne: LigneRegistre) -> Iterable[str]:
    """Return the years that the period covers; with one end only, the year it tells."""
    bornes = [int(borne[:4]) for borne in (ligne.debut, ligne.fin) if borne]
    if not bornes:
        return (INCONNU,)
    premiere, derniere = bornes[0], bornes[-1]
    if not premiere <= derniere <= premiere + _ANNEES_MAX:
        return (str(premiere),)
    return (str(annee) for annee in range(premiere, derniere + 1))


def _of_question(nom: str, libelle: str, champ: str) -> Filtre:
    return Filtre(
        nom,
        libelle,
        lambda ligne: ({True: "oui", False: "non"}.get(getattr(ligne, champ), INCONNU),),
        name={"oui": "Oui", "non": "Non"}.__getitem__,
        accepts=("oui", "non").__contains__,
        rank=("oui", "non").index,
    )


FILTRES: Final[tuple[Filtre, ...]] = (
    _of_enum("type", "Type de structure", TypeStructure, "type"),
    Filtre(
        "region",
        "Région",
        lambda ligne: (ligne.code_region or INCONNU,),
        name=_name_region,
        accepts=lambda valeur: valeur in regions(),
        rank=lambda code: fold_mots(_name_region(code)),
        inconnu="Sans région, ou non connue",
    ),
    Filtre(
        "departement",
        "Département",
        lambda ligne: ligne.codes_departement or (INCONNU,),
        name=_name_departement,
        accepts=lambda valeur: valeur in departements(),
        rank=lambda code: code,
        inconnu="Sans département, ou non connu",
    ),
    _of_enum("habitants", "Nombre d’habitants", TrancheHabitants, "tranche_habitants"),
    _of_enum("achats", "Volume d’achats estimés", TrancheAchats, "tranche_achats"),
    _of_enum("statut", "Statut du SPASER", Statut, "statut"),
    _of_question("vigueur", "En vigueur aujourd’hui", "en_vigueur"),
    Filtre(
        "periode",
        "Année couverte",
        _read_annees,
        name=lambda annee: annee,
        accepts=lambda valeur: bool(_ANNEE.fullmatch(valeur)),
        rank=lambda annee: -int(annee),
    ),
    Filtre(
        "edition",
        "Édition",
        lambda ligne: (str(ligne.edition or INCONNU),),
        name=lambda valeur: edition_libelle(int(valeur)),
        accepts=lambda valeur: bool(_EDITION.fullmatch(valeur)),
        rank=int,
    ),
    _of_question("mutualise", "Mutualisé avec d’autres", "mutualise"),
    _of_enum(
        "obligation", "Obligé ou volontaire, d’après la source", ObligationSchema, "obligation"
    ),
    _of_enum("oblige", "Obligé aujourd’hui, d’après son volume", Obligation, "obligation_du_jour"),
    _of_enum("approche", "Approche", Approche, "approche"),
    _of_enum("origine", "Origine de la fiche", OrigineFiche, "origine"),
)
PAR_NOM: Final = {filtre.nom: filtre for filtre in FILTRES}


def name_valeur(filtre: Filtre, valeur: str) -> str:
    return filtre.inconnu if valeur == INCONNU else filtre.name(valeur)


def sort_valeurs(filtre: Filtre, valeurs: Iterable[str]) -> list[str]:
    connues = sorted((v for v in valeurs if v != INCONNU), key=filtre.rank)
    return [*connues, INCONNU] if INCONNU in valeurs else connues


def accepts_valeur(filtre: Filtre, valeur: str) -> bool:
    return valeur == INCONNU or filtre.accepts(valeur)
