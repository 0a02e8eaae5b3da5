"""What the history of a space says of this tool."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "politique",
        "Politiques et plans",
        {
            "ajout": "a ajouté un plan",
            "modification": "a modifié un plan",
            "retrait": "a retiré un plan",
        },
    ),
)
