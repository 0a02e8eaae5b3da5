"""SOC-02: contracts with a social consideration, in value."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-02",
    libelle="Marchés avec au moins une considération sociale, en valeur",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.taux",),
    population=MARCHES,
    variantes=("montant",),
    reponse=lambda t: t.social,
    version="2026.2",
    depuis_2024=True,
    methode="Montant des marchés qui déclarent une clause sociale, un critère social ou qui sont "
    "réservés, rapporté au montant de tous les marchés.",
    limites=(
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "social"),
        marches=(
            (300_000, True),
            (500_000, False),
            (200_000, None),
            (None, True),
        ),
        attendus=(Attendu("montant", 300_000, 800_000, 3, 1, 3 / 8, 3 / 10, 5 / 10),),
    ),
)
