"""What the history of a space says of this tool."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "marches",
        "Mes marchés",
        {
            "correction": "a corrigé des marchés",
            "annulation": "a annulé une correction",
            "complements": "a complété des marchés par un fichier",
            "fichier": "a déposé un fichier de marchés",
            "retrait": "a retiré un fichier de marchés",
        },
    ),
)
