"""What a year says of both considerations by family of purchases, read once for every heading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spaser.donnees.indicateurs.segments import ParFamille
from spaser.web.chiffres.segments import read_familles
from spaser.web.espace.entrepot import entrepot

SOCIAL: Final = "SOC-01"
ENVIRONNEMENT: Final = "ENV-01"
MONTANT: Final = "VOL-02"


def read_considerations(siren: str, annee: int | None) -> Mapping[str, ParFamille]:
    return read_familles(entrepot(), siren, annee, (SOCIAL, ENVIRONNEMENT, MONTANT))
