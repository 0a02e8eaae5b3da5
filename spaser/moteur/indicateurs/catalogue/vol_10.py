"""VOL-10: contracts without a usable amount."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-10",
    libelle="Marchés écartés des sommes",
    theme="volume",
    statut="propose",
    unite="marchés",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: t.montant_utile.isnull().cast("int64"),
    entre_0_et_1=True,
    methode="Nombre de marchés qui ne pèsent dans aucune part en valeur : ceux dont le montant "
    "manque, est factice ou aberrant, et les marchés subséquents dont l'accord-cadre est déjà "
    "compté.",
    limites=(textes.COUVERTURE,),
    exemple=Exemple(
        colonnes=("montant_utile",),
        marches=(
            (100_000,),
            (None,),
            (None,),
        ),
        attendus=(Attendu("total", 2, None, 3, 0, 2, 2, 2),),
    ),
)
