"""SOC-03: contracts with a social clause."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-03",
    libelle="Marchés avec clause sociale d'exécution",
    theme="social",
    statut="suivi",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.clause_sociale,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare une clause sociale, qu'il ait ou non un critère social.",
    limites=(
        "Un marché réservé compte ici seulement s'il déclare aussi une clause sociale.",
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "clause_sociale", "reserve"),
        marches=(
            (100_000, True, False),
            (300_000, False, True),
            (400_000, False, False),
            (200_000, None, None),
        ),
        attendus=(
            Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            Attendu("montant", 100_000, 800_000, 4, 1, 1 / 8, 1 / 10, 3 / 10),
        ),
    ),
)
