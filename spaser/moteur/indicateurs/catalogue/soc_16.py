"""SOC-16: distinct inclusive structures."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-16",
    libelle="Structures inclusives distinctes",
    theme="social",
    statut="suivi",
    unite="établissements",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: t.nouveaux_inclusifs,
    inconnu=textes.SANS_SIRET,
    referentiels_requis=frozenset({"ref_inclusion"}),
    methode="Nombre de SIRET distincts, parmi les titulaires des marchés de l'acheteur dans "
    "l'année, qui sont ceux d'une structure d'insertion (EI, AI, ACI, ETTI, EITI) ou du handicap "
    "(EA, EATT, ESAT). Un fournisseur titulaire de plusieurs marchés est compté une fois, sur le "
    "premier rencontré.",
    limites=(
        "Les nombres de deux années ne s'additionnent pas : un même fournisseur peut revenir.",
        textes.STATUT_DU_JOUR,
        textes.TITULAIRES,
        textes.COUVERTURE,
    ),
    source=f"{DECP} ; liste des structures d'insertion et du handicap",
    exemple=Exemple(
        colonnes=("titulaires",),
        marches=(
            (("11111111100011",),),
            (("11111111100011", "22222222200022"),),
            (("33333333300033",),),
            (("inconnu",),),
        ),
        attendus=(Attendu("total", 2, None, 4, 1, 2, 2, None),),
        listes={
            "ref_inclusion": (
                {"siret": "11111111100011", "type": "EI"},
                {"siret": "22222222200022", "type": "ESAT"},
                {"siret": "44444444400044", "type": "GEIQ"},
            ),
        },
    ),
)
