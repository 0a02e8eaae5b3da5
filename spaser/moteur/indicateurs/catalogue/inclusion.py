"""Purchases from the social and solidarity economy, and from inclusive structures."""

from datetime import date
from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import DECP, MARCHES, Attendu, Exemple, Indicateur

INDICATEURS: Final = (
    Indicateur(
        code="SOC-13",
        libelle="Achats auprès d'entreprises solidaires d'utilité sociale (ESUS)",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.esus", "TRAVAIL-L3332-17-1"),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="esus",
        inconnu=textes.SANS_SIRET,
        methode="Un marché compte si au moins un titulaire identifié par un SIRET appartient à une "
        "entreprise agréée ESUS dont l'agrément n'était pas expiré le jour de la notification ; un "
        "agrément sans date de fin est tenu pour valable. Un marché dont aucun titulaire n'a de "
        "SIRET utilisable est inconnu.",
        limites=(
            (
                "La date de début de l'agrément n'est pas regardée ; en cas d'agréments "
                "successifs, la fin la plus tardive compte."
            ),
            (
                "Si la liste ne garde pas les agréments expirés, les années anciennes sont "
                "sous-estimées."
            ),
            textes.JAMAIS_ADDITIONNER,
            textes.GROUPEMENT,
            textes.TITULAIRES,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        source=f"{DECP} ; liste nationale des entreprises agréées ESUS",
        exemple=Exemple(
            colonnes=("date_notification", "montant_utile", "titulaires"),
            marches=(
                (date(2025, 3, 1), 100_000, ("11111111100011",)),
                (date(2026, 9, 1), 200_000, ("11111111100011",)),
                (date(2025, 3, 1), 100_000, ("22222222200022",)),
                (date(2025, 3, 1), 100_000, ("inconnu",)),
            ),
            attendus=(
                Attendu("nombre", 1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
                Attendu("montant", 100_000, 400_000, 4, 1, 1 / 4, 1 / 5, 2 / 5),
            ),
            listes={"ref_esus": ({"siren": "111111111", "date_fin": date(2026, 6, 30)},)},
        ),
    ),
    Indicateur(
        code="SOC-14",
        libelle="Achats auprès de structures d'insertion par l'activité économique",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.inclusion", "TRAVAIL-L5132-4"),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="siae",
        inconnu=textes.SANS_SIRET,
        methode="Un marché compte si le SIRET d'au moins un titulaire est celui d'une entreprise "
        "d'insertion (EI), d'une association intermédiaire (AI), d'un atelier et chantier "
        "d'insertion (ACI), d'une entreprise de travail temporaire d'insertion (ETTI) ou d'une "
        "entreprise d'insertion par le travail indépendant (EITI). Un marché dont aucun titulaire "
        "n'a de SIRET utilisable est inconnu.",
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
                )
            },
        ),
    ),
    Indicateur(
        code="SOC-15",
        libelle="Achats auprès d'entreprises adaptées et d'ESAT",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.inclusion", "TRAVAIL-L5213-13-1"),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="handicap",
        inconnu=textes.SANS_SIRET,
        methode="Un marché compte si le SIRET d'au moins un titulaire est celui d'une entreprise "
        "adaptée (EA), d'une entreprise adaptée de travail temporaire (EATT) ou d'un établissement "
        "ou service d'accompagnement par le travail (ESAT). Un marché dont aucun titulaire n'a de "
        "SIRET utilisable est inconnu.",
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
                )
            },
        ),
    ),
    Indicateur(
        code="SOC-16",
        libelle="Structures inclusives distinctes",
        statut="suivi",
        unite="établissements",
        population=MARCHES,
        variantes=("total",),
        mesure="nouveaux_inclusifs",
        inconnu=textes.SANS_SIRET,
        methode="Nombre de SIRET distincts, parmi les titulaires des marchés de l'acheteur dans "
        "l'année, qui sont ceux d'une structure d'insertion (EI, AI, ACI, ETTI, EITI) ou du "
        "handicap (EA, EATT, ESAT). Un fournisseur titulaire de plusieurs marchés est compté une "
        "fois, sur le premier rencontré.",
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
                )
            },
        ),
    ),
    Indicateur(
        code="SOC-17",
        libelle="Achats auprès de l'économie sociale et solidaire, hors ESUS",
        statut="suivi",
        unite="%",
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="ess AND NOT esus",
        inconnu=textes.SANS_SIRENE,
        methode="Un marché compte si Sirene classe au moins un titulaire dans l'économie sociale "
        "et solidaire, et si le marché ne compte pas parmi les achats auprès d'ESUS : les deux "
        "parts sont disjointes. Il est inconnu si aucun titulaire n'est classé et que l'un d'eux "
        "n'est pas renseigné.",
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
    ),
    Indicateur(
        code="SOC-IN",
        libelle="Achats auprès d'entreprises employant des personnes défavorisées ou vulnérables",
        statut="legal",
        unite="%",
        faits=("CCP-L2111-3.inclusion",),
        population=MARCHES,
        variantes=("nombre", "montant"),
        reponse="siae OR handicap",
        inconnu=textes.SANS_SIRET,
        methode="Un marché compte, une seule fois, si le SIRET d'au moins un titulaire est celui "
        "d'une structure d'insertion (EI, AI, ACI, ETTI, EITI) ou du handicap (EA, EATT, ESAT). Un "
        "marché dont aucun titulaire n'a de SIRET utilisable est inconnu.",
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
                )
            },
        ),
    ),
)
