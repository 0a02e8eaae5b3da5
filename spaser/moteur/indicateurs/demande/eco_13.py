"""ECO-13: contracts that received a single offer."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-13",
    libelle="Marchés à une seule offre",
    theme="economie",
    statut="propose",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.offres_recues.nullif(0) == 1,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte si une seule offre est déclarée. Zéro offre déclarée pour un marché "
    "attribué n'a pas de sens : c'est une réponse inconnue.",
    limites=(
        (
            "Un marché passé sans mise en concurrence n'a qu'une offre par nature : lisez la part "
            "par procédure avant de conclure à un manque de concurrence."
        ),
        (
            "Un marché subséquent déclare les offres de sa propre mise en concurrence, entre les "
            "seuls titulaires de l'accord-cadre."
        ),
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("offres_recues", "montant_utile"),
        marches=(
            (1, 100_000),
            (1, None),
            (4, 300_000),
            (0, 200_000),
            (None, 400_000),
        ),
        attendus=(
            Attendu("nombre", 2, 3, 5, 2, 2 / 3, 2 / 5, 4 / 5),
            Attendu("montant", 100_000, 400_000, 4, 2, 1 / 4, 1 / 10, 7 / 10),
        ),
    ),
)
