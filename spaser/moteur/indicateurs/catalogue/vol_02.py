"""VOL-02: notified amount."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import SANS_DOUBLE_COMPTE, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-02",
    libelle="Montant notifié",
    theme="volume",
    statut="propose",
    unite="€",
    population=SANS_DOUBLE_COMPTE,
    variantes=("total",),
    mesure=lambda t: t.montant_utile,
    inconnu="inconnu : aucun montant à additionner",
    methode="Somme des montants notifiés. Un montant manquant, factice ou aberrant est inconnu : "
    "le total est alors un minimum, sans borne haute.",
    limites=(
        (
            "Un montant notifié est un maximum ou une estimation, jamais la dépense payée : ce "
            "total ne dit pas si l'acheteur dépasse le seuil du SPASER, qui porte sur les dépenses."
        ),
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "double_compte"),
        marches=(
            (100_000, False),
            (250_000, False),
            (None, False),
            (None, True),
        ),
        attendus=(Attendu("total", 350_000, None, 3, 1, 350_000, 350_000, None),),
    ),
)
