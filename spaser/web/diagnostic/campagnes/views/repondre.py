"""Answering, one rubric a page, with an account or by a link: saved each time, resumed any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spaser.metier.autodiagnostic.constats import NiveauPropose, propose_niveaux
from spaser.metier.autodiagnostic.questionnaire import list_contradictions
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import auteur_of
from spaser.web.diagnostic.campagnes import participations
from spaser.web.diagnostic.campagnes.faits import read_faits
from spaser.web.diagnostic.campagnes.forms import read_choisies
from spaser.web.diagnostic.campagnes.selectors import find_participation, get_campagne
from spaser.web.diagnostic.campagnes.services import CampagneFigee
from spaser.web.diagnostic.campagnes.views.gestes import fil_diagnostic, refuse_figee
from spaser.web.diagnostic.models import Campagne, Mode, Participation
from spaser.web.diagnostic.presentation import read_etape
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.socle.jetons import JetonRefuse

DISPARU = 410
_ENVOI = "envoi"


@dataclass(frozen=True)
class Visite:
    """Somebody at work: her answers, her address, what she reads around, how she sends."""

    participation: Participation
    adresse: str
    proposes: dict[str, NiveauPropose]
    contexte: dict[str, Any]
    start: Callable[[], Participation]
    send: Callable[[Participation], HttpResponse]

    @property
    def campagne(self) -> Campagne:
        return self.participation.campagne

    def link(self, etape: str | int, question: str = "") -> str:
        ancre = f"#{question}" if question else ""
        return f"{self.adresse}?{urlencode({'etape': etape})}{ancre}"


@exige_espace(Operation.REPONDRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
@refuse_figee
def repondre(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    campagne = get_campagne(espace, pk)
    mienne = find_participation(campagne, request.user) or Participation(
        campagne=campagne,
        mode=Mode.COMPTE,
        utilisateur_id=request.user.pk,  # none for a visitor of the demonstration, who only reads
    )
    mienne.campagne = campagne

    def send(participation: Participation) -> HttpResponse:
        participations.send(participation)
        messages.success(request, "Vos réponses sont envoyées. Vous pouvez encore les changer.")
        return redirect(campagne)

    passage = Visite(
        participation=mienne,
        adresse=request.path,
        proposes=propose_niveaux(campagne.questionnaire, read_faits(espace)),
        contexte={
            "espace": espace,
            "fil": fil_diagnostic(request, espace, campagne, ("Vos réponses", None)),
        },
        start=lambda: participations.start(campagne, auteur_of(request)),
        send=send,
    )
    if campagne.est_figee:
        raise CampagneFigee
    return _answer(request, passage)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        return _answer(request, _open(jeton))
    except JetonRefuse as refus:
        raison = refus.raison
    except CampagneFigee:
        raison = participations.RETIREE
    contexte = {"fil": [("Lien", None)], "raison": raison}
    return render(request, "diagnostic/campagnes/lien_refuse.html", contexte, status=DISPARU)


@ouverte_a_tous
@require_http_methods(["GET", "HEAD"])
def merci(request: HttpRequest) -> HttpResponse:
    return render(request, "diagnostic/campagnes/merci.html", {"fil": [("Merci", None)]})


def _open(jeton: str) -> Visite:
    participation = participations.read_lien(jeton)
    campagne = participation.campagne
    espace = campagne.espace

    def send(complete: Participation) -> HttpResponse:
        participations.send_by_lien(jeton, complete)
        return redirect("diagnostic:merci")

    return Visite(
        participation=participation,
        adresse=reverse("diagnostic:repondre_lien", args=[jeton]),
        proposes=propose_niveaux(campagne.questionnaire, read_faits(espace)),
        contexte={"fil": [("Autodiagnostic", None)], "acheteur": espace.nom},
        start=lambda: participation,
        send=send,
    )


def _answer(request: HttpRequest, passage: Visite) -> HttpResponse:
    if request.method == "POST":
        return _save(request, passage)
    etape = request.GET.get("etape", "")
    return _reread(request, passage) if etape == _ENVOI else _ask(request, passage, etape)


def _save(request: HttpRequest, passage: Visite) -> HttpResponse:
    participation = passage.start()
    choisies = read_choisies(request.POST, passage.campagne.questionnaire.questions)
    acceptee = passage.proposes.get(request.POST.get("accepter", ""))
    if acceptee:
        choisies[acceptee.question] = acceptee.niveau
    acceptees = [acceptee.question] if acceptee else []
    gardee = participations.save_reponses(participation, choisies, passage.proposes, acceptees)
    if request.POST.get("envoyer") and gardee.reponses:
        return passage.send(gardee)
    total = len(passage.campagne.questionnaire.rubriques)
    etape = read_etape(request.POST.get("etape", ""), total)
    if acceptee:
        return HttpResponseRedirect(passage.link(etape, acceptee.question))
    vers = request.POST.get("vers", "")
    return HttpResponseRedirect(passage.link(_ENVOI if vers == _ENVOI else read_etape(vers, total)))


def _ask(request: HttpRequest, passage: Visite, texte: str) -> HttpResponse:
    questionnaire = passage.campagne.questionnaire
    total = len(questionnaire.rubriques)
    etape = read_etape(texte, total)
    rubrique = questionnaire.rubriques[etape - 1]
    reponses, acceptees = passage.participation.reponses, passage.participation.acceptees
    contexte = passage.contexte | {
        "campagne": passage.campagne,
        "adresse": passage.adresse,
        "rubrique": rubrique,
        "posees": [
            (q, reponses.get(q.code), passage.proposes.get(q.code), q.code in acceptees)
            for q in rubrique.questions
        ],
        "etape": etape,
        "total": total,
        "precedente": etape - 1,
        "prochaine": etape + 1 if etape < total else _ENVOI,
        "suivante": questionnaire.rubriques[etape].libelle if etape < total else "",
    }
    return render(request, "diagnostic/campagnes/repondre.html", contexte)


def _reread(request: HttpRequest, passage: Visite) -> HttpResponse:
    questionnaire, reponses = passage.campagne.questionnaire, passage.participation.reponses
    contexte = passage.contexte | {
        "campagne": passage.campagne,
        "adresse": passage.adresse,
        "envoyee_le": passage.participation.envoyee_le,
        "rubriques": [
            (
                rang,
                rubrique,
                [(q, reponses.get(q.code)) for q in rubrique.questions],
            )
            for rang, rubrique in enumerate(questionnaire.rubriques, start=1)
        ],
        "manquantes": sum(q.code not in reponses for q in questionnaire.questions),
        "donnees": len(reponses),
        "contradictions": list_contradictions(questionnaire, reponses),
    }
    return render(request, "diagnostic/campagnes/relire.html", contexte)
