"""What the history of a space says of the diagnosis and of the approach."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "diagnostic",
        "Autodiagnostic",
        {
            "ouverture": "a ouvert une campagne",
            "accord": "a réglé une question",
            "gel": "a gelé le résultat",
            "suppression": "a supprimé une campagne",
            "lien": "a créé un lien de réponse",
            "lien_renouvele": "a renouvelé un lien de réponse",
            "lien_retire": "a retiré un lien de réponse",
            "nom_efface": "a effacé le nom d’une personne",
            "papier": "a saisi des réponses données sur papier",
        },
    ),
    Famille(
        "approche",
        "Approche",
        {
            "choix": "a choisi une approche",
        },
    ),
)
