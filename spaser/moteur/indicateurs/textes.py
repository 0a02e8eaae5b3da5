"""Sentences shared by several definitions; those that state the law name the fact that tells it."""

from typing import Final

INDICE: Final = "C'est un indice, jamais une preuve de conformité ni de manquement."
COUVERTURE: Final = "{{CCP-R2196-1.couverture}}"
CONCESSIONS: Final = "{{CCP-D2111-3.concessions}}"
CONSULTATIONS: Final = "{{CCP-CONSULTATIONS-LANCEES}}"
AVANT_2024: Final = (
    "Le format utilisé jusqu'à fin 2023 ne comporte pas cette donnée : les marchés notifiés avant "
    "2024 sont inconnus, même publiés à nouveau depuis, jamais comptés comme des « non »."
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


_NOMBRES: Final = (
    "Une liste manque",
    "Deux listes manquent",
    "Trois listes manquent",
    "Quatre listes manquent",
)


def tell_absentes(listes: frozenset[str]) -> str:
    """Name the lists that are not loaded, in the one sentence of a page; nothing for none.

    Beside it, a figure that needs one of them says `LISTE_ABSENTE` and no more.
    """
    noms = [LISTES[liste] for liste in sorted(listes)]
    if not noms:
        return ""
    nombre = _NOMBRES[min(len(noms), len(_NOMBRES)) - 1]
    suite = noms[0] if len(noms) == 1 else f"{', '.join(noms[:-1])} et {noms[-1]}"
    return f"{nombre} sur ce site : {suite}. Ce qui en dépend est « non connu »."
