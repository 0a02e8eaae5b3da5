"""What is wrong in the description of a plan, in words that say how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.politiques.modele import Plan

_SEPARATEURS: Final = re.compile(r"[^a-z0-9]+")
_ANNEES: Final = re.compile(r"\b(?:19|20)\d{2}\b")


def explain_periode(debut: int | None, fin: int | None) -> str:
    """Say what is wrong with a period; nothing when it can be."""
    if debut is not None and fin is not None and fin < debut:
        return (
            f"Ce plan finirait en {fin}, avant de commencer en {debut} : corrigez l’une des deux "
            "années."
        )
    return ""


def is_echue(fin: int | None, annee: int) -> bool:
    """Say whether a plan has ended before this year."""
    return fin is not None and fin < annee


def fold_nom_plan(nom: str) -> str:
    """Return a name as two plans are compared: no accent, no year, no sign."""
    return _SEPARATEURS.sub(" ", _ANNEES.sub(" ", unaccent(nom))).strip()


def find_jumelle(nom: str, autres: Iterable[str]) -> str | None:
    """Return the name of a plan that is the same, as it is written there."""
    plie = fold_nom_plan(nom)
    return next((autre for autre in autres if fold_nom_plan(autre) == plie), None)


def find_au_catalogue(nom: str, plans: Iterable[Plan]) -> Plan | None:
    """Return the plan of the catalogue that somebody is about to describe as her own."""
    plie = fold_nom_plan(nom)
    return next(
        (
            plan
            for plan in plans
            if plie and plie in {fold_nom_plan(plan.nom), fold_nom_plan(plan.sigle)}
        ),
        None,
    )
