"""What the history of a space says of this tool."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "grille",
        "Grille des indicateurs",
        {
            "ajout": "a ajouté une ligne",
            "suggestions": "a pris des suggestions",
            "modification": "a modifié une ligne",
            "choix": "a mis un indicateur sur la liste courte",
            "abandon": "a retiré un indicateur de la liste courte",
            "retrait": "a retiré une ligne",
            "import": "a importé un fichier",
        },
    ),
)
