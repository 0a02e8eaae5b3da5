"""VOL-01: number of contracts."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-01",
    libelle="Nombre de marchés",
    theme="volume",
    statut="propose",
    unite="marchés",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: t.famille.notnull().cast("int64"),
    entre_0_et_1=True,
    methode="Nombre de marchés ou de lots publiés, chacun compté une fois, avec ou sans montant.",
    limites=(
        "Un achat groupé est publié par le seul coordonnateur du groupement.",
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("famille",),
        marches=(
            ("marche",),
            ("marche",),
            ("concession",),
        ),
        attendus=(Attendu("total", 2, None, 2, 0, 2, 2, 2),),
    ),
)
