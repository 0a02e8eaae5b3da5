"""The outline of a scheme: four parts, their headings, and how far each heading is."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class EtatRubrique(StrEnum):
    """How far a heading is; « relu » and « validé » are said by a second person."""

    A_ECRIRE = "à écrire"
    PREREMPLIE = "prérempli"
    EN_REDACTION = "en rédaction"


class Exemple(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a published scheme does of a heading; `fiche` is its identifier in the register.

    `source` is the address of the source of that sheet that tells it; the first one without.
    """

    fiche: str
    texte: str
    source: str = ""


class Rubrique(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading: what it holds, for whom, how long; `outil` is the code of the tool that fills it.

    `faits` are the codes of the law that `texte` tells.
    """

    code: str
    titre: str
    texte: str
    pour: str
    longueur: str
    outil: str = ""
    exemple: Exemple | None = None
    faits: tuple[str, ...] = ()


class Partie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part that every scheme has; in one of them, the approach replaces the first heading."""

    titre: str
    texte: str
    rubriques: tuple[Rubrique, ...]
    selon_approche: bool = False


def compute_etat(*, remplie: bool, redigee: bool) -> EtatRubrique:
    """Return how far a heading is: somebody's words count more than what fills itself."""
    if redigee:
        return EtatRubrique.EN_REDACTION
    return EtatRubrique.PREREMPLIE if remplie else EtatRubrique.A_ECRIRE
