"""Which column of a spreadsheet says what: guessed, corrected on screen, remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Self

import msgspec

from spaser.donnees.contrats.champs import LIBELLES, NECESSAIRES, VOCABULAIRE, Champ
from spaser.donnees.contrats.modele import ErreurContrats
from spaser.donnees.tableur.titres import assign_titres


class SensOui(StrEnum):
    """What a bare « oui » under « considération » declares."""

    INCONNU = ""
    CLAUSE = "clause"
    CRITERE = "critere"
    LES_DEUX = "les_deux"


class Correspondance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mapping of one layout; titles are folded (no case, no accent)."""

    titres: tuple[str, ...]
    colonnes: dict[Champ, str]
    oui: SensOui = SensOui.INCONNU

    def fits(self, titres: Sequence[str]) -> bool:
        """Tell whether a table with these titles can be read with this mapping."""
        return set(self.colonnes.values()) <= set(titres)

    def move_to(self, titres: Sequence[str]) -> Self:
        """Return the same for a table whose columns were moved or added."""
        return msgspec.structs.replace(self, titres=tuple(titres))

    def ranks(self) -> dict[Champ, int]:
        """Return the rank of each column read."""
        return {champ: self.titres.index(titre) for champ, titre in self.colonnes.items()}

    def check(self) -> None:
        """Refuse a mapping with which no contract could be read."""
        if not set(NECESSAIRES) & self.colonnes.keys():
            raise ErreurContrats(
                "Aucune colonne ne donne l’objet ni le numéro du marché.",
                f"Dites laquelle est « {LIBELLES[Champ.OBJET]} » ou « {LIBELLES[Champ.ID]} ».",
            )
        for titre in self.colonnes.values():
            if titre not in self.titres:
                raise ErreurContrats(
                    f"Le fichier n’a pas de colonne « {titre} ».", "Choisissez-en une de la liste."
                )


def propose(titres: Sequence[str]) -> Correspondance:
    """Find the columns by their words."""
    return Correspondance(titres=tuple(titres), colonnes=assign_titres(VOCABULAIRE, titres))


def find_connue(connues: Iterable[Correspondance], titres: Sequence[str]) -> Correspondance | None:
    """Return the mapping of these very titles, else the first one that still holds."""
    liste = list(connues)
    memes = next((c for c in liste if c.titres == tuple(titres)), None)
    trouvee = memes or next((c for c in liste if c.colonnes and c.fits(titres)), None)
    return trouvee and trouvee.move_to(titres)


def as_json(correspondance: Correspondance) -> dict[str, object]:
    """Return plain values that JSON can hold."""
    valeurs: dict[str, object] = msgspec.to_builtins(correspondance)
    return valeurs


def from_json(valeurs: object) -> Correspondance:
    """Read what `as_json` returned."""
    return msgspec.convert(valeurs, Correspondance)
