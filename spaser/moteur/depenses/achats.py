"""Which lines are purchases: by the longest known prefix of the account, or by their words."""

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from spaser.moteur.depenses.modele import EtatLigne
from spaser.moteur.tables.cellules import read_texte

_ICI: Final = Path(__file__).parent
_M57: Final = "M57"
_ANNEE_M57: Final = 2024  # every local authority follows M57 since then
_COMPTE: Final = re.compile(r"^\D*(\d{2,10})")


class RegleCompte(NamedTuple):
    prefixe: str
    etat: EtatLigne
    motif: str | None
    famille: str
    libelle: str


@dataclass(frozen=True, slots=True)
class ProvenanceTable:
    libelle: str
    source: str
    confiance: str
    reserve: str
    date: str


_INCONNU: Final = RegleCompte("", EtatLigne.A_VERIFIER, "compte_inconnu", "", "")


def find_regle(
    compte: str, nomenclature: str | None = None, annee: int | None = None
) -> RegleCompte:
    """Return the rule of an account; a rule of the nomenclature comes before the common one.

    Where nobody says which nomenclature it is, the year does.
    """
    suivie = nomenclature or (_M57 if annee is not None and annee >= _ANNEE_M57 else "")
    regles = _load()
    for longueur in range(len(compte), 0, -1):
        prefixe = compte[:longueur]
        if regle := regles.get((suivie, prefixe)) or regles.get(("", prefixe)):
            return regle
    return _INCONNU


def read_compte(valeur: object) -> str:
    """Return the digits of « 60612 », of « 011-60612 » or of « 60612 - Énergie »."""
    texte = read_texte(valeur)
    nombres: list[str] = re.findall(r"\d+", texte.split(" ")[0]) or _COMPTE.findall(texte)[:1]
    return max(nombres, key=len, default="")


@cache
def read_provenance() -> ProvenanceTable:
    fiche = tomllib.loads(_read("comptes.toml"))["table"]
    return ProvenanceTable(**fiche | {"date": fiche["date"].isoformat()})


@cache
def _load() -> dict[tuple[str, str], RegleCompte]:
    return {
        (ligne["nomenclature"], ligne["prefixe"]): RegleCompte(
            ligne["prefixe"],
            EtatLigne(ligne["etat"]),
            ligne["motif"] or None,
            ligne["famille"],
            ligne["libelle"],
        )
        for ligne in csv.DictReader(io.StringIO(_read("comptes.csv")))
    }


def _read(nom: str) -> str:
    return (_ICI / nom).read_text("utf-8")


# Words of folded texts. They tell what was not paid, by its status; a credit note or a cancelling
# mandat, then an income, by the kind of piece.
NON_PAYE: Final = re.compile(r"\b(rejet\w*|refus\w*|suspen\w*|annul\w*|abandon\w*|brouillon)\b")
AVOIR: Final = re.compile(
    r"\b(avoirs?|annulati\w*|reductions?|notes? de credit|annulatif\w*|reductif\w*)\b"
)
RECETTE: Final = re.compile(r"\b(recettes?|titres?)\b")
_CIVILITE: Final = re.compile(r"(m|mr|mme|mlle|monsieur|madame|mademoiselle|m et mme|m ou mme) .+")
_PERSONNES: Final = re.compile(
    r"\b(particuliers?|personnes? physiques?|agents?|salaries?|elus?|usagers?|allocataires?)\b"
)
_SANS_ENTREPRISE: Final = re.compile(r"\b(sarl|sas|sasu|eurl|sa|scp|selarl|ei|eirl|cabinet)\b")


def is_particulier(nom: str, genre: str) -> bool:
    """Tell a person by the kind of supplier, or by a civility before the name (folded texts)."""
    if _PERSONNES.search(genre):
        return True
    return bool(_CIVILITE.fullmatch(nom)) and not _SANS_ENTREPRISE.search(nom)
