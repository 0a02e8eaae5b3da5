"""Texts of the site as the programme team edits them: what replaces a file's text, from which day.

A text is a frozen struct of its kind, first read from the files of `contenus`. What changed between
two of them is told in words that a reader can follow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import Any, ClassVar, Final, Protocol

import msgspec

from spaser.metier.dates import DatePartielle
from spaser.metier.registre.differences import Changement
from spaser.metier.registre.nomenclatures import Nomenclature

CODE_MAX: Final = 80
_HORS_TEXTE: Final = frozenset({"code", "mise_a_jour"})


def find_code_libre(base: str, is_pris: Callable[[str], bool]) -> str:
    """Return a code that nothing bears: this one, or the same with a number after it."""
    codes = chain([base], (f"{base}-{rang}" for rang in count(2)))
    return next(code for code in codes if not is_pris(code))


class Contenu(Protocol):
    """What every kind of text has; `mise_a_jour` is the day of the team's text, never in a file."""

    __struct_fields__: ClassVar[tuple[str, ...]]

    @property
    def code(self) -> str:
        """Return what names it for ever."""

    @property
    def titre(self) -> str:
        """Return what names it to a reader."""

    @property
    def mise_a_jour(self) -> date | None:
        """Return the day from which the team's text is shown; None for that of a file."""


class Partie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading and what stands under it, typed as `documents.corps` reads it."""

    titre: str
    texte: str


class EtatTexte(Nomenclature):
    """Where a text stands: written, read again by somebody else, published on its day."""

    BROUILLON = "brouillon", "Brouillon"
    A_RELIRE = "a_relire", "À relire"
    APPROUVEE = "approuvee", "Approuvée"
    ABANDONNEE = "abandonnee", "Abandonnée"
    RETIREE = "retiree", "Retirée"


OUVERTS: Final = (EtatTexte.BROUILLON, EtatTexte.A_RELIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication[C: Contenu]:
    """An approved text, and the day from which it is the one to show."""

    contenu: C
    effet_le: date
    numero: int


def supersede[C: Contenu](
    fichiers: Iterable[C], publications: Iterable[Publication[C]], jour: date
) -> tuple[C, ...]:
    """Return the texts to show on a day: those of the files, edited or added by the programme.

    For one of them the latest day of effect wins, then the latest text. What is added comes last.
    """
    textes = {contenu.code: contenu for contenu in fichiers}
    en_ligne = (p for p in publications if p.effet_le <= jour)
    for publication in sorted(en_ligne, key=lambda p: (p.effet_le, p.numero)):
        contenu: Any = publication.contenu
        textes[contenu.code] = msgspec.structs.replace(contenu, mise_a_jour=publication.effet_le)
    return tuple(textes.values())


def may_approve(relecteur: int, redacteurs: Iterable[int]) -> bool:
    """Say whether this person may be the second reader: none of those who wrote."""
    return relecteur not in set(redacteurs)


def write_contenu(contenu: Contenu) -> dict[str, Any]:
    """Return a text as plain JSON values; what is empty is left out, as in the files."""
    requis = {c.name for c in msgspec.structs.fields(type(contenu)) if c.required}  # type: ignore[arg-type]  # a struct of its kind
    ecrit = msgspec.to_builtins(contenu)
    return {nom: valeur for nom, valeur in ecrit.items() if valeur or nom in requis}


def digest(contenu: Contenu) -> str:
    """Return a hash of a text, to see whether its file has changed."""
    return hashlib.sha256(msgspec.json.encode(write_contenu(contenu))).hexdigest()[:32]


type Ecriture = Callable[[Any], str]
"""Writes a value in words."""


def compare_contenus(
    avant: Contenu | None, apres: Contenu, champs: Mapping[str, tuple[str, Ecriture]]
) -> tuple[Changement, ...]:
    """List what changed between two texts; nothing if and only if they say the same.

    `champs` gives the words of each field, in the order to tell them.
    """
    changements = []
    tous = dict.fromkeys([*champs, *apres.__struct_fields__])
    for champ in (c for c in tous if c not in _HORS_TEXTE):
        libelle, write = champs.get(champ, (champ, write_valeur))
        ecrits = (write(getattr(avant, champ)) if avant else "", write(getattr(apres, champ)))
        if ecrits[0] != ecrits[1]:
            changements.append(Changement(champ, libelle, *ecrits))
    return tuple(changements)


def write_valeur(valeur: Any) -> str:  # noqa: ANN401, PLR0911 - a value of any field: one case each
    """Return a value in words: a line for each of several, a repeated line told piece by piece."""
    match valeur:
        case None | "":
            return ""
        case bool():
            return "oui" if valeur else "non"
        case Nomenclature():
            return valeur.libelle
        case date():
            return DatePartielle(valeur.isoformat()).libelle
        case tuple():
            return "\n".join(map(write_valeur, valeur))
        case msgspec.Struct():
            morceaux = (write_valeur(getattr(valeur, c)) for c in valeur.__struct_fields__)
            return "\u202f; ".join(filter(None, morceaux))
        case _:
            return str(valeur)
