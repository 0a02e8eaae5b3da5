"""A stakeholder as plain values, and its texts as they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.acteurs.nomenclatures import Forme, Role

NOM_MAX: Final = 200
TEXTE_MAX: Final = 20_000
_MOT: Final = re.compile(r"[a-z0-9]+")
_PETITS_MOTS: Final = frozenset("a au aux d de des du en et l la le les".split())
_LIGNE: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLES: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acteur:
    """One line of the table: what identifies it (step 1), what it brings (step 2)."""

    nom: str
    typologie: str = ""  # a code of the catalogue, or nothing yet
    description: str = ""
    contact: str = ""
    commentaire: str = ""
    role: Role | None = None
    contribution: str = ""
    formes: tuple[Forme, ...] = ()
    nature: str = ""
    siren: str = ""
    source: str = ""
    verifie_le: date | None = None
    cle: str = ""

    @property
    def nom_plie(self) -> str:
        """Return the name as it is compared."""
        return fold_nom(self.nom)


CHAMPS: Final = tuple(champ.name for champ in fields(Acteur))


def clean_texte(texte: str) -> str:
    """Return a text with plain line ends and nothing invisible; its inner blanks are kept."""
    return _INVISIBLES.sub("", _LIGNE.sub("\n", texte)).strip()


def clean_nom(texte: str) -> str:
    """Return a name on one line."""
    return " ".join(clean_texte(texte).split("\n"))


def fold_nom(nom: str) -> str:
    """Reduce a name to the words that tell it from another."""
    mots = _MOT.findall(unaccent(nom))
    utiles = [mot for mot in mots if mot not in _PETITS_MOTS]
    return " ".join(utiles or mots) or nom


def sort_formes(formes: frozenset[Forme] | set[Forme]) -> tuple[Forme, ...]:
    """Return the forms in the order of the list, each once."""
    return tuple(forme for forme in Forme if forme in formes)
