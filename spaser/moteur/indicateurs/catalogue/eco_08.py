"""ECO-08: contracts with an advance."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-08",
    libelle="Marchés avec avance",
    theme="economie",
    statut="propose",
    unite="%",
    faits=("CCP-R2191-3",),
    population=MARCHES,
    variantes=("nombre",),
    reponse=lambda t: t.avance,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare l'attribution d'une avance.",
    limites=(
        (
            "La part des avances dont le taux dépasse le minimum réglementaire n'est pas donnée : "
            "ce minimum dépend de la nature de l'acheteur, de ses dépenses et de la taille du "
            "titulaire, que les données ne disent pas."
        ),
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("avance",),
        marches=(
            (True,),
            (True,),
            (False,),
            (None,),
        ),
        attendus=(Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),),
    ),
)
