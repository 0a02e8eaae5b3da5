"""The repaired file of a buyer: the contracts whose repair is certain, in the official wrapper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spaser.donnees.decp.controle.ecriture import open_repare
from spaser.donnees.reparation.examen import (
    ContratExamine,
    Fusion,
    Suivre,
    examine_acheteur,
    keep_published,
)

if TYPE_CHECKING:
    from spaser.donnees.entrepot.lecture import Entrepot


@dataclass(slots=True)
class Ecriture:
    """What went in the repaired file: lus = ecrits + laisses + anciens."""

    lus: int = 0
    ecrits: int = 0
    laisses: int = 0  # only the buyer can mend them
    anciens: int = 0  # nothing is due in the present format


def write_repare(
    ouvert: Entrepot,
    siren: str,
    aujourdhui: date,
    sortie: Path,
    *,
    fusionner: Fusion = keep_published,
) -> Ecriture:
    """Write at `sortie` what can be published again as it is."""
    compte = Ecriture()
    with open_repare(sortie) as fichier:
        for examine in examine_acheteur(ouvert, siren, aujourdhui, fusionner=fusionner):
            compte.lus += 1
            if examine.repare is not None:
                fichier.write(examine.publie.famille, examine.repare)
                compte.ecrits += 1
            elif examine.hors_format:
                compte.anciens += 1
            else:
                compte.laisses += 1
    return compte


def write_examen(
    ouvert: Entrepot, siren: str, aujourdhui: date, sortie: Path, suivre: Suivre | None = None
) -> tuple[ContratExamine, ...]:
    """Examine a buyer's contracts and write at `sortie` the repaired file, all at once."""
    contrats = []
    with open_repare(sortie) as fichier:
        for examine in examine_acheteur(ouvert, siren, aujourdhui, suivre=suivre):
            if examine.repare is not None:
                fichier.write(examine.publie.famille, examine.repare)
            contrats.append(examine.without_record())
    return tuple(contrats)
