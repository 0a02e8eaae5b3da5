"""ECO-05: mean number of offers received."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-05",
    libelle="Offres reçues par marché",
    theme="economie",
    statut="propose",
    unite="offres",
    population=MARCHES,
    variantes=("moyenne",),
    mesure=lambda t: t.offres_recues.nullif(0),
    version="2026.2",
    depuis_2024=True,
    methode="Moyenne simple du nombre d'offres reçues déclaré pour chaque marché. Un nombre "
    "absent ou nul est inconnu.",
    limites=(
        (
            "Les données ne regroupent pas les lots d'une même consultation : la moyenne est par "
            "marché ou par lot. Elle n'a pas de fourchette, car un nombre d'offres inconnu peut "
            "être quelconque."
        ),
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("offres_recues",),
        marches=(
            (1,),
            (5,),
            (3,),
            (None,),
        ),
        attendus=(Attendu("moyenne", 9, 3, 4, 1, 3, None, None),),
    ),
)
