"""ENV-03: contracts with an environmental award criterion."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ENV-03",
    libelle="Marchés avec critère environnemental d'attribution",
    theme="environnement",
    statut="suivi",
    unite="%",
    faits=("CCP-L2152-7.critere",),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.critere_environnemental,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare un critère environnemental, qu'il ait ou non une "
    "clause environnementale.",
    limites=(
        "Le poids du critère dans la note n'est pas publié.",
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "critere_environnemental"),
        marches=(
            (100_000, True),
            (300_000, False),
            (100_000, None),
        ),
        attendus=(
            Attendu("nombre", 1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
            Attendu("montant", 100_000, 400_000, 3, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
    ),
)
