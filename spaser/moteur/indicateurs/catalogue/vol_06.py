"""VOL-06: distinct holders."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-06",
    libelle="Titulaires distincts",
    theme="volume",
    statut="propose",
    unite="entreprises",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: t.nouveaux_titulaires,
    inconnu=textes.SANS_SIRET,
    methode="Nombre de titulaires distincts à l'attribution, par SIREN ou à défaut par "
    "identifiant publié. Un titulaire de plusieurs marchés est compté une fois, sur le premier "
    "rencontré ; un marché dont aucun titulaire n'a d'identifiant est inconnu.",
    limites=(
        "Les nombres de deux années ne s'additionnent pas : un même titulaire peut revenir.",
        textes.TITULAIRES,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("titulaires",),
        marches=(
            (("11111111100011",),),
            (("11111111100022", "22222222200022"),),
            ((),),
        ),
        attendus=(Attendu("total", 2, None, 3, 1, 2, 2, None),),
    ),
)
