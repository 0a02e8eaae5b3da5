"""The page of the guide that explains each screen."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from spaser.web.aide.guide import PageAide, load_guide

# The screens of a page: a view, or all those of an app that no other page names.
ECRANS: Final[dict[str, tuple[str, ...]]] = {
    "acheteurs": ("acheteurs:*",),
    "acteurs": ("acteurs:*",),
    "bureau": ("bureau:*",),
    "chiffres-detailles": (
        "acheteurs:detail",
        "acheteurs:detail_export",
        "chiffres:detail",
        "chiffres:detail_export",
    ),
    "compte": (
        "commun:creer_lien",
        "commun:liens",
        "commun:renouveler_lien",
        "commun:retirer_lien",
        "comptes:*",
        "courriels:*",
    ),
    "confiance": ("portail:ressources", "portail:a_propos"),
    "controler": ("reparation:marches", "reparation:marches_export"),
    "depenses": ("depenses:*",),
    "deposer": (
        "redaction:deposer",
        "redaction:preparer_depot",
        "registre:deposer",
        "registre:deposer_depuis",
        "registre:deposer_envoye",
        "registre:deposer_fichier",
        "registre:deposer_invite",
        "registre:deposer_lien",
        "registre:depot",
        "registre:depot_abandonner",
        "registre:depot_corriger",
        "registre:depot_documents",
        "registre:depot_schema",
        "registre:depot_structure",
        "registre:depot_verification",
        "registre:depots",
        "registre:revendiquer",
    ),
    "diagnostic": ("diagnostic:*",),
    "donnees-ouvertes": ("api:*", "redaction:format_ouvert", "registre:fiche_format"),
    "equipe": ("accueil:elus", "accueil:equipe", "accueil:liens", "commun:*"),
    "espace": ("accueil:*", "espace:*"),
    "cibles": ("cibles:*", "redaction:controle", "redaction:passer_point"),
    "grille": ("grille:*",),
    "importer": ("marches:colonnes", "marches:envoyer", "marches:fichier", "marches:fichiers"),
    "lire-un-bilan": ("chiffres:indicateur", "chiffres:indicateurs", "accueil:vue_partagee"),
    "listes": ("chiffres:methode", "espace:listes"),
    "marches": ("marches:*",),
    "mes-chiffres": ("grille:tableau", "grille:tableau_export"),
    "moderer": (
        "acheteurs:remarques",
        "acheteurs:repondre",
        "commun:exporter_journal",
        "commun:journal",
        "faq:questions_recues",
        "faq:repondre",
        "faq:transformer",
        "organisations:programme_courriels",
        "organisations:programme_travaux",
        "organisations:relancer_travail",
        "organisations:renvoyer_courriel",
        "registre:doublons",
        "registre:fusionner",
        "registre:liens",
        "registre:moderation",
        "registre:moderation_depot",
        "registre:moderation_revendication",
        "registre:moderation_signalement",
        "registre:recenser",
        "registre:retirer",
        "registre:revenir",
    ),
    "obligations": (
        "chiffres:loi",
        "espace:concerne",
        "obligations:agenda",
        "obligations:liste",
        "obligations:source",
        "obligations:sources",
    ),
    "organisations": ("organisations:*",),
    "outils": ("libre_acces:*",),
    "plan": ("plan:*",),
    "point-annuel": ("point_annuel:*", "redaction:annee", "redaction:point_annuel"),
    "politiques": ("politiques:*",),
    "premiers-pas": ("portail:accueil", "accueil:espaces"),
    "pratiques": ("pratiques:*",),
    "programme": (
        "agenda:*",
        "appuis:*",
        "bilan:*",
        "considerations:*",
        "faq:*",
        "fiches:*",
        "formation:*",
        "parcours:*",
        "questionnaires:*",
        "recherche:*",
    ),
    "prouver": ("chiffres:*",),
    "publication": ("publication:*",),
    "questions": ("chiffres:methodes", "portail:plan"),
    "registre": ("registre:*",),
    "reparation": ("reparation:*",),
    "schema": ("redaction:*",),
    "terminal": ("socle:*",),
    "textes": ("editorial:*", "obligations:a_relire", "obligations:relire"),
}


def aide(request: HttpRequest) -> dict[str, object]:
    """Give each page of the site the page of the guide that explains it."""
    return {"aide": SimpleLazyObject(lambda: find_aide(request))}


def find_aide(request: HttpRequest) -> PageAide | None:
    """Return the page of the guide for the screen that is asked for; None when there is none."""
    vue = request.resolver_match.view_name if request.resolver_match else ""
    return load_guide().get(find_code(vue))


def find_code(vue: str) -> str:
    """Return the page that explains a view: by its name, else by its app; empty for none."""
    pages = _by_ecran()
    return pages.get(vue) or pages.get(f"{vue.partition(':')[0]}:*", "")


@cache
def _by_ecran() -> dict[str, str]:
    return {ecran: code for code, ecrans in ECRANS.items() for ecran in ecrans}
