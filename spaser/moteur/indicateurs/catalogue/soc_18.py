"""SOC-18: supplies and services among contracts with a social clause."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import CLAUSE_SOCIALE, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-18",
    libelle="Fournitures et services parmi les marchés avec clause sociale",
    theme="social",
    statut="suivi",
    unite="%",
    population=CLAUSE_SOCIALE,
    variantes=("nombre",),
    reponse=lambda t: t.categorie.isin(["fournitures", "services"]),
    version="2026.2",
    depuis_2024=True,
    inconnu="inconnu : aucun de ces marchés n'a de code CPV utilisable",
    methode="Part des marchés de fournitures ou de services, les autres étant des marchés de "
    "travaux. La catégorie est celle du code CPV.",
    limites=(
        "Un marché sans code CPV utilisable est inconnu.",
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("clause_sociale", "categorie"),
        marches=(
            (True, "travaux"),
            (True, "services"),
            (True, "fournitures"),
            (True, None),
            (False, "services"),
        ),
        attendus=(Attendu("nombre", 2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),),
    ),
)
