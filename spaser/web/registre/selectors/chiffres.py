"""The key figures of the register: each is the count of a list that can be opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from spaser.metier.statuts import Statut
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.registre.selectors.filtres import (
    INCONNU,
    PAR_NOM,
    name_valeur,
    sort_valeurs,
)
from spaser.web.registre.selectors.tableau import TableFiches, read_tableau

_EN_PREPARATION: Final = (Statut.EN_REFLEXION, Statut.EN_COURS_ELABORATION)


@dataclass(frozen=True)
class ChiffreCle:
    """A count, out of how many, of how many nothing is known, and the query string of its list."""

    libelle: str
    nombre: int
    sur: int
    inconnus: int
    requete: str
    precision: str = ""


@dataclass(frozen=True)
class ChiffresCles:
    date: datetime | None
    recenses: ChiffreCle
    en_vigueur: ChiffreCle
    mutualises: ChiffreCle
    par_type: tuple[ChiffreCle, ...]
    par_region: tuple[ChiffreCle, ...]

    @property
    def principaux(self) -> tuple[ChiffreCle, ChiffreCle, ChiffreCle]:
        return (self.recenses, self.en_vigueur, self.mutualises)


def read_chiffres(aujourd_hui: date) -> ChiffresCles:
    tableau = read_tableau(aujourd_hui)
    return ChiffresCles(
        date=services.read_changement(GENERATION),
        recenses=_count_tous(tableau),
        en_vigueur=replace(
            _count(tableau, "Schémas en vigueur", "vigueur"),
            precision="Adoptés, et dont la période, connue, comprend ce jour",
        ),
        mutualises=_count(tableau, "Schémas mutualisés", "mutualise"),
        par_type=_spread(tableau, "type"),
        par_region=_spread(tableau, "region"),
    )


def count_zones(nom: str, aujourd_hui: date) -> dict[str, int]:
    masques = read_tableau(aujourd_hui).masques[nom]
    return {code: masque.bit_count() for code, masque in masques.items()}


def _count_tous(tableau: TableFiches) -> ChiffreCle:
    """Count every sheet; some are of schemes that are not written yet."""
    tous, prepares = len(tableau.numeros), tableau.count("statut", _EN_PREPARATION)
    precision = f"Dont {prepares} en préparation" if prepares else ""
    return ChiffreCle("Schémas recensés", tous, tous, 0, "", precision)


def _count(tableau: TableFiches, libelle: str, nom: str) -> ChiffreCle:
    return ChiffreCle(
        libelle,
        tableau.count(nom, ["oui"]),
        len(tableau.numeros),
        tableau.count(nom, [INCONNU]),
        urlencode({nom: "oui"}),
    )


def _spread(tableau: TableFiches, nom: str) -> tuple[ChiffreCle, ...]:
    filtre = PAR_NOM[nom]
    return tuple(
        ChiffreCle(
            name_valeur(filtre, valeur),
            tableau.count(nom, [valeur]),
            len(tableau.numeros),
            0,
            urlencode({nom: valeur}),
        )
        for valeur in sort_valeurs(filtre, tableau.masques[nom])
    )
