"""A collection sheet: what a referent is asked, and what comes back, told by the key of each row.

Rows may be sorted and columns moved. A key names the sheet and the indicator: nothing else is
needed to know what a value is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from spaser.donnees.tables.colonnes import Nature, Rangee, colonne, list_colonnes
from spaser.donnees.tables.modele import Gravite, Remarque
from spaser.metier.cibles.modele import TEXTE_MAX

LIGNES_MAX: Final = 500
NECESSAIRES: Final = frozenset({"repere", "valeur"})
_CLE: Final = 8  # letters of each key that a row carries: enough within a space


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneCollecte:
    """A row of a collection sheet; only the last five columns are read back."""

    # fmt: off
    indicateur: str = colonne("Indicateur", nature=Nature.LIGNE, debuts="indicateur")
    definition: str = colonne("Ce qui est compté", "", debuts="ce qui est compte|definition")
    annee: str = colonne("Année", "", nature=Nature.LIGNE, debuts="annee")
    unite: str = colonne("Unité", "", nature=Nature.LIGNE, debuts="unite")
    derniere: str = colonne("Dernière valeur connue", "", nature=Nature.LIGNE,
        debuts="derniere valeur")
    valeur: str = colonne("Valeur", "", nature=Nature.LIGNE, debuts="valeur")
    source: str = colonne("Source", "", nature=Nature.LIGNE, debuts="source")
    commentaire: str = colonne("Commentaire", "", debuts="commentaire|remarque")
    rempli_par: str = colonne("Rempli par", "", nature=Nature.LIGNE, debuts="rempli")
    repere: str = colonne("Repère (ne pas modifier)", "", nature=Nature.CLE, debuts="repere")
    # fmt: on


COLONNES: Final = list_colonnes(LigneCollecte)
TITRES: Final = tuple(colonne_.titre for colonne_ in COLONNES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurRendue:
    """A row that came back: its key, and what was written, as texts."""

    ligne: int
    colonne: str  # the letter of the value
    repere: str
    annee: str = ""
    valeur: str = ""
    source: str = ""
    commentaire: str = ""
    rempli_par: str = ""


@dataclass(slots=True)
class FicheLue:
    """What was read of a file: its rows that hold a key, and what is wrong."""

    lignes: list[ValeurRendue] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)


def make_repere(fiche: str, indicateur: str) -> str:
    return f"{fiche[:_CLE]}-{indicateur[:_CLE]}"


def cut_repere(repere: str) -> tuple[str, str]:
    """Split « sheet-indicator » into the beginnings of both keys."""
    fiche, _, indicateur = repere.strip().lower().partition("-")
    return fiche, indicateur


def read_fiche(rangees: Sequence[Rangee]) -> FicheLue:
    """Read the rows of a sheet; one that says something without a key is told."""
    lue = FicheLue()
    vues: dict[str, ValeurRendue] = {}
    for rangee in rangees:
        lue.remarques += rangee.remarques
        textes = {nom: " ".join(str(v).split()) for nom, v in rangee.valeurs.items()}
        repere = textes.get("repere", "")
        if not repere:
            _tell_sans_repere(lue, rangee, textes)
            continue
        rendue = ValeurRendue(
            ligne=rangee.numero,
            colonne=rangee.lettres.get("valeur", ""),
            repere=repere,
            **{
                nom: textes.get(nom, "")[:TEXTE_MAX]
                for nom in ("annee", "valeur", "source", "commentaire", "rempli_par")
            },
        )
        _check_longueurs(lue, rangee, textes)
        deja = vues.get(repere)
        if deja and deja.valeur != rendue.valeur:
            _tell_double(lue, rangee, deja)
            continue
        if deja is None:
            vues[repere] = rendue
            lue.lignes.append(rendue)
    return lue


def _tell_sans_repere(lue: FicheLue, rangee: Rangee, textes: dict[str, str]) -> None:
    if not textes.get("valeur"):
        return
    lue.remarques.append(
        Remarque(
            ligne=rangee.numero,
            valeur=textes["valeur"][:80],
            probleme="cette ligne n’a plus son repère : sa valeur n’est pas lue.",
            remede="Recopiez le repère de la fiche d’origine, ou notez cette valeur à l’écran.",
            gravite=Gravite.ECARTEE,
        )
    )


def _tell_double(lue: FicheLue, rangee: Rangee, deja: ValeurRendue) -> None:
    lue.remarques.append(
        Remarque(
            ligne=rangee.numero,
            probleme=f"ce repère est déjà à la ligne {deja.ligne}, avec une autre valeur.",
            remede="Gardez une seule des deux lignes. Nous lisons la première.",
            gravite=Gravite.ECARTEE,
        )
    )


def _check_longueurs(lue: FicheLue, rangee: Rangee, textes: dict[str, str]) -> None:
    for nom in ("source", "commentaire", "rempli_par"):
        if len(textes.get(nom, "")) > TEXTE_MAX:
            lue.remarques.append(
                Remarque(
                    ligne=rangee.numero,
                    colonne=f"colonne {rangee.lettres.get(nom, '')}",
                    probleme=f"ce texte compte plus de {TEXTE_MAX} signes : la suite est coupée.",
                    remede="Raccourcissez-le si la fin compte.",
                )
            )
