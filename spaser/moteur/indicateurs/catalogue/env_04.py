"""ENV-04: contracts with an environmental clause."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ENV-04",
    libelle="Marchés avec clause environnementale d'exécution",
    theme="environnement",
    statut="suivi",
    unite="%",
    faits=("CCP-L2112-2.condition",),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.clause_environnementale,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare une clause environnementale, qu'il ait ou non un "
    "critère environnemental.",
    limites=(
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "clause_environnementale"),
        marches=(
            (100_000, True),
            (200_000, True),
            (100_000, False),
            (100_000, None),
        ),
        attendus=(
            Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
            Attendu("montant", 300_000, 400_000, 4, 1, 3 / 4, 3 / 5, 4 / 5),
        ),
    ),
)
