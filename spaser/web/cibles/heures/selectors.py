"""Reads statements of hours, each line beside the contract that bears its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from spaser.documents.cibles import write_valeur
from spaser.web.cibles.heures.lecture import HEURES, LigneLue
from spaser.web.cibles.models import LigneHeures, ReleveHeures
from spaser.web.cibles.vises import Vise, list_vises
from spaser.web.marches.selectors import Marche, list_marches
from spaser.web.organisations.models import Espace

CODE: Final = "SOC-07"
_HORS: Final = re.compile(r"[^0-9a-z]")
_COURT: Final = 3  # signs: a shorter number would match by chance


type Ligne = LigneLue | LigneHeures  # as it was read, or as it is kept


@dataclass(frozen=True)
class Rattachee:
    """A line, and the contract of its number; None when no contract, or several, bear it."""

    ligne: Ligne
    marche: Marche | None

    @property
    def texte(self) -> str:
        return write_valeur(self.ligne.heures, HEURES)


def find_releves(espace: Espace) -> QuerySet[ReleveHeures]:
    return ReleveHeures.objects.filter(espace=espace, remplace_le__isnull=True)


def attach(espace: Espace, lignes: Iterable[Ligne]) -> list[Rattachee]:
    lignes = list(lignes)
    numerotees = any(_fold(ligne.numero) for ligne in lignes)
    marches = _map_numeros(list_marches(espace)) if numerotees else {}
    return [Rattachee(ligne, marches.get(_fold(ligne.numero))) for ligne in lignes]


def _map_numeros(marches: Iterable[Marche]) -> Mapping[str, Marche]:
    """Return contracts by number; a number that two bear is nobody's."""
    par_numero: dict[str, list[Marche]] = {}
    for marche in marches:
        numero = _fold(marche.contrat.id or "")
        if numero:
            par_numero.setdefault(numero, []).append(marche)
    return {numero: seuls[0] for numero, seuls in par_numero.items() if len(seuls) == 1}


def _fold(numero: str) -> str:
    plie = _HORS.sub("", numero.lower())
    return plie if len(plie) >= _COURT else ""


def find_heures(espace: Espace) -> Vise | None:
    return next((vise for vise in list_vises(espace) if vise.suivi.code == CODE), None)
