"""Figures computed on demand for one buyer and year, and kept nowhere.

Their definitions are those of `catalogue` here: as in the other, but absent from `valeurs`. What is
asked is answered from the contracts of the buyer alone: these figures, and every rate of the
catalogue by family of purchases, by procedure or by amount.
"""

from typing import Final

from spaser.moteur.indicateurs.catalogue import INDICATEURS, PAR_CODE
from spaser.moteur.indicateurs.definition import Indicateur
from spaser.moteur.indicateurs.demande import catalogue

DEMANDES: Final = catalogue.DEMANDES
DEFINITIONS: Final = PAR_CODE | {i.code: i for i in DEMANDES}
"""Every definition by code, computed beforehand or on demand."""

LEGALES: Final = ("SOC-01", "SOC-02", "ENV-01", "ENV-02", "SOC-13", "SOC-IN")
TERRITOIRE: Final = "ECO-02"
RUBRIQUES: Final = ("loi", "social", "environnement", "economie", "territoire")
"""The rates that are broken down together: one query each."""


def list_rubrique(rubrique: str) -> tuple[Indicateur, ...]:
    """Return the rates of a part, in the order of the catalogue, those on demand last."""
    if rubrique == "loi":
        return tuple(PAR_CODE[code] for code in LEGALES)
    return tuple(i for i in (*INDICATEURS, *DEMANDES) if gives_taux(i) and _place(i) == rubrique)


def _place(indicateur: Indicateur) -> str:
    if indicateur.code.startswith(TERRITOIRE):
        return "territoire"
    return "economie" if indicateur.theme == "volume" else indicateur.theme


def gives_taux(indicateur: Indicateur) -> bool:
    """Tell whether a definition gives a rate that each contract answers by itself."""
    return bool(indicateur.reponse) or (indicateur.entre_0_et_1 and indicateur.unite == "%")
