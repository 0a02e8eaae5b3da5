"""Sentences shared by several definitions; those that state the law are told by the facts."""

from typing import Final

from spaser.faits.lecture import tell

INDICE: Final = "C'est un indice, jamais une preuve de conformité ni de manquement."
COUVERTURE: Final = tell("CCP-R2196-1.couverture")
CONCESSIONS: Final = tell("CCP-D2111-3.concessions")
CONSULTATIONS: Final = tell("CCP-CONSULTATIONS-LANCEES")
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
