"""What anybody opens: a questionnaire to answer, results that are public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.questionnaires.modele import EtatQuestionnaire, list_perdues
from spaser.web.comptes.client import read_adresse
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.questionnaires.forms import FormReponse, list_saisies, show_form
from spaser.web.questionnaires.models import Questionnaire, VersionQuestionnaire
from spaser.web.questionnaires.presentation import present
from spaser.web.questionnaires.selectors import (
    list_ouverts,
    list_publics,
    list_temoignages,
    read_resultats,
    read_version,
)
from spaser.web.questionnaires.services.invitations import find_invitation
from spaser.web.questionnaires.services.reponses import (
    DejaRepondu,
    Droit,
    QuestionnaireChange,
    QuestionnaireFerme,
    has_repondu,
    keep_reponse,
    tell_refus,
    use_invitation,
    use_lien,
)
from spaser.web.socle.limites import STATUT, TropDeDemandes, check_limite

TITRE: Final = "Questionnaires"
HEURE: Final = timedelta(hours=1)
ENVOIS_PAR_HEURE: Final = 300  # from one address: a whole administration may share it
FERME: Final = "Ce questionnaire ne prend plus de réponse."
PAS_ENCORE: Final = "Ce questionnaire n’est pas encore ouvert."
SUR_INVITATION: Final = "On répond à ce questionnaire par le lien reçu par courriel{suite}."
APRES: Final = ", après avoir participé à un événement"
INCONNU: Final = "Ce lien n’est pas reconnu. Vérifiez qu’il a été copié en entier."
TROP: Final = (
    "Votre réseau a envoyé beaucoup de réponses en une heure. Celle-ci n’est pas partie\u00a0: "
    "elle est toujours là, renvoyez-la dans {minutes}."
)


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    jour = timezone.localdate()
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "ouverts": list_ouverts(jour),
        "publics": list_publics(jour),
    }
    return render(request, "questionnaires/liste.html", contexte)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: HttpRequest, code: str) -> HttpResponse:
    """Answer by the public link: once a day from a network."""
    questionnaire = _find(code)
    if not questionnaire.par_lien:
        return _refuse(
            request,
            questionnaire,
            SUR_INVITATION.format(suite=APRES if questionnaire.evenement else ""),
        )
    droit = use_lien(questionnaire, read_adresse(request), timezone.localdate())
    return _answer(request, questionnaire, droit)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre_invitation(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Answer by a link sent by mail: once."""
    questionnaire = _find(code)
    invitation = find_invitation(questionnaire, secret)
    if invitation is None:
        return _refuse(request, questionnaire, INCONNU)
    return _answer(request, questionnaire, use_invitation(invitation))


@ouverte_a_tous
@require_safe
def merci(request: HttpRequest, code: str) -> HttpResponse:
    questionnaire = _find(code)
    contexte = {"fil": _trail(questionnaire, "Merci"), "questionnaire": questionnaire}
    return render(request, "questionnaires/merci.html", contexte)


@ouverte_a_tous
@require_safe
def resultats(request: HttpRequest, code: str) -> HttpResponse:
    questionnaire = _find(code)
    lues = read_resultats(questionnaire) if questionnaire.resultats_publics else ()
    montrables = [lue for lue in lues if lue.est_montrable]
    if not montrables:
        raise Http404
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Résultats"),
        "questionnaire": questionnaire,
        "versions": [(lue, present(lue)) for lue in montrables],
        "temoignages": list_temoignages(questionnaire),
    }
    return render(request, "questionnaires/resultats.html", contexte)


def _find(code: str) -> Questionnaire:
    """Return a questionnaire that was opened, or has a day for it; a draft is not there."""
    return get_object_or_404(Questionnaire, code=code, ouvre_le__isnull=False)


