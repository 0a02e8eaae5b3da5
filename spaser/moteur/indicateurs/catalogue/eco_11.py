"""ECO-11: innovative purchases."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-11",
    libelle="Achats innovants",
    theme="economie",
    statut="suivi",
    unite="%",
    faits=("DECRET-2025-1383",),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.innovant,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il est déclaré innovant. Les numérateurs sont le nombre et le "
    "montant des marchés innovants.",
    limites=(
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "innovant"),
        marches=(
            (90_000, True),
            (410_000, False),
            (500_000, None),
        ),
        attendus=(
            Attendu("nombre", 1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
            Attendu("montant", 90_000, 500_000, 3, 1, 0.18, 0.09, 0.59),
        ),
    ),
)
