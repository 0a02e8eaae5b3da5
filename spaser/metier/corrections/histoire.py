"""Dated lines: the last one that was not undone is the one in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spaser.metier.corrections.champs import Champ


@dataclass(frozen=True, slots=True)
class Ligne:
    """A value given to a contract, in order; one undone stays, and holds no more."""

    rang: int
    cle: int
    champ: Champ
    valeur: str
    annulee: bool = False


def list_en_vigueur(lignes: Iterable[Ligne]) -> dict[int, dict[Champ, Ligne]]:
    """Return the line in force of each field of each contract."""
    vigueur: dict[int, dict[Champ, Ligne]] = {}
    for ligne in lignes:
        if ligne.annulee:
            continue
        du_marche = vigueur.setdefault(ligne.cle, {})
        actuelle = du_marche.get(ligne.champ)
        if actuelle is None or actuelle.rang < ligne.rang:
            du_marche[ligne.champ] = ligne
    return vigueur
