"""Adds a few faults of real files to the fictitious ones: an importer has to cope with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from spaser.demonstration.territoire import FournisseurFictif
from spaser.demonstration.tirage import (
    DEBUT_V2,
    FIN,
    MarcheFictif,
    Modification,
    SousTraitance,
    TitulaireFictif,
)

_MONTANTS_DOUTEUX: Final = (1.0, 0.0, 999_999_999.0, 123_456_789.0, 1.0, 888_888_888.0)

_PART_MODIFIEE: Final = 0.1
_PART_INCREMENT: Final = 0.15  # modifications whose amount is the increase, not the new total
_PART_SOUS_TRAITEE: Final = 0.15  # of works contracts


def spoil_montants(marches: list[MarcheFictif], hasard: Random) -> list[MarcheFictif]:
    touches = hasard.sample(range(len(marches)), len(_MONTANTS_DOUTEUX))
    douteux = dict(zip(touches, _MONTANTS_DOUTEUX, strict=True))
    return [
        replace(marche, montant=douteux[rang]) if rang in douteux else marche
        for rang, marche in enumerate(marches)
    ]


def add_suites(
    marches: list[MarcheFictif], fournisseurs: Sequence[FournisseurFictif], hasard: Random
) -> list[MarcheFictif]:
    sous_traitants = [f for f in fournisseurs if f.segment in ("batiment", "voirie")]
    modifies = [_add_modifications(marche, hasard) for marche in marches]
    return [_add_sous_traitance(marche, sous_traitants, hasard) for marche in modifies]


def _add_modifications(marche: MarcheFictif, hasard: Random) -> MarcheFictif:
    if hasard.random() >= _PART_MODIFIEE or marche.montant < 1000:  # noqa: PLR2004 - placeholder
        return marche
    modifications = []
    montant, jour = marche.montant, marche.notification
    for numero in range(1, hasard.choice((1, 1, 1, 2)) + 1):
        jour += timedelta(days=hasard.randint(60, 280))
        publication = jour + timedelta(days=hasard.randint(3, 40))
        if publication > FIN:
            break
        modification, montant = _draw_modification(numero, montant, marche, hasard)
        modifications.append(replace(modification, notification=jour, publication=publication))
    return replace(marche, modifications=tuple(modifications))


def _draw_modification(
    numero: int, montant: float, marche: MarcheFictif, hasard: Random
) -> tuple[Modification, float]:
    tirage = hasard.random()
    base = Modification(numero, marche.notification, marche.notification)
    if tirage < 0.2:  # noqa: PLR2004 - one in five only lengthens the contract
        return replace(base, mois=marche.mois + hasard.randint(2, 8)), montant
    hausse = hasard.uniform(0.01, 0.14)
    nouveau = round(montant * (1 + hausse), 2)
    if hasard.random() < _PART_INCREMENT:
        return replace(base, montant=round(montant * hausse, 2)), nouveau
    return replace(base, montant=nouveau, mois=marche.mois), nouveau


def _add_sous_traitance(
    marche: MarcheFictif, sous_traitants: Sequence[FournisseurFictif], hasard: Random
) -> MarcheFictif:
    concerne = marche.notification.year >= DEBUT_V2 and marche.objet.ccag == "Travaux"
    if not concerne or hasard.random() >= _PART_SOUS_TRAITEE:
        return marche
    jour = marche.notification + timedelta(days=hasard.randint(20, 70))
    if jour + timedelta(days=30) > FIN:
        return marche
    firme = hasard.choice(sous_traitants)
    acte = SousTraitance(
        numero=1,
        sous_traitant=TitulaireFictif("SIRET", firme.siret, firme.nom),
        notification=jour,
        publication=jour + timedelta(days=25),
        montant=round(marche.montant * hasard.uniform(0.05, 0.25), 2),
        mois=max(1, marche.mois // 3),
    )
    return replace(marche, sous_traitances=(acte,))


def before_modification(marche: MarcheFictif) -> MarcheFictif:
    """Return the contract as first published: an older version of the same record."""
    return replace(marche, modifications=(), sous_traitances=())
