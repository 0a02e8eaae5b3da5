"""What the value of a year rests on, and what its target was counted on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from spaser.donnees.valeurs import Variante
from spaser.metier.comparaison import Assise
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.situation import LigneSituation, Situation
from spaser.web.cibles.lecture import ValeurLue, read_figure
from spaser.web.cibles.models import IndicateurSuivi

_BASES: Final = frozenset({"nombre", "montant"})


def find_assise(
    situation: Situation, lue: LigneSituation | None, valeur: ValeurLue | None, annee: int
) -> Assise:
    """Return what a value rests on; without one, how far the files cover the year of a figure."""
    if valeur is None:
        vue = (situation.corrige or situation.publie).vue if lue else None
        return Assise(annee=annee, couverture=vue.find_couverture(annee) if vue else None)
    if not valeur.reference:
        return Assise(annee=annee, origine=valeur.origine)
    for connue in lue.lues if lue else ():
        if str(connue.figure.reference) == valeur.reference:
            return situation.find_assise(connue.figure) or _name(valeur.reference)
    return _name(valeur.reference)


def _name(reference: str) -> Assise:
    """Return what the reference of a figure says by itself, when its data are gone."""
    lue = ReferenceChiffre.parse(reference)
    return Assise(annee=lue.annee, base=lue.mesure, origine=lue.origine)


def find_publie(lue: LigneSituation | None, valeur: ValeurLue | None) -> ValeurLue | None:
    """Return what published contracts give, beside a value of corrected ones; None elsewhere."""
    if lue is None or valeur is None or valeur.origine is not Origine.CORRIGES:
        return None
    return next((read_figure(f) for f in lue.figures if f.origine is Origine.PUBLIES), None)


def name_visee(visee: IndicateurSuivi) -> tuple[Variante | None, str]:
    """Return the base and the origin that a target was counted on; nothing where nobody said."""
    if visee.base_reference:
        lue = ReferenceChiffre.parse(visee.base_reference)
        return (lue.mesure if lue.mesure in _BASES else None), lue.origine.value
    return None, visee.base_origine or visee.origine


def place_visee(visee: IndicateurSuivi, situation: Situation, valeur: Assise) -> Assise:
    """Return what the base of a target rests on, as far as it is known; else what a value does."""
    base, origine = name_visee(visee)
    placee = replace(
        valeur,
        base=base or valeur.base,
        origine=Origine(origine) if origine else valeur.origine,
    )
    if visee.base_annee is None or not visee.base_reference:
        return placee
    couverture = situation.find_couverture(visee.base_annee, placee.origine)
    return replace(placee, annee=visee.base_annee, couverture=couverture)
