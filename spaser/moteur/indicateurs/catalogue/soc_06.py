"""SOC-06: reserved contracts, in value."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-06",
    libelle="Montant des marchés réservés",
    theme="social",
    statut="legal",
    unite="€",
    faits=("CCP-RESERVES",),
    population=MARCHES,
    variantes=("montant", "total"),
    reponse=lambda t: t.reserve,
    version="2026.2",
    depuis_2024=True,
    methode="Montant des marchés déclarés réservés, en euros et rapporté au montant de tous les "
    "marchés.",
    limites=(
        "Les données ne disent pas à quelle famille de structures le marché est réservé.",
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "reserve"),
        marches=(
            (80_000, True),
            (120_000, True),
            (600_000, False),
            (200_000, None),
            (None, True),
        ),
        attendus=(
            Attendu("montant", 200_000, 800_000, 4, 1, 2 / 8, 2 / 10, 4 / 10),
            Attendu("total", 200_000, None, 4, 1, 200_000, 200_000, 400_000),
        ),
    ),
)
