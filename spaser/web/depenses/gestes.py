"""What the history of a space says of this tool."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "depenses",
        "Dépenses payées",
        {
            "depot": "a déposé un extrait",
            "colonnes": "a précisé les colonnes d’un extrait",
            "relecture": "a fait relire un extrait",
            "arret": "a arrêté la lecture d’un extrait",
            "effacement": "a effacé un extrait",
            "effacement_annee": "a effacé les dépenses d’une année",
            "effacement_tout": "a effacé toutes les dépenses",
            "reclassement": "a reclassé un compte",
            "reclassement_retire": "a retiré un reclassement",
            "fournisseurs": "a rapproché des fournisseurs",
            "choix_retire": "a retiré un rapprochement",
            "obligation": "a conclu sur l’obligation",
        },
    ),
)
