"""ECO-12-france: mean share of products from France."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import ORIGINE_DUE, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-12-france",
    libelle="Part des produits venant de France",
    theme="economie",
    statut="propose",
    unite="%",
    population=ORIGINE_DUE,
    variantes=("moyenne",),
    mesure=lambda t: t.origine_france,
    entre_0_et_1=True,
    version="2026.2",
    depuis_2024=True,
    methode="Moyenne simple, par marché, de la part de produits originaires de France que "
    "l'acheteur a déclarée.",
    limites=(
        (
            "La moyenne n'est pas pondérée par les montants. Cette donnée est facultative dans le "
            "format : elle est souvent absente."
        ),
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("cpv", "origine_france"),
        marches=(
            ("15800000", 0.9),
            ("33140000", 0.5),
            ("34110000", None),
            ("45000000", 1.0),
        ),
        attendus=(Attendu("moyenne", 1.4, 2, 3, 1, 0.7, 1.4 / 3, 2.4 / 3),),
    ),
)
