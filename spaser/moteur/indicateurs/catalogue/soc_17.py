"""SOC-17: purchases from the social economy, ESUS left out."""

from datetime import date
from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-17",
    libelle="Achats auprès de l'économie sociale et solidaire, hors ESUS",
    theme="social",
    statut="suivi",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.ess & ~t.esus,
    inconnu=textes.SANS_SIRENE,
    referentiels_requis=frozenset({"ref_esus", "ref_sirene_unites"}),
    methode="Un marché compte si Sirene classe au moins un titulaire dans l'économie sociale et "
    "solidaire, et si le marché ne compte pas parmi les achats auprès d'ESUS : les deux parts "
    "sont disjointes. Il est inconnu si aucun titulaire n'est classé et que l'un d'eux n'est pas "
    "renseigné.",
    limites=(
        "Sirene donne le classement d'aujourd'hui, appliqué aux marchés passés.",
        textes.GROUPEMENT,
        textes.TITULAIRES,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    source=f"{DECP} ; Sirene ; liste nationale des entreprises agréées ESUS",
    exemple=Exemple(
        colonnes=("date_notification", "montant_utile", "titulaires"),
        marches=(
            (date(2025, 3, 1), 100_000, ("11111111100011",)),
            (date(2025, 3, 1), 200_000, ("22222222200022",)),
            (date(2025, 3, 1), 500_000, ("33333333300033",)),
            (date(2025, 3, 1), 200_000, ("44444444400044",)),
        ),
        attendus=(
            Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
            Attendu("montant", 200_000, 800_000, 4, 1, 2 / 8, 2 / 10, 4 / 10),
        ),
        listes={
            "ref_esus": ({"siren": "111111111", "date_fin": None},),
            "ref_sirene_unites": (
                {"siren": "111111111", "ess": True},
                {"siren": "222222222", "ess": True},
                {"siren": "333333333", "ess": False},
            ),
        },
    ),
)
