"""ENV-01: contracts with an environmental consideration, in number."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ENV-01",
    libelle="Marchés avec au moins une considération environnementale",
    theme="environnement",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.taux",),
    population=MARCHES,
    variantes=("nombre",),
    reponse=lambda t: t.environnement,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare une clause environnementale ou un critère "
    "environnemental.",
    limites=(
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("clause_environnementale", "critere_environnemental", "environnement"),
        marches=(
            (True, False, True),
            (False, True, True),
            (True, True, True),
            (False, False, False),
            (None, None, None),
        ),
        attendus=(Attendu("nombre", 3, 4, 5, 1, 3 / 4, 3 / 5, 4 / 5),),
    ),
)
