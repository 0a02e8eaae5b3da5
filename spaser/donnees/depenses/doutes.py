"""Whether the mapping that was found is sure enough to read the file without asking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spaser.donnees.depenses.champs import DATES, MONTANTS, ChampExtrait
from spaser.donnees.depenses.correspondance import CorrespondanceExtrait
from spaser.donnees.depenses.modele import ErreurDepenses


class Doute(StrEnum):
    """What should be asked before reading."""

    MONTANT = "montant"
    NATURE = "nature"
    ANNEE = "annee"
    FOURNISSEUR = "fournisseur"
    COMPTE = "compte"
    PLUSIEURS = "plusieurs"


@dataclass(frozen=True, slots=True)
class TableTrouvee:
    """A table as it was found: its titles as written, what they seem to be, a few values each."""

    feuille: str | None
    ecrits: tuple[str, ...]
    correspondance: CorrespondanceExtrait
    doutes: tuple[Doute, ...]
    exemples: tuple[tuple[str, ...], ...]  # one tuple a column


class ColonnesIncertaines(ErreurDepenses):
    """The columns of a table should be shown to somebody before its lines are read."""

    def __init__(self, apercu: TableTrouvee) -> None:
        super().__init__(
            "Les colonnes de ce fichier sont à préciser.",
            "Dites ce que contient chaque colonne : la réponse servira pour les fichiers suivants.",
        )
        self.apercu = apercu


def find_doutes(correspondance: CorrespondanceExtrait) -> tuple[Doute, ...]:
    """Return what a mapping leaves unclear."""
    lues = correspondance.colonnes.keys()
    doutes = []
    if not set(MONTANTS) & lues:
        doutes.append(Doute.MONTANT)
    elif (
        not {ChampExtrait.MONTANT_HT, ChampExtrait.MONTANT_TTC} & lues
        and correspondance.montant_est is None
    ):
        doutes.append(Doute.NATURE)
    if not DATES & lues and correspondance.annee is None:
        doutes.append(Doute.ANNEE)
    if not {ChampExtrait.SIRET, ChampExtrait.SIREN} & lues:
        doutes.append(Doute.FOURNISSEUR)
    if ChampExtrait.COMPTE not in lues:
        doutes.append(Doute.COMPTE)
    if _is_disputed(correspondance):
        doutes.append(Doute.PLUSIEURS)
    return tuple(doutes)


def _is_disputed(correspondance: CorrespondanceExtrait) -> bool:
    """Tell whether a column left aside could be the amount as well as the one chosen."""
    for champ in (ChampExtrait.MONTANT_HT, ChampExtrait.MONTANT_TTC, ChampExtrait.MONTANT):
        choisie = correspondance.colonnes.get(champ)
        if choisie is None or choisie in champ.phrases:
            continue
        libres = [t for t in correspondance.inutilisees if not champ.sauf & set(t.split())]
        if any(f" {phrase} " in f" {t} " for t in libres for phrase in champ.phrases):
            return True
    return False
