"""Which column of an extract says what, and what the extract does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from spaser.donnees.depenses.champs import DATES, MONTANTS, ChampExtrait
from spaser.donnees.depenses.modele import ErreurDepenses
from spaser.donnees.tables import correspondance
from spaser.donnees.tables.titres import assign_titres

type NatureMontant = Literal["ht", "ttc"]

VERSION: Final = 1


class CorrespondanceExtrait(
    correspondance.Correspondance[ChampExtrait],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """The mapping of one layout."""

    montant_est: NatureMontant | None = None  # what the column « montant » is, once somebody says
    nomenclature: Literal["M57", "M14"] | None = None
    acheteur: str | None = None  # the SIREN whose lines are wanted
    annee: int | None = None  # for an extract that bears neither date nor exercice
    version: int = VERSION

    def check(self) -> None:
        """Refuse a mapping with which no line could be read."""
        titres = ", ".join(t for t in self.titres if t)
        if self.absente is not None:
            raise ErreurDepenses(
                f"Le fichier n’a pas de colonne « {self.absente} ».", f"Ses colonnes : {titres}."
            )
        if not set(MONTANTS) & self.colonnes.keys():
            raise ErreurDepenses(
                "Aucune colonne de montant n’a été reconnue.",
                f"Dites laquelle est « {ChampExtrait.MONTANT_HT.libelle} ». Colonnes du fichier : "
                f"{titres}.",
            )
        if self.annee is None and not DATES & self.colonnes.keys():
            raise ErreurDepenses(
                "Aucune colonne de date ni d’exercice n’a été reconnue.",
                "Donnez l’année du fichier, ou dites quelle colonne porte la date.",
            )


Memoire = correspondance.Memoire[CorrespondanceExtrait]


def propose(titres: Sequence[str]) -> CorrespondanceExtrait:
    """Find the columns by their words; each one is read once at most."""
    return CorrespondanceExtrait(titres=tuple(titres), colonnes=assign_titres(ChampExtrait, titres))


def write_memoire(memoire: Memoire) -> bytes:
    """Return the mappings as JSON."""
    return msgspec.json.format(msgspec.json.encode(memoire), indent=2) + b"\n"


def read_memoire(octets: bytes) -> Memoire:
    """Read mappings that `write_memoire` wrote, or a single one."""
    try:
        brut = msgspec.json.decode(octets)
        if isinstance(brut, Mapping) and "correspondances" not in brut:
            return Memoire(correspondances=(msgspec.convert(brut, CorrespondanceExtrait),))
        return msgspec.convert(brut, Memoire)
    except msgspec.MsgspecError as cause:
        raise ErreurDepenses(
            "Le fichier de correspondance n’est pas lisible.",
            "Redonnez celui que la commande a écrit, ou supprimez-le pour repartir de zéro.",
        ) from cause


def load_memoire(chemin: Path) -> Memoire:
    """Read the file of mappings; none yet is an empty memory."""
    return read_memoire(chemin.read_bytes()) if chemin.exists() else Memoire()
