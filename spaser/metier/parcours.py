"""The parcours: the seven steps that lead to a scheme and follow it."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.registre.nomenclatures import Nomenclature


class Tiroir(Nomenclature):
    PERIMETRE = "perimetre", "Votre périmètre"
    DIAGNOSTIC = "diagnostic", "Votre autodiagnostic"
    ACTEURS = "acteurs", "Vos acteurs"
    PLAN = "plan", "Votre plan d’action"
    SCHEMA = "schema", "Votre schéma"
    CONTROLE = "controle", "Le contrôle avant le vote"
    CIBLES = "cibles", "Vos cibles"


class LienEtape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet or a tool that helps in a step."""

    libelle: str
    adresse: str


class Etape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step: how long it usually takes, what to do, and all that helps to do it.

    The texts are typed as `documents.corps` reads them; `faq` are codes of answers.
    """

    code: str
    titre: str
    court: str
    duree: str
    que_faire: str
    faq: tuple[str, ...]
    fiches: tuple[LienEtape, ...]
    outils: tuple[LienEtape, ...]
    exemple_nom: str
    exemple: str
    tiroir: Tiroir
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        return (self.court, self.duree, self.que_faire, self.exemple)


@cache
def load_parcours() -> tuple[Etape, ...]:
    return read_contenu("parcours/etapes.json", tuple[Etape, ...])
