"""Where a scheme stands today: what is declared, corrected by the dates that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.metier.dates import DatePartielle
from spaser.metier.registre.nomenclatures import Nomenclature


class Statut(Nomenclature):
    EN_REFLEXION = "en_reflexion", "En réflexion"
    EN_COURS_ELABORATION = "en_cours_elaboration", "En cours d’élaboration"
    ADOPTE = "adopte", "Adopté"
    EN_REVISION = "en_revision", "En révision"
    ECHU = "echu", "Échu"
    INCONNU = "inconnu", "Non connu"

    @property
    def explication(self) -> str:
        return _EXPLICATIONS[self]


_EXPLICATIONS: Final[Mapping[Statut, str]] = {
    Statut.EN_REFLEXION: "L’acheteur envisage un schéma, sans avoir commencé à l’écrire.",
    Statut.EN_COURS_ELABORATION: "Le schéma s’écrit ; il n’est pas encore adopté.",
    Statut.ADOPTE: "Le schéma est adopté et sa période, si elle est connue, n’est pas finie.",
    Statut.EN_REVISION: "Le schéma est adopté et l’édition suivante se prépare.",
    Statut.ECHU: "La période du schéma est finie.",
    Statut.INCONNU: "Les sources ne permettent pas de le dire.",
}

DECLARABLES: Final = (
    Statut.EN_REFLEXION,
    Statut.EN_COURS_ELABORATION,
    Statut.ADOPTE,
    Statut.EN_REVISION,
)
"""What a buyer may declare: the two others are found from the dates, or from their absence."""

_PROJETS: Final = frozenset({Statut.EN_REFLEXION, Statut.EN_COURS_ELABORATION})
_ADOPTES: Final = frozenset({Statut.ADOPTE, Statut.EN_REVISION})


@dataclass(frozen=True, slots=True)
class Jalons:
    """What is known of a scheme's life. None: not known.

    `sans_terme` is True when the scheme says that it has no end, which is not the same thing as an
    end that nobody knows.
    """

    declare: Statut | None = None
    adopte_le: DatePartielle | None = None
    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    sans_terme: bool = False


def compute_statut(jalons: Jalons, aujourd_hui: date) -> Statut:
    """Say where a scheme stands on a given day; what nothing tells stays unknown."""
    declare = _adopted_or_declared(jalons, aujourd_hui)
    if _is_over(jalons, aujourd_hui):
        # A draft whose period has gone by: adopted and over, or given up? Nobody said.
        return Statut.INCONNU if declare in _PROJETS else Statut.ECHU
    return declare or Statut.INCONNU


def is_en_vigueur(jalons: Jalons, aujourd_hui: date) -> bool | None:
    """Say whether a scheme applies on a given day; None when its dates do not tell."""
    statut = compute_statut(jalons, aujourd_hui)
    if statut is Statut.INCONNU:
        return None
    if statut not in _ADOPTES:
        return False
    if jalons.debut and jalons.debut.debut > aujourd_hui:
        return False
    return True if jalons.fin or jalons.sans_terme else None


def _adopted_or_declared(jalons: Jalons, aujourd_hui: date) -> Statut | None:
    declare = None if jalons.declare is Statut.INCONNU else jalons.declare
    adoption = jalons.adopte_le
    if adoption is None:
        return declare
    if adoption.debut > aujourd_hui:
        return declare if declare in _PROJETS else Statut.EN_COURS_ELABORATION
    if adoption.fin <= aujourd_hui:
        return declare if declare in {*_ADOPTES, Statut.ECHU} else Statut.ADOPTE
    return declare  # this very month, or year: the date alone does not tell


def _is_over(jalons: Jalons, aujourd_hui: date) -> bool:
    return jalons.fin is not None and jalons.fin.fin < aujourd_hui
