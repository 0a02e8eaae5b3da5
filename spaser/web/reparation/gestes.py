"""What the history of a space says of this tool."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "reparation",
        "Fiche de réparation",
        {
            "examen": "a demandé l’examen des données publiées",
        },
    ),
)
