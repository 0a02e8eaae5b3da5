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

_ICI: Final = Path(__file__).parent
M57: Final = "M57"
ANNEE_M57: Final = 2024  # every local authority follows M57 since then
_COMPTE: Final = re.compile(r"\D*(\d{2,10})")


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


INCONNU: Final = RegleCompte("", EtatLigne.A_VERIFIER, "compte_inconnu", "", "")


def find_regle(compte: str, nomenclature: str | None) -> RegleCompte:
    """Return the rule of an account; a rule of the nomenclature comes before the common one."""
    regles = _load()
    for longueur in range(len(compte), 0, -1):
        prefixe = compte[:longueur]
        if regle := regles.get((nomenclature or "", prefixe)) or regles.get(("", prefixe)):
            return regle
    return INCONNU


def read_compte(valeur: object) -> str:
    """Return the digits of « 60612 », of « 011-60612 » or of « 60612 - Énergie »."""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    texte = str(valeur).strip()
    if texte.isdecimal():
        return texte
    nombres: list[str] = re.findall(r"\d+", texte.split(" ")[0])
    if not nombres:
        trouve = _COMPTE.match(texte)
        return str(trouve[1]) if trouve else ""
    return max(nombres, key=len)


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


_CIVILITE: Final = re.compile(r"(m|mr|mme|mlle|monsieur|madame|mademoiselle|m et mme|m ou mme) .+")
_PERSONNES: Final = re.compile(
    r"\b(particuliers?|personnes? physiques?|agents?|salaries?|elus?|usagers?|allocataires?)\b"
)
_SANS_ENTREPRISE: Final = re.compile(r"\b(sarl|sas|sasu|eurl|sa|scp|selarl|ei|eirl|cabinet)\b")
_NON_PAYE: Final = re.compile(r"\b(rejet\w*|refus\w*|suspen\w*|annul\w*|abandon\w*|brouillon)\b")
_AVOIR: Final = re.compile(
    r"\b(avoirs?|annulati\w*|reductions?|notes? de credit|annulatif\w*|reductif\w*)\b"
)
_RECETTE: Final = re.compile(r"\b(recettes?|titres?)\b")
_TOTAL: Final = re.compile(
    r"(sous )?tota(l|ux)( .*)?|(montant )?cumul( .*)?|report|a reporter|total general.*"
)


def is_particulier(nom: str, genre: str) -> bool:
    """Tell a person by the kind of supplier, or by a civility before the name (folded texts)."""
    if _PERSONNES.search(genre):
        return True
    return bool(_CIVILITE.fullmatch(nom)) and not _SANS_ENTREPRISE.search(nom)


def is_non_paye(statut: str) -> bool:
    """Tell a piece that was not paid, by its status (folded)."""
    return bool(_NON_PAYE.search(statut))


def is_avoir(genre: str) -> bool:
    """Tell a credit note or a cancelling mandat, by its kind (folded)."""
    return bool(_AVOIR.search(genre))


def is_recette(genre: str) -> bool:
    """Tell an income by the kind of piece (folded)."""
    return bool(_RECETTE.search(genre))


def is_total(texte: str) -> bool:
    """Tell the first words of a line of total (folded)."""
    return bool(_TOTAL.fullmatch(texte))
