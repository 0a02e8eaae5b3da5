"""SOC-15: purchases from structures employing disabled workers."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-15",
    libelle="Achats auprès d'entreprises adaptées et d'ESAT",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.inclusion", "TRAVAIL-L5213-13-1"),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.handicap,
    inconnu=textes.SANS_SIRET,
    referentiels_requis=frozenset({"ref_inclusion"}),
    methode="Un marché compte si le SIRET d'au moins un titulaire est celui d'une entreprise "
    "adaptée (EA), d'une entreprise adaptée de travail temporaire (EATT) ou d'un établissement ou "
    "service d'accompagnement par le travail (ESAT). Un marché dont aucun titulaire n'a de SIRET "
    "utilisable est inconnu.",
    limites=(
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
            Attendu("nombre", 1, 4, 5, 1, 1 / 4, 1 / 5, 2 / 5),
            Attendu("montant", 200_000, 800_000, 5, 1, 2 / 8, 2 / 10, 4 / 10),
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
