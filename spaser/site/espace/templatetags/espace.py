"""Amounts and shares as a page prints them."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context, RequestContext
from django.urls import reverse
from django.utils.safestring import mark_safe

from spaser.documents import francais
from spaser.documents.bilan import donnees
from spaser.documents.bilan.tendance import LEGENDE, Tendance
from spaser.documents.bilan.vue import (
    CODES_LEGAUX,
    DOUBLES,
    Mesure,
    VueBilan,
    format_bornes,
    tell_fichiers,
)
from spaser.moteur.depenses.resultats.taux import ValeurDepense
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.indicateurs.catalogue import PAR_CODE
from spaser.moteur.indicateurs.definition import tell_absentes
from spaser.moteur.valeurs import Valeur
from spaser.regles.approches import RubriqueSchema, load_approches
from spaser.regles.droits import Operation
from spaser.regles.reperes import ObjectifDeclare, Repere, list_reperes
from spaser.site.espace import discussions
from spaser.site.espace.bilans import entrepot
from spaser.site.espace.forms import FormCommentaire
from spaser.site.espace.navigation import LienNavigation, list_entrees
from spaser.site.organisations.acces import peut
from spaser.site.organisations.espaces import is_conseil, is_relu, is_visite, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Groupe, Objectifs, list_manifestes

# --- A discussion at the foot of any page of a space ---
# `{% load discussion %}{% discussion espace "chiffres:SOC-01" titre %}`: a key that names the
# thing for ever, and its name for readers. The path of the page is where a mail will lead.


register = template.Library()


@register.inclusion_tag("commun/discussion.html", takes_context=True)
def discussion(context: RequestContext, espace: Espace, objet: str, titre: str) -> dict[str, Any]:
    request = context["request"]
    trouvee = discussions.find_discussion(espace, objet)
    demandes = trouvee.demandes.filter(reprise_le=None, lien__retire_le=None) if trouvee else ()
    ecrire = peut_dans(request, espace, Operation.COMMENTER)
    collegues = discussions.list_collegues(espace, request.user) if ecrire else []
    return {
        "espace": espace,
        "personne": request.user,
        "discussion": trouvee,
        "commentaires": discussions.read_commentaires(trouvee, request.user),
        "demandes": demandes,
        "ecrire": ecrire,
        "visite": espace.est_garde or is_visite(request, espace),
        "recommander": is_conseil(request, espace),
        "form": FormCommentaire(collegues=collegues, auto_id="discussion_%s"),
        "sujet": discussions.sign_sujet(
            espace, discussions.SujetDiscussion(objet, titre, request.path)
        ),
        "csp_nonce": context["csp_nonce"],
    }


# --- The navigation of a space: `{% include "commun/navigation.html" %}` does it all ---


@register.simple_tag(takes_context=True)
def situe(context: RequestContext, espace: Espace) -> dict[str, bool]:
    """Say why this page is only read, if it is: a visit, or a kept trial that was asked for."""
    request = context["request"]
    return {"visite": is_visite(request, espace), "relu": is_relu(request, espace)}


@register.simple_tag(takes_context=True)
def entrees(context: RequestContext, espace: Espace) -> list[LienNavigation]:
    return list_entrees(context["request"], espace)


# --- The way back from a tool to the heading of the scheme that it fills ---


@register.simple_tag(takes_context=True)
def retour(context: RequestContext, espace: Espace) -> RubriqueSchema | None:
    """Return the first heading that the tool of this page fills; None elsewhere."""
    return find_rubrique(context["request"], espace)


def find_rubrique(request: HttpRequest, espace: Espace) -> RubriqueSchema | None:
    adresses = {
        reverse(outil.vue, args=[espace.siren]): outil.code
        for outil in list_manifestes()
        if outil.groupe is Groupe.OUTILS
    }
    dessus = [adresse for adresse in adresses if request.path.startswith(adresse)]
    if not dessus:
        return None
    code = adresses[max(dessus, key=len)]
    rubriques = (r for partie in load_approches().trame for r in partie.rubriques)
    return next((rubrique for rubrique in rubriques if rubrique.outil == code), None)


# --- What stands beside a rate: its yardsticks, its years ---
# `{% load reperes %}`, then `{% reperes mesure.valeur objectifs %}` for all of them with their
# sources, `{% reperes_courts … %}` for a line each; `{% tendance lue %}` for the years, of what
# `read_tendance(ligne, variante, vue)` (`documents/tendance.py`) read. `objectifs` is
# `list_objectifs(espace)` (`commun/outils.py`); without it, as on a page that anybody reads,
# nothing is said of what the buyer aims at.


type Taux = Valeur | ValeurDepense


@register.inclusion_tag("espace/reperes/reperes.html", takes_context=True)
def reperes(
    context: Context, taux: Taux | Sequence[Taux], objectifs: Objectifs | None = None
) -> dict[str, Any]:
    tous = list(taux) if isinstance(taux, Sequence) else [taux]
    siens = _find_objectifs(tous, objectifs or {})
    trouves = [r for rang, t in enumerate(tous) for r in _list(t, [] if rang else siens)]
    return {
        "reperes": [
            (r, donnees.name_repere(r), donnees.tell_repere(r), donnees.explain_repere(r))
            for r in trouves
        ],
        "avertissement": _warn(tous, trouves),
        "sans_objectif": objectifs is not None and not siens,
        "espace": context.get("espace"),
    }


@register.inclusion_tag("espace/reperes/courts.html")
def reperes_courts(taux: Taux, objectifs: Objectifs | None = None) -> dict[str, Any]:
    """Show the main yardsticks, a line each; nothing beside a rate that is not known."""
    siens = _find_objectifs([taux], objectifs or {})
    return {"lignes": donnees.tell_reperes(_list(taux, siens)) if taux.valeur is not None else []}


@register.inclusion_tag("espace/reperes/tendance.html")
def tendance(lue: Tendance | None) -> dict[str, Any]:
    dessin = mark_safe(lue.dessin) if lue else ""  # noqa: S308 - `graphiques` escapes every text
    return {"tendance": lue, "dessin": dessin, "legende": LEGENDE}


def _list(taux: Taux, objectifs: Sequence[ObjectifDeclare]) -> list[Repere]:
    return list_reperes(taux.indicateur, taux.variante, taux.annee, objectifs)


def _warn(tous: Sequence[Taux], trouves: Sequence[Repere]) -> str:
    """Say that there is nothing to compare, or that bases differ; only where it is so."""
    if all(taux.valeur is None for taux in tous):
        return donnees.SANS_TAUX
    return donnees.BASES_DIFFERENTES if any(repere.source for repere in trouves) else ""


def _find_objectifs(tous: Sequence[Taux], objectifs: Objectifs) -> list[ObjectifDeclare]:
    """Return the objectives of an indicator and of its twin in number or in value."""
    codes = [code for taux in tous for code in (taux.indicateur, DOUBLES.get(taux.indicateur, ""))]
    return [objectif for code in dict.fromkeys(codes) for objectif in objectifs.get(code, ())]


@register.filter
def euros(montant: float | None) -> str:
    """Write an amount short; « non connu » when there is none."""
    return "non connu" if montant is None else francais.format_euros_courts(montant)


register.filter("pourcent", donnees.format_part)
register.filter("nombre", francais.format_nombre)
register.filter("bornes", format_bornes)


@register.filter
def points(ecart: float) -> str:
    """Write the distance between two shares: « 3 points », « moins d’un point »."""
    en_points = ecart * 100
    if 0 < en_points < 1:
        return "moins d’un point"
    return francais.pluriel(round(en_points), "point")


@register.filter
def couverture(mesure: Mesure) -> str:
    valeur = mesure.valeur
    return francais.format_pourcent((valeur.n - valeur.inconnus) / valeur.n) if valeur.n else "–"


@register.filter
def typo(texte: str | None) -> str:
    """Give a sentence of the definitions its printed apostrophes and unbreakable spaces."""
    return francais.typographie(texte) if texte else ""


@register.filter
def nombre_de(nombre: int, noms: str) -> str:
    """Count in French, where the plural starts at two: « 0 réponse », « 2 réponses ».

    `noms` is the singular, then after a comma a plural that is not just the singular with an s.
    """
    singulier, _, au_pluriel = noms.partition(",")
    return francais.pluriel(nombre, singulier, au_pluriel or None)


@register.inclusion_tag("espace/situation/listes.html", takes_context=True)
def listes_absentes(context: RequestContext, de: str = "") -> dict[str, Any]:
    """Name, once on a page, the lists that the site lacks: those of the law's lines, or all."""
    try:
        absentes = entrepot().recall(("listes",), lambda ouvert: ouvert.listes_absentes)
    except (EntrepotAbsent, EntrepotAbime):
        return {"phrase": ""}
    if de == "legales":
        absentes &= {liste for code in CODES_LEGAUX for liste in PAR_CODE[code].referentiels_requis}
    phrase = francais.typographie(tell_absentes(absentes))
    return {"phrase": phrase, "agir": bool(phrase) and _may_act(context.get("request"))}


@register.inclusion_tag("espace/situation/fichiers.html")
def fichiers_lus(vue: VueBilan | None) -> dict[str, Any]:
    """Say in a line which files were read of a buyer, and which years they cover; fold the rest."""
    return {"lus": tell_fichiers(vue) if vue else None}


def _may_act(request: HttpRequest | None) -> bool:
    """Say whether the reader may see how to load them; a document that the site writes has none."""
    return request is not None and peut(request, Operation.VOIR_PROGRAMME)
