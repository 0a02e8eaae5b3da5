"""Which column of an extract says what: shown, corrected, remembered.

A mapping names columns by their title, not by their rank: it still holds when columns are moved
or added. It is recognised again for a file that bears the same titles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, Self

import msgspec

from spaser.donnees.depenses.champs import LIBELLES, MONTANTS, VOCABULAIRE, Champ
from spaser.donnees.depenses.modele import ErreurDepenses
from spaser.donnees.tableur.titres import assign_titres

type NatureMontant = Literal["ht", "ttc"]

VERSION: Final = 1


class Correspondance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mapping of one layout; titles are folded (no case, no accent)."""

    titres: tuple[str, ...]
    colonnes: dict[Champ, str]
    montant_est: NatureMontant | None = None  # what the column « montant » is, once somebody says
    nomenclature: Literal["M57", "M14"] | None = None
    acheteur: str | None = None  # the SIREN whose lines are wanted
    annee: int | None = None  # for an extract that bears neither date nor exercice
    version: int = VERSION

    def correct(self, champ: Champ, titre: str | None) -> Self:
        """Return the same with one column changed, or not read at all."""
        if titre is not None and titre not in self.titres:
            raise ErreurDepenses(
                f"Le fichier n’a pas de colonne « {titre} ».",
                f"Ses colonnes : {', '.join(t for t in self.titres if t)}.",
            )
        colonnes = {c: t for c, t in self.colonnes.items() if c != champ and t != titre}
        if titre is not None:
            colonnes[champ] = titre
        return msgspec.structs.replace(self, colonnes=colonnes)

    @property
    def inutilisees(self) -> tuple[str, ...]:
        """Return the titles that are not read."""
        return tuple(t for t in self.titres if t and t not in self.colonnes.values())

    def fits(self, titres: Sequence[str]) -> bool:
        """Tell whether a table with these titles can be read with this mapping."""
        return set(self.colonnes.values()) <= set(titres)

    def ranks(self, titres: Sequence[str]) -> dict[Champ, int]:
        """Return the rank of each column in a table with these titles."""
        return {champ: titres.index(titre) for champ, titre in self.colonnes.items()}

    def check(self) -> None:
        """Refuse a mapping with which no line could be read."""
        if not set(MONTANTS) & self.colonnes.keys():
            raise ErreurDepenses(
                "Aucune colonne de montant n’a été reconnue.",
                f"Dites laquelle est « {LIBELLES[Champ.MONTANT_HT]} ». Colonnes du fichier : "
                f"{', '.join(t for t in self.titres if t)}.",
            )
        if not {Champ.EXERCICE, Champ.DATE, Champ.DATE_PAIEMENT} & self.colonnes.keys() and (
            self.annee is None
        ):
            raise ErreurDepenses(
                "Aucune colonne de date ni d’exercice n’a été reconnue.",
                "Donnez l’année du fichier, ou dites quelle colonne porte la date.",
            )


class Memoire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mappings that were remembered."""

    correspondances: tuple[Correspondance, ...] = ()

    def find(self, titres: Sequence[str]) -> Correspondance | None:
        """Return the mapping of these very titles, else the last one that still holds."""
        for connue in reversed(self.correspondances):
            if connue.titres == tuple(titres):
                return connue
        return next((c for c in reversed(self.correspondances) if c.fits(titres)), None)

    def remember(self, correspondance: Correspondance) -> Self:
        """Return the memory with one more mapping, in place of that of the same titles."""
        autres = (c for c in self.correspondances if c.titres != correspondance.titres)
        return msgspec.structs.replace(self, correspondances=(*autres, correspondance))


def propose(titres: Sequence[str]) -> Correspondance:
    """Find the columns by their words; each one is read once at most."""
    return Correspondance(titres=tuple(titres), colonnes=assign_titres(VOCABULAIRE, titres))


def write_memoire(memoire: Memoire) -> bytes:
    """Return the mappings as JSON."""
    return msgspec.json.format(msgspec.json.encode(memoire), indent=2) + b"\n"


def read_memoire(octets: bytes) -> Memoire:
    """Read mappings that `write_memoire` wrote, or a single one."""
    try:
        brut = msgspec.json.decode(octets)
        if isinstance(brut, Mapping) and "correspondances" not in brut:
            return Memoire(correspondances=(msgspec.convert(brut, Correspondance),))
        return msgspec.convert(brut, Memoire)
    except msgspec.MsgspecError as cause:
        raise ErreurDepenses(
            "Le fichier de correspondance n’est pas lisible.",
            "Redonnez celui que la commande a écrit, ou supprimez-le pour repartir de zéro.",
        ) from cause


def load_memoire(chemin: Path) -> Memoire:
    """Read the file of mappings; none yet is an empty memory."""
    return read_memoire(chemin.read_bytes()) if chemin.exists() else Memoire()
