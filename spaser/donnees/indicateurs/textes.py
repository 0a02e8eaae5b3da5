"""Sentences shared by several definitions."""

from __future__ import annotations

from typing import Final

L2111_3_SOCIAL: Final = (
    "L'article L. 2111-3 du code de la commande publique demande de publier, tous les deux ans, "
    "des indicateurs exprimés en nombre de marchés ou en valeur sur la part réelle des achats "
    "socialement responsables."
)
L2111_3_ECOLOGIQUE: Final = (
    "L'article L. 2111-3 du code de la commande publique demande de publier, tous les deux ans, "
    "des indicateurs exprimés en nombre de marchés ou en valeur sur la part réelle des achats "
    "écologiquement responsables."
)
L2111_3_ESUS: Final = (
    "L'article L. 2111-3 du code de la commande publique demande des objectifs cibles pour les "
    "achats auprès des entreprises solidaires d'utilité sociale agréées (article L. 3332-17-1 du "
    "code du travail)."
)
L2111_3_INCLUSION: Final = (
    "L'article L. 2111-3 du code de la commande publique demande des objectifs cibles pour les "
    "achats auprès d'entreprises employant des personnes défavorisées ou appartenant à des groupes "
    "vulnérables."
)
RESERVES: Final = (
    "Les articles L. 2113-12 à L. 2113-16 du code de la commande publique permettent de réserver "
    "un marché à certaines structures (handicap, insertion, travail en détention, économie "
    "sociale et solidaire)."
)
L2112_2_1: Final = (
    "L'article L. 2112-2-1 du code de la commande publique demande, à partir des seuils européens, "
    "des conditions d'exécution prenant en compte le social ou l'emploi ; l'obligation vaut pour "
    "les procédures lancées à compter du 22 août 2026."
)
INDICE: Final = "C'est un indice, jamais une preuve de conformité ni de manquement."
COUVERTURE: Final = (
    "Les données essentielles ne donnent pas toute la dépense : elles couvrent les marchés d'au "
    "moins 40 000 € HT (25 000 € avant 2020)."
)
AVANT_2024: Final = (
    "Le format utilisé jusqu'à fin 2023 ne comporte pas cette donnée : ces marchés sont inconnus, "
    "jamais comptés comme des « non »."
)
DECLARATIF: Final = (
    "La donnée est celle que l'acheteur a déclarée ; le contenu du marché n'est pas lu."
)
MONTANTS: Final = (
    "En valeur, un marché pèse son montant notifié hors taxes : un maximum ou une estimation, "
    "jamais la dépense payée. Sont écartés, et comptés par VOL-10, les montants manquants, "
    "factices ou aberrants et les marchés subséquents dont l'accord-cadre est déjà compté."
)
GROUPEMENT: Final = (
    "Le montant d'un marché à plusieurs titulaires n'est pas réparti entre eux : il compte en "
    "entier dès qu'un titulaire répond à la condition."
)
TITULAIRES: Final = (
    "Seuls les titulaires à l'attribution sont regardés, ni leurs sous-traitants ni les titulaires "
    "désignés par une modification."
)
JAMAIS_ADDITIONNER: Final = (
    "Une structure d'insertion ou du handicap peut aussi être agréée ESUS : les achats auprès "
    "d'ESUS (SOC-13) et ceux auprès de structures inclusives (SOC-14, SOC-15, SOC-IN) ne "
    "s'additionnent jamais."
)
STATUT_DU_JOUR: Final = (
    "La liste ne porte pas d'historique : le statut connu aujourd'hui est appliqué aux marchés "
    "passés."
)
SANS_SIRET: Final = (
    "inconnu : aucun titulaire de ces marchés n'est identifié par un SIRET utilisable"
)
SANS_SIRENE: Final = "inconnu : aucun titulaire de ces marchés n'est renseigné dans Sirene"

LISTES: Final[dict[str, str]] = {
    "ref_esus": "la liste des entreprises agréées ESUS",
    "ref_inclusion": "la liste des structures d'insertion et du handicap",
    "ref_sirene_unites": "l'extrait Sirene des unités légales",
    "ref_sirene_etablissements": "l'extrait Sirene des établissements",
    "ref_communes": "la liste des communes",
    "ref_communes_anciennes": "la liste des anciennes communes",
    "ref_seuils": "la table des seuils européens",
}


def list_manquantes(listes: frozenset[str]) -> str:
    """Say that lists are not loaded: « la liste des … n'est pas chargée »; nothing for none."""
    noms = [LISTES[liste] for liste in sorted(listes)]
    if not noms:
        return ""
    if len(noms) == 1:
        accord = "chargée" if noms[0].startswith("la ") else "chargé"
        return f"{noms[0]} n'est pas {accord}"
    return f"{', '.join(noms[:-1])} et {noms[-1]} ne sont pas chargés"
