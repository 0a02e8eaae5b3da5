"""ECO-10: contracts with declared subcontracting."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-10",
    libelle="Marchés avec sous-traitance déclarée",
    theme="economie",
    statut="propose",
    unite="%",
    population=MARCHES,
    variantes=("nombre",),
    reponse=lambda t: t.sous_traitance,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte si de la sous-traitance est déclarée à l'attribution.",
    limites=(
        (
            "La sous-traitance déclarée en cours d'exécution n'est pas dans ce champ ; les actes "
            "publiés sont donnés par ECO-10-actes."
        ),
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("sous_traitance",),
        marches=(
            (True,),
            (False,),
            (False,),
            (None,),
        ),
        attendus=(Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),),
    ),
)
