"""Which column of a spreadsheet of contracts says what."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from spaser.donnees.contrats.champs import NECESSAIRES, ChampMarche
from spaser.donnees.contrats.modele import ErreurContrats
from spaser.donnees.tables import correspondance
from spaser.donnees.tables.titres import assign_titres


class SensOui(StrEnum):
    """What a bare « oui » under « considération » declares."""

    INCONNU = ""
    CLAUSE = "clause"
    CRITERE = "critere"
    LES_DEUX = "les_deux"


class CorrespondanceMarches(
    correspondance.Correspondance[ChampMarche],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
):
    """The mapping of one layout."""

    oui: SensOui = SensOui.INCONNU

    def check(self) -> None:
        """Refuse a mapping with which no contract could be read."""
        if not set(NECESSAIRES) & self.colonnes.keys():
            raise ErreurContrats(
                "Aucune colonne ne donne l’objet ni le numéro du marché.",
                f"Dites laquelle est « {ChampMarche.OBJET.libelle} » ou "
                f"« {ChampMarche.ID.libelle} ».",
            )
        if self.absente is not None:
            raise ErreurContrats(
                f"Le fichier n’a pas de colonne « {self.absente} ».",
                "Choisissez-en une de la liste.",
            )


Memoire = correspondance.Memoire[CorrespondanceMarches]


def propose(titres: Sequence[str]) -> CorrespondanceMarches:
    """Find the columns by their words."""
    return CorrespondanceMarches(titres=tuple(titres), colonnes=assign_titres(ChampMarche, titres))