def _trail(questionnaire: Questionnaire, page: str | None = None) -> list[tuple[str, str | None]]:
    accueil = (TITRE, reverse("questionnaires:liste"))
    if page is None:
        return [accueil, (questionnaire.titre, None)]
    return [accueil, (questionnaire.titre, questionnaire.get_absolute_url()), (page, None)]


def _answer(request: HttpRequest, questionnaire: Questionnaire, droit: Droit) -> HttpResponse:
    etat = questionnaire.find_etat(timezone.localdate())
    if etat is not EtatQuestionnaire.OUVERT:
        message = PAS_ENCORE if etat is EtatQuestionnaire.A_VENIR else FERME
        return _refuse(request, questionnaire, message)
    version = read_version(questionnaire)
    if request.method != "POST":
        if has_repondu(questionnaire, droit):
            return _refuse(request, questionnaire, tell_refus(droit))
        return _show(request, questionnaire, show_form(version))
    envoyee = _find_envoyee(request, questionnaire, version)
    if envoyee.numero != version.numero:
        return _show_change(request, questionnaire, envoyee, version)
    form = show_form(version, request.POST)
    if form.is_valid():
        return _keep(request, questionnaire, form, droit)
    return _show(request, questionnaire, form)


def _keep(
    request: HttpRequest, questionnaire: Questionnaire, form: FormReponse, droit: Droit
) -> HttpResponse:
    """Keep what is answered; what cannot be kept is shown again."""
    try:
        if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
            check_limite("questionnaires.envoi", read_adresse(request), ENVOIS_PAR_HEURE, HEURE)
            keep_reponse(questionnaire, form.read(), droit, timezone.localdate())
    except QuestionnaireFerme:
        return _refuse(request, questionnaire, FERME)
    except QuestionnaireChange:
        return _show_change(request, questionnaire, form.version, read_version(questionnaire))
    except DejaRepondu as refus:
        form.add_error(None, str(refus))
        return _show(request, questionnaire, form)
    except TropDeDemandes as trop:
        form.add_error(None, TROP.format(minutes=trop.minutes))
        return _show(request, questionnaire, form, statut=STATUT)
    return redirect("questionnaires:merci", questionnaire.code)


def _find_envoyee(
    request: HttpRequest, questionnaire: Questionnaire, actuelle: VersionQuestionnaire
) -> VersionQuestionnaire:
    """Return the version that was answered; the present one when it says none that we know."""
    numero = request.POST.get("numero", "")
    if not (numero.isascii() and numero.isdigit()):
        return actuelle
    return questionnaire.versions.filter(numero=int(numero[:4])).first() or actuelle


def _show(
    request: HttpRequest,
    questionnaire: Questionnaire,
    form: FormReponse,
    statut: int = 200,
    **suite: Any,
) -> HttpResponse:
    contexte = {
        "fil": _trail(questionnaire),
        "questionnaire": questionnaire,
        "invitation": bool(request.resolver_match and "secret" in request.resolver_match.kwargs),
        "form": form,
        "change": False,
    }
    return render(request, "questionnaires/repondre.html", contexte | suite, status=statut)


def _show_change(
    request: HttpRequest,
    questionnaire: Questionnaire,
    avant: VersionQuestionnaire,
    apres: VersionQuestionnaire,
) -> HttpResponse:
    """Ask again, with what was typed; what is no longer asked, or not so, is shown beside."""
    perdues = list_perdues(avant.lues, apres.lues)
    form = show_form(apres, request.POST, perdues)
    return _show(
        request,
        questionnaire,
        form,
        change=True,
        perdues=list_saisies(perdues, request.POST),
    )


def _refuse(request: HttpRequest, questionnaire: Questionnaire, message: str) -> HttpResponse:
    """Say why nothing is taken; what was typed is shown, to be copied."""
    version = _find_envoyee(request, questionnaire, read_version(questionnaire))
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire),
        "questionnaire": questionnaire,
        "message": message,
        "saisies": list_saisies(version.lues, request.POST),
    }
    return render(request, "questionnaires/refus.html", contexte)
