"""SOC-04: contracts with a social award criterion."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-04",
    libelle="Marchés avec critère social d'attribution",
    theme="social",
    statut="propose",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.critere_social,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare un critère social, qu'il ait ou non une clause sociale.",
    limites=(
        "Le poids du critère dans la note n'est pas publié.",
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "critere_social"),
        marches=(
            (100_000, True),
            (100_000, True),
            (200_000, False),
            (100_000, None),
        ),
        attendus=(
            Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
            Attendu("montant", 200_000, 400_000, 4, 1, 2 / 4, 2 / 5, 3 / 5),
        ),
    ),
)
