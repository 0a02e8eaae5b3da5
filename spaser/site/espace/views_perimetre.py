"""Pages of the perimeter and of propositions, and what is decided there."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spaser.moteur.entrepot.dossier import REFERENTIELS
from spaser.moteur.indicateurs.catalogue import PAR_CODE
from spaser.moteur.referentiels.depot import is_importing, list_listes
from spaser.regles import assujettissement
from spaser.regles.droits import EtatProposition, NatureProposition, Operation
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.lecons import find_lecon
from spaser.regles.parcours import find_fiche_pratique
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace.bilans import read_bilan
from spaser.site.espace.forms import FormDecisionProposition, FormPerimetre, FormulaireConcerne
from spaser.site.espace.models import Proposition
from spaser.site.espace.perimetre import (
    decide_proposition,
    find_perimetre,
    list_propositions,
    name_origine,
    read_etendue,
    save_perimetre,
)
from spaser.site.organisations.acces import exige
from spaser.site.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte
from spaser.site.socle.versions import VersionDepassee, save_form
from spaser.site.socle.vues import Rendu, shows

# --- The page « Suis-je concerné ? »: an answer that stands in its own address ---


@shows("espace/concerne.html")
def concerne(request: HttpRequest) -> Rendu:
    """Ask, and answer when the address holds the answers; nothing is kept.

    `structure` gives the kind of a buyer that another page knows, to be checked.
    """
    aujourdhui = timezone.localdate()
    formulaire = FormulaireConcerne(request.GET if "nature" in request.GET else None, aujourdhui)
    if request.GET.get("structure") in assujettissement.NatureAcheteur:
        formulaire.initial["nature"] = request.GET["structure"]
    contexte: dict[str, Any] = {
        "fil": [("Suis-je concerné ?", None)],
        "form": formulaire,
        "regle": assujettissement.load_regle(),
        "conclusion": None,
    }
    if formulaire.is_valid():
        situation = formulaire.make_situation()
        conclusion = assujettissement.decide_assujettissement(situation, aujourdhui)
        contexte |= {
            "conclusion": conclusion,
            "situation": situation,
            "suites": _list_suites(situation, conclusion.verdict),
        }
    return contexte


def _list_suites(
    situation: assujettissement.SituationDeclaree, verdict: assujettissement.Assujettissement
) -> list[Acte]:
    suites = [_obligations(situation, verdict), _voisins(situation.nature)]
    if verdict is assujettissement.Assujettissement.OBLIGE:
        suites.append(
            Acte(
                "Déposer votre schéma",
                "S’il existe déjà : en quatre étapes, avec ou sans compte.",
                reverse("registre:deposer"),
            )
        )
    if (
        verdict is not assujettissement.Assujettissement.NON_OBLIGE
        or situation.nature is not assujettissement.NatureAcheteur.HORS_CODE
    ):
        suites.append(
            Acte(
                "Créer un compte",
                "Pour rejoindre votre organisation et préparer votre schéma à plusieurs.",
                reverse("comptes:inscription"),
            )
        )
    return suites


def _obligations(
    situation: assujettissement.SituationDeclaree, verdict: assujettissement.Assujettissement
) -> Acte:
    parametres = {"nature": situation.nature.value, "territoire": situation.territoire.value}
    if verdict is not assujettissement.Assujettissement.INDETERMINE:
        parametres["spaser"] = verdict.value
    return Acte(
        "Voir vos obligations",
        "Ce que les textes demandent à votre type de structure, et les prochaines dates.",
        _link_concerne("obligations:liste", parametres),
    )


def _voisins(nature: assujettissement.NatureAcheteur) -> Acte:
    types = [type_.value for type_ in nature.voisins]
    if not types:
        return Acte(
            "Lire les schémas des autres",
            "Le registre en rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
        )
    return Acte(
        "Lire les schémas de structures comme la vôtre",
        "Le registre les rassemble, avec leurs axes et leurs cibles.",
        _link_concerne("registre:liste", {"type": types}),
    )


def _link_concerne(vue: str, parametres: Mapping[str, str | list[str]]) -> str:
    requete = QueryDict(mutable=True)
    for nom, valeur in parametres.items():
        requete.setlist(nom, valeur if isinstance(valeur, list) else [valeur])
    return f"{reverse(vue)}?{requete.urlencode()}"


# --- The lists of firms that this site has and lacks, for those who run it ---


@exige(Operation.VOIR_PROGRAMME)
@shows("espace/listes.html")
def listes(request: HttpRequest) -> Rendu:
    dossier = settings.ENTREPOT / REFERENTIELS
    connues = list_listes(dossier)
    return {
        "fil": [("Équipe du programme", reverse("organisations:programme")), ("Listes", None)],
        "listes": [(liste, liste.write_commande(settings.ENTREPOT)) for liste in connues],
        "chargees": sum(liste.est_chargee for liste in connues),
        "en_cours": is_importing(dossier),
    }


# --- The page « Périmètre » ---


@exige_espace(Operation.VOIR_ESPACE)
@require_http_methods(["GET", "HEAD"])
def perimetre(request: HttpRequest, espace: Espace) -> HttpResponse:
    bilan = read_bilan(espace.siren)
    trouve = find_perimetre(espace)
    contexte = {
        "fil": fil_espace(request, espace, ("Périmètre", None)),
        "espace": espace,
        "perimetre": trouve,
        "etendue": read_etendue(trouve, bilan.nb_concessions),
        "modifier": peut_dans(request, espace, Operation.MODIFIER_PERIMETRE),
    }
    return render(request, "espace/situation/perimetre.html", contexte)


@exige_espace(Operation.MODIFIER_PERIMETRE)
@shows("espace/situation/perimetre_modifier.html", envoi=True)
def modifier_perimetre(request: HttpRequest, espace: Espace) -> Rendu:
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormPerimetre(envoye, siren=espace.siren, trouve=find_perimetre(espace)),
        lambda form: save_perimetre(espace, form.read(), auteur_of(request), lue=form.actuelle),
    )
    if form is None:
        messages.success(request, "Le périmètre est enregistré. Chaque chiffre le rappelle.")
        return redirect("espace:perimetre", espace.siren)
    trouve = form.trouve
    return {
        "fil": fil_espace(request, espace, ("Modifier le périmètre", None)),
        "form": form,
        "auteur": trouve.auteur if trouve else None,
        "quand": trouve.enregistre_le if trouve else None,
    }


# --- The page « Propositions », and what is decided on it ---


_GROUPES = (
    (EtatProposition.PROPOSEE, "À décider"),
    (EtatProposition.RETENUE, "Retenues"),
    (EtatProposition.ECARTEE, "Écartées"),
)


@exige_espace(Operation.VOIR_ESPACE)
@require_http_methods(["GET", "HEAD"])
def propositions(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, {})


@exige_espace(Operation.DECIDER_PROPOSITION)
@require_POST
def decider_proposition(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    proposition = list_propositions(espace).filter(pk=pk).first()
    if proposition is None:
        raise Http404
    form = FormDecisionProposition(request.POST)
    if not form.is_valid():
        return _show(request, espace, {pk: form})
    try:
        decide_proposition(espace, proposition, form.cleaned_data, request.user)
    except VersionDepassee:
        contexte = {
            "fil": fil_espace(
                request,
                espace,
                ("Propositions", reverse("espace:propositions", args=[espace.siren])),
                ("Deux décisions", None),
            ),
            "espace": espace,
            "actuelle": proposition,
            "decision": form.cleaned_data,
        }
        return render(request, "espace/propositions/conflit.html", contexte, status=409)
    etat = proposition.get_etat_display().lower()
    messages.success(request, f"« {proposition.libelle} » : {etat}.")
    return redirect("espace:propositions", espace.siren)


def _show(
    request: HttpRequest, espace: Espace, refuses: dict[int, FormDecisionProposition]
) -> HttpResponse:
    """Show the page; a form that was refused keeps its text beside its proposal."""
    toutes = list(list_propositions(espace))
    contexte = {
        "fil": fil_espace(request, espace, ("Propositions", None)),
        "espace": espace,
        "groupes": [
            (etat, titre, [_present(p, refuses) for p in toutes if p.etat == etat])
            for etat, titre in _GROUPES
        ],
        "nombre": len(toutes),
        "refuses": bool(refuses),
        "decider": peut_dans(request, espace, Operation.DECIDER_PROPOSITION),
    }
    return render(request, "espace/propositions/propositions.html", contexte)


def _present(
    proposition: Proposition, refuses: dict[int, FormDecisionProposition]
) -> tuple[Proposition, str, str, FormDecisionProposition | None]:
    origine, refus = name_origine(proposition.origine), refuses.get(proposition.pk)
    return proposition, origine, _link_propositions(proposition), refus


def _link_propositions(proposition: Proposition) -> str:
    """Return the sheet, the lesson, or what an indicator is: in the library, else its method."""
    if proposition.nature == NatureProposition.FICHE:
        fiche = find_fiche_pratique(proposition.code)
        return reverse("fiches:fiche", args=[fiche.code]) if fiche else ""
    if proposition.nature == NatureProposition.LECON:
        lecon = find_lecon(proposition.code)
        return reverse("formation:lecon", args=[lecon.module, lecon.court]) if lecon else ""
    if proposition.nature != NatureProposition.INDICATEUR:
        return ""
    if load_bibliotheque().find(proposition.code):
        return reverse("grille:indicateur", args=[proposition.code])
    if proposition.code in PAR_CODE:
        return reverse("chiffres:methode", args=[proposition.code])
    return ""
