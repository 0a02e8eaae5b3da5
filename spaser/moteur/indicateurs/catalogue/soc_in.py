"""SOC-IN: purchases from inclusive structures, SOC-14 and SOC-15 merged."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-IN",
    libelle="Achats auprès d'entreprises employant des personnes défavorisées ou vulnérables",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.inclusion",),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.siae | t.handicap,
    inconnu=textes.SANS_SIRET,
    referentiels_requis=frozenset({"ref_inclusion"}),
    methode="Un marché compte, une seule fois, si le SIRET d'au moins un titulaire est celui d'une "
    "structure d'insertion (EI, AI, ACI, ETTI, EITI) ou du handicap (EA, EATT, ESAT). Un marché "
    "dont aucun titulaire n'a de SIRET utilisable est inconnu.",
    limites=(
        "Les autres structures inclusives (GEIQ, travail en détention) ne sont pas comptées.",
        textes.STATUT_DU_JOUR,
        textes.JAMAIS_ADDITIONNER,
        textes.GROUPEMENT,
        textes.TITULAIRES,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    source=f"{DECP} ; liste des structures d'insertion et du handicap",
    exemple=Exemple(
        colonnes=("montant_utile", "titulaires"),
        marches=(
            (100_000, ("11111111100011",)),
            (200_000, ("33333333300033", "22222222200022")),
            (300_000, ("44444444400044",)),
            (200_000, ("33333333300033",)),
            (200_000, ("inconnu",)),
        ),
        attendus=(
            Attendu("nombre", 2, 4, 5, 1, 2 / 4, 2 / 5, 3 / 5),
            Attendu("montant", 300_000, 800_000, 5, 1, 3 / 8, 3 / 10, 5 / 10),
        ),
        listes={
            "ref_inclusion": (
                {"siret": "11111111100011", "type": "EI"},
                {"siret": "22222222200022", "type": "ESAT"},
                {"siret": "44444444400044", "type": "GEIQ"},
            ),
        },
    ),
)
