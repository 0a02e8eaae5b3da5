"""What somebody sees on a phone, without account: a code, a page that follows along, a vote."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import typographie
from spaser.regles.ateliers import MOT_MAX, EtapeAtelier, clean_code
from spaser.site.entourage.ateliers import services
from spaser.site.entourage.ateliers.resultats import draw_resultats
from spaser.site.entourage.models.ateliers import Atelier, ParticipantAtelier
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.socle.formulaires import ask_choix, ask_ligne
from spaser.site.socle.requetes import check_lectures, check_limite
from spaser.site.socle.vues import Rendu, shows

_CODE_MAX: Final = 12
_LIGNE: Final = "ligne-"
# A whole room shares an address: ninety people ask 2 700 times a minute where the workshop is.
_HEURE, _MINUTE, _GARDE = timedelta(hours=1), timedelta(minutes=1), timedelta(days=30)
_OUVERTURES, _ARRIVEES = 600, 400  # an hour
_SUIVIS, _VOTES = 12_000, 3_000  # a minute


class FormBulletin(DsfrBaseForm):
    """What a step asks of each of its lines; what is sent is read by `cast_vote`, line by line."""

    use_required_attribute = False  # nobody has to answer of every line

    def __init__(self, etape: EtapeAtelier, dits: dict[str, str]) -> None:
        super().__init__(initial={f"{_LIGNE}{cle}": dit for cle, dit in dits.items()})
        for ligne in etape.presentes:
            branche = f" ({ligne.cible})" if etape.suite and ligne.cible else ""
            nom, choix = typographie(f"{ligne.libelle}{branche}"), [*etape.niveaux.items()]
            champ: forms.Field = ask_choix(nom, choix, "-", widget=forms.RadioSelect)
            if not choix:
                champ = ask_ligne(nom, MOT_MAX, "-")
            elif len(choix) == 1:
                case = forms.CheckboxInput(attrs={"value": choix[0][0]})
                champ = forms.BooleanField(label=nom, widget=case)
            self.fields[f"{_LIGNE}{ligne.cle}"] = champ


@ouverte_a_tous
@shows("entourage/ateliers/entrer.html")
def entrer(request: HttpRequest) -> Rendu:
    """Ask for a code, and lead to what it opens."""
    if code := clean_code(request.GET.get("code", ""))[:_CODE_MAX]:
        return redirect("ateliers:participer", code)
    return {"fil": [("Rejoindre un atelier", None)], "inconnu": False}


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def participer(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a workshop is, to whoever has its code; let her in, then take her votes."""
    if code != clean_code(code):
        return redirect("ateliers:participer", clean_code(code) or "-")
    numero = _read_cookie(request, code)
    if not numero:  # whoever guesses has no key
        check_lectures(request, "ateliers.codes", _OUVERTURES, _HEURE)
    atelier = services.find_atelier(code)
    if atelier is None:
        contexte = {"fil": [("Rejoindre un atelier", None)], "inconnu": True}
        page = "entourage/ateliers/entrer.html"
        return render(request, page, contexte, status=HTTPStatus.NOT_FOUND)
    participant = atelier.participants.filter(pk=numero).first()
    if request.method != "POST":
        return _show(request, atelier, participant)
    check_lectures(request, "ateliers.votes", _VOTES, _MINUTE)
    return _vote(request, atelier, participant) if participant else _join(request, atelier)


