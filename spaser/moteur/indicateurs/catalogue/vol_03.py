"""VOL-03: current amount."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import SANS_DOUBLE_COMPTE, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-03",
    libelle="Montant courant",
    theme="volume",
    statut="propose",
    unite="€",
    population=SANS_DOUBLE_COMPTE,
    variantes=("total",),
    mesure=lambda t: t.montant_utile.notnull().ifelse(t.montant, None),
    inconnu="inconnu : aucun montant à additionner",
    methode="Somme des montants après la dernière modification qui n'est pas suspectée d'être un "
    "simple ajout. Un marché dont le montant notifié n'est pas utilisable est inconnu.",
    limites=(
        "L'écart avec VOL-02 ne couvre que les modifications publiées.",
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("montant_utile", "montant"),
        marches=(
            (100_000, 120_000),
            (250_000, 250_000),
            (None, 999_999_999),
        ),
        attendus=(Attendu("total", 370_000, None, 3, 1, 370_000, 370_000, None),),
    ),
)
