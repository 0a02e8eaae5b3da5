"""ENV-02: contracts with an environmental consideration, in value."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ENV-02",
    libelle="Marchés avec au moins une considération environnementale, en valeur",
    theme="environnement",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.taux",),
    population=MARCHES,
    variantes=("montant",),
    reponse=lambda t: t.environnement,
    version="2026.2",
    depuis_2024=True,
    methode="Montant des marchés qui déclarent une clause environnementale ou un critère "
    "environnemental, rapporté au montant de tous les marchés.",
    limites=(
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "environnement"),
        marches=(
            (400_000, True),
            (400_000, False),
            (200_000, None),
            (None, False),
        ),
        attendus=(Attendu("montant", 400_000, 800_000, 3, 1, 4 / 8, 4 / 10, 6 / 10),),
    ),
)
