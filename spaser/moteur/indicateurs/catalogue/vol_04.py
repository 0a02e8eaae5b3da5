"""VOL-04: number of concessions."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import CONCESSIONS, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-04",
    libelle="Nombre de concessions",
    theme="volume",
    statut="propose",
    unite="concessions",
    faits=("CCP-D2111-3.concessions",),
    population=CONCESSIONS,
    variantes=("total",),
    mesure=lambda t: t.famille.notnull().cast("int64"),
    entre_0_et_1=True,
    methode="Nombre de contrats de concession publiés, délégations de service public comprises.",
    limites=(textes.CONCESSIONS,),
    exemple=Exemple(
        colonnes=("famille",),
        marches=(
            ("concession",),
            ("marche",),
        ),
        attendus=(Attendu("total", 1, None, 1, 0, 1, 1, 1),),
    ),
)
