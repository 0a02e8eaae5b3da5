"""VOL-08: subsequent contracts left out of sums."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-08",
    libelle="Marchés subséquents écartés des sommes",
    theme="volume",
    statut="propose",
    unite="marchés",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: t.double_compte.cast("int64"),
    entre_0_et_1=True,
    methode="Nombre de marchés subséquents dont l'accord-cadre est déjà compté : leur montant est "
    "écarté, sinon la même somme compterait deux fois. Ils restent comptés en nombre.",
    limites=(
        "Un marché subséquent dont l'accord-cadre n'est pas publié garde son montant.",
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("double_compte",),
        marches=(
            (True,),
            (False,),
            (False,),
        ),
        attendus=(Attendu("total", 1, None, 3, 0, 1, 1, 1),),
    ),
)
