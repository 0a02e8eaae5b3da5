"""VOL-07: framework agreements."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-07",
    libelle="Accords-cadres",
    theme="volume",
    statut="propose",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.accord_cadre,
    methode="Un marché compte s'il est déclaré accord-cadre.",
    limites=(
        "Le montant d'un accord-cadre est son maximum : il pèse souvent plus que les commandes.",
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "accord_cadre"),
        marches=(
            (300_000, True),
            (100_000, False),
            (100_000, False),
            (100_000, None),
        ),
        attendus=(
            Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            Attendu("montant", 300_000, 500_000, 4, 1, 3 / 5, 3 / 6, 4 / 6),
        ),
    ),
)
