"""What a figure was counted on: a buyer may have several, that are never added."""

from __future__ import annotations

from spaser.metier.registre.nomenclatures import Nomenclature


class Origine(Nomenclature):
    """Where the lines behind a figure come from."""

    PUBLIES = "publies", "Marchés publiés"
    CORRIGES = "corriges", "Marchés publiés, vos fichiers et vos corrections"
    PAYES = "payes", "Dépenses payées de vos extraits"
