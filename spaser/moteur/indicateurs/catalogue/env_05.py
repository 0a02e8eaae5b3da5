"""ENV-05: contracts with both a clause and a criterion on environment."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import HORS_DEFENSE, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ENV-05",
    libelle="Marchés cumulant clause et critère environnementaux",
    theme="environnement",
    statut="legal",
    unite="%",
    faits=("CCP-L2112-2.condition", "CCP-L2152-7.critere"),
    population=HORS_DEFENSE,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.clause_environnementale & t.critere_environnemental,
    version="2026.2",
    depuis_2024=True,
    indice=True,
    methode="Un marché compte s'il déclare à la fois une clause environnementale et un critère "
    "environnemental.",
    limites=(
        textes.INDICE,
        textes.CONSULTATIONS,
        (
            "Les marchés antérieurs sont comptés de la même façon, pour comparaison. Un critère "
            "unique de coût peut satisfaire à la loi sans être déclaré comme critère "
            "environnemental."
        ),
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "clause_environnementale", "critere_environnemental"),
        marches=(
            (100_000, True, True),
            (200_000, True, False),
            (100_000, False, False),
            (100_000, None, None),
        ),
        attendus=(
            Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            Attendu("montant", 100_000, 400_000, 4, 1, 1 / 4, 1 / 5, 2 / 5),
        ),
    ),
)
