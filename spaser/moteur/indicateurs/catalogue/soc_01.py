"""SOC-01: contracts with a social consideration, in number."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-01",
    libelle="Marchés avec au moins une considération sociale",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.taux",),
    population=MARCHES,
    variantes=("nombre",),
    reponse=lambda t: t.social,
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte s'il déclare une clause sociale, un critère social ou s'il est "
    "réservé.",
    limites=(
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("clause_sociale", "critere_social", "reserve", "social"),
        marches=(
            (True, True, False, True),
            (False, False, True, True),
            (False, False, False, False),
            (None, None, None, None),
        ),
        attendus=(Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),),
    ),
)
