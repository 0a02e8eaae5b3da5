"""SOC-05: reserved contracts, in number."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-05",
    libelle="Marchés réservés",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-RESERVES",),
    population=MARCHES,
    variantes=("nombre",),
    reponse=lambda t: t.reserve,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il est déclaré réservé. Le numérateur est le nombre de marchés "
    "réservés.",
    limites=(
        "Les données ne disent pas à quelle famille de structures le marché est réservé.",
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("reserve",),
        marches=(
            (True,),
            (False,),
            (False,),
            (False,),
            (None,),
        ),
        attendus=(Attendu("nombre", 1, 4, 5, 1, 1 / 4, 1 / 5, 2 / 5),),
    ),
)
