"""ECO-10-actes: amount of the published subcontracting acts."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import AVEC_ACTES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="ECO-10-actes",
    libelle="Montant des actes de sous-traitance publiés",
    theme="economie",
    statut="propose",
    unite="€",
    population=AVEC_ACTES,
    variantes=("total",),
    mesure=lambda t: t.montant_actes,
    inconnu="inconnu : les montants de ces actes manquent ou dépassent celui du marché",
    methode="Somme des montants initiaux des actes de sous-traitance publiés pour les marchés "
    "notifiés dans l'année, quelle que soit la date des actes. Le montant d'un marché est inconnu "
    "si l'un de ses actes n'en a pas, ou si la somme de ses actes dépasse le montant du marché.",
    limites=(
        (
            "La publication des actes est très incomplète : ce total est un minimum. Les "
            "modifications d'actes ne sont pas reprises."
        ),
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_initial", "actes"),
        marches=(
            (500_000, (100_000, 50_000)),
            (200_000, (60_000,)),
            (100_000, (900_000,)),
            (300_000, ()),
        ),
        attendus=(Attendu("total", 210_000, None, 3, 1, 210_000, 210_000, None),),
    ),
)