@ouverte_a_tous
@require_safe
def etat_atelier(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whoever takes part where a workshop is."""
    if not _read_cookie(request, code):
        raise Http404
    check_lectures(request, "ateliers.suivi", _SUIVIS, _MINUTE)
    return answer_etat(request, Atelier.objects.filter(code=clean_code(code)))


def answer_etat(request: HttpRequest, cet_atelier: QuerySet[Atelier]) -> HttpResponse:
    """Answer what changed, how many answered, when the step ends; nothing when it is the same.

    Every phone of the room asks every two seconds: two queries, no writing.
    """
    atelier = cet_atelier.first()
    if atelier is None:
        raise Http404
    fin = atelier.fin_le and round(atelier.fin_le.timestamp() * 1000)
    dit = {"pas": atelier.pas, "reponses": services.count_votants(atelier), "fin": fin}
    etag = '"{pas}-{reponses}-{fin}"'.format_map(dit)
    dit["maintenant"] = round(timezone.now().timestamp() * 1000)
    entetes = {"Cache-Control": "private, no-cache", "ETag": etag}
    reponse = JsonResponse(dit, headers=entetes)
    return get_conditional_response(request, etag=etag, response=reponse) or reponse


def _name_cookie(code: str) -> str:
    return f"atelier-{clean_code(code)}"


def _read_cookie(request: HttpRequest, code: str) -> int:
    cle = _name_cookie(code)
    return int(request.get_signed_cookie(cle, default="", salt=cle) or 0)


def _join(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    check_limite("ateliers.arrivees", request.META.get("REMOTE_ADDR", ""), _ARRIVEES, _HEURE)
    try:
        participant = services.join_atelier(atelier)
    except services.BulletinRefuse as refus:
        return _show(request, atelier, None, refus=refus)
    reponse, cle = redirect("ateliers:participer", atelier.code), _name_cookie(atelier.code)
    gardes: dict[str, Any] = {"secure": settings.HTTPS, "httponly": True, "samesite": "Lax"}
    reponse.set_signed_cookie(cle, str(participant.pk), salt=cle, max_age=_GARDE, **gardes)
    return reponse


def _vote(request: HttpRequest, atelier: Atelier, participant: ParticipantAtelier) -> HttpResponse:
    """Keep a ballot; one that is refused comes back as it was filled."""
    envoi = request.POST
    dits = {n.removeprefix(_LIGNE): envoi.get(n, "") for n in envoi if n.startswith(_LIGNE)}
    try:
        rang, cle = int(envoi.get("etape", "")), UUID(envoi.get("cle", ""))
        parties = services.cast_vote(rang, participant, cle, dits)
    except ValueError:
        refus = services.BulletinRefuse("Cette page n’est plus à jour : votez à nouveau ici.")
    except services.BulletinRefuse as trouve:
        refus = trouve
    else:
        if parties:
            reste = "Le reste de votre vote est gardé ; vous pouvez le compléter."
            messages.warning(request, f"N’est plus proposé : {', '.join(parties)}. {reste}")
        return redirect(f"{request.path}#contenu")
    return _show(request, atelier, participant, refus=refus, dits=dits)


def _show(
    request: HttpRequest,
    atelier: Atelier,
    participant: ParticipantAtelier | None,
    refus: services.BulletinRefuse | None = None,
    dits: dict[str, str] | None = None,
) -> HttpResponse:
    suivi = reverse("ateliers:etat", args=[atelier.code]) if participant else ""
    contexte = describe_atelier(atelier, suivi)
    etape, dernier = contexte["etape"], None
    if participant and etape:
        dernier = participant.bulletins.filter(etape=etape.rang).last()
    if participant and atelier.prend_votes:
        dits = dits or (dernier.choix if dernier else {})
        contexte |= {"form": FormBulletin(etape, dits), "cle": uuid4()}
    contexte |= {"fil": [("Atelier", None)], "participant": participant}
    contexte |= {"dernier": dernier, "refus": refus}
    statut = HTTPStatus.CONFLICT if refus else HTTPStatus.OK
    return render(request, "entourage/ateliers/participer.html", contexte, status=statut)


def describe_atelier(atelier: Atelier, suivi: str) -> dict[str, Any]:
    """Return what a phone, the remote and the screen show; `suivi` is where they ask again."""
    etape = atelier.courante
    return {
        "atelier": atelier,
        "suivi": suivi,
        "etape": etape,
        "reponses": services.count_votants(atelier),
        "resultats": draw_resultats(atelier, etape),
    }
