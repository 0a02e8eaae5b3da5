"""VOL-11: contracts in the format used before 2024."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-11",
    libelle="Marchés publiés au format antérieur à 2024",
    theme="volume",
    statut="propose",
    unite="marchés",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: (t.format == "v1").cast("int64"),
    entre_0_et_1=True,
    methode="Nombre de marchés publiés dans l'ancien format, qui ne comporte aucune donnée "
    "sociale ou environnementale.",
    limites=(textes.COUVERTURE,),
    exemple=Exemple(
        colonnes=("format",),
        marches=(
            ("v1",),
            ("v2",),
            ("v2",),
        ),
        attendus=(Attendu("total", 1, None, 3, 0, 1, 1, 1),),
    ),
)
