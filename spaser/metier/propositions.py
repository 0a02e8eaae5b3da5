"""What a tool proposes to a buyer: taken in by the plan, the sheets, the lessons, the indicators.

A tool offers; a person keeps or sets aside. What was kept is read by every other tool.
"""

from __future__ import annotations

from dataclasses import dataclass

from spaser.metier.registre.nomenclatures import Nomenclature


class NatureProposition(Nomenclature):
    """What a proposal is made of; the part of the site that holds it takes it by its code."""

    ACTION = "action", "Action"
    FICHE = "fiche", "Fiche"
    LECON = "lecon", "Leçon"
    INDICATEUR = "indicateur", "Indicateur"


class EtatProposition(Nomenclature):
    PROPOSEE = "proposee", "À décider"
    RETENUE = "retenue", "Retenue"
    ECARTEE = "ecartee", "Écartée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offre:
    """A proposal as a tool makes it: what, and why for this buyer."""

    nature: NatureProposition
    code: str
    libelle: str
    raison: str
