"""SOC-14: purchases from structures of integration through work."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="SOC-14",
    libelle="Achats auprès de structures d'insertion par l'activité économique",
    theme="social",
    statut="legal",
    unite="%",
    faits=("CCP-L2111-3.inclusion", "TRAVAIL-L5132-4"),
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse=lambda t: t.siae,
    inconnu=textes.SANS_SIRET,
    referentiels_requis=frozenset({"ref_inclusion"}),
    methode="Un marché compte si le SIRET d'au moins un titulaire est celui d'une entreprise "
    "d'insertion (EI), d'une association intermédiaire (AI), d'un atelier et chantier d'insertion "
    "(ACI), d'une entreprise de travail temporaire d'insertion (ETTI) ou d'une entreprise "
    "d'insertion par le travail indépendant (EITI). Un marché dont aucun titulaire n'a de SIRET "
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
            Attendu("montant", 100_000, 800_000, 5, 1, 1 / 8, 1 / 10, 3 / 10),
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
