"""What somebody sees on a phone, without account: a code, a page that follows along, a vote."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.regles.ateliers import GenreEtape, clean_code
from spaser.site.entourage.ateliers import services
from spaser.site.entourage.ateliers.resultats import read_resultat
from spaser.site.entourage.models.ateliers import (
    NOM_MAX,
    Atelier,
    EtapeAtelier,
    EtatEtape,
    ParticipantAtelier,
)
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.socle.formulaires import FormLibre, ask_ligne, refuse_lien
from spaser.site.socle.requetes import check_lectures, check_limite
from spaser.site.socle.vues import Rendu, shows

COOKIE: Final = "atelier"  # one a workshop: its path says which
_CODE_MAX: Final = 12
_LIGNE: Final = "ligne-"
# A whole room shares an address: ninety people ask 2 700 times a minute where the workshop is.
_HEURE, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_OUVERTURES, _ARRIVEES = 600, 400  # an hour
_SUIVIS, _VOTES = 12_000, 3_000  # a minute


class FormArrivee(FormLibre):
    nom = ask_ligne(
        "Votre prénom",
        NOM_MAX,
        aide="Si vous voulez : rien n’est demandé. Il s’efface trente jours après l’atelier.",
        validators=[refuse_lien],
    )


@ouverte_a_tous
@shows("entourage/ateliers/entrer.html")
def entrer(request: HttpRequest) -> Rendu:
    """Ask for a code, and lead to what it opens."""
    if code := clean_code(request.GET.get("code", ""))[:_CODE_MAX]:
        return redirect("ateliers:participer", code)
    return {"fil": [("Rejoindre un atelier", None)]}


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def participer(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a workshop is, to whoever has its code; take her name, then her votes."""
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
    return _vote(request, participant) if participant else _join(request, atelier)


@ouverte_a_tous
@require_safe
def etat_atelier(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whoever takes part where a workshop is."""
    if not _read_cookie(request, code):
        raise Http404
    check_lectures(request, "ateliers.suivi", _SUIVIS, _MINUTE)
    return reply_etat(request, Atelier.objects.filter(code=clean_code(code)))


def reply_etat(request: HttpRequest, cet_atelier: QuerySet[Atelier]) -> HttpResponse:
    """Answer what changed, how many answered, when the step ends; nothing when it is the same.

    Every phone of the room asks every two seconds: two queries, no writing.
    """
    lu = cet_atelier.values("pk", "pas").first()
    if lu is None:
        raise Http404
    ouvertes = EtapeAtelier.objects.filter(atelier=lu["pk"], etat=EtatEtape.OUVERTE).order_by()
    comptees = ouvertes.annotate(reponses=Count("bulletins__participant", distinct=True))
    reponses, fin = comptees.values_list("reponses", "fin_le").first() or (0, None)
    instant = fin and round(fin.timestamp() * 1000)
    dit = {"pas": lu["pas"], "reponses": reponses, "fin": instant}
    dit["maintenant"] = round(timezone.now().timestamp() * 1000)
    reponse = JsonResponse(dit, headers={"Cache-Control": "private, no-cache"})
    etag = f'"{lu["pas"]}-{reponses}-{instant}"'
    reponse["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=reponse) or reponse


def _read_cookie(request: HttpRequest, code: str) -> int:
    lu = request.get_signed_cookie(COOKIE, default="", salt=clean_code(code))
    return int(lu) if lu else 0


def _join(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    form = FormArrivee(request.POST)
    if not form.is_valid():
        return _show(request, atelier, None, form=form)
    check_limite("ateliers.arrivees", request.META.get("REMOTE_ADDR", ""), _ARRIVEES, _HEURE)
    try:
        participant = services.join_atelier(atelier, form.cleaned_data["nom"])
    except services.BulletinRefuse as refus:
        return _show(request, atelier, None, refus=refus)
    reponse = redirect("ateliers:participer", atelier.code)
    reponse.set_signed_cookie(
        COOKIE,
        str(participant.pk),
        salt=atelier.code,
        max_age=services.GARDE,
        path=request.path,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return reponse


def _vote(request: HttpRequest, participant: ParticipantAtelier) -> HttpResponse:
    """Keep a ballot; one that is refused comes back as it was filled."""
    atelier, envoi = participant.atelier, request.POST
    dits = {n.removeprefix(_LIGNE): envoi.get(n, "") for n in envoi if n.startswith(_LIGNE)}
    try:
        numero, cle = int(envoi.get("etape", "")), UUID(envoi.get("cle", ""))
        garde = services.cast_vote(numero, participant, cle, dits)
    except ValueError:
        refus = services.BulletinRefuse("Cette page n’est plus à jour : votez à nouveau ici.")
    except services.BulletinRefuse as trouve:
        refus = trouve
    else:
        suite = urlencode({"disparue": garde.disparues}, doseq=True)
        return redirect(f"{request.path}{suite and f'?{suite}'}#contenu")
    return _show(request, atelier, participant, refus=refus, dits=dits)


def _show(
    request: HttpRequest, atelier: Atelier, participant: ParticipantAtelier | None, **encore: Any
) -> HttpResponse:
    etape = services.find_courante(atelier)
    dernier = participant.bulletins.filter(etape=etape).last() if participant and etape else None
    dits = encore.pop("dits", None) or (dernier.choix if dernier else {})
    ouverte = etape is not None and services.takes_votes(etape)
    lignes = etape.presentes if etape and ouverte else ()
    contexte = {
        "fil": [("Atelier", None)],
        "atelier": atelier,
        "participant": participant,
        "form": FormArrivee(),
        "etape": etape,
        "ouverte": ouverte,
        "lignes": [(ligne, dits.get(str(ligne.pk), "")) for ligne in lignes],
        "choix": GenreEtape.CHOIX,
        "dernier": dernier,
        "cle": uuid4(),
        "disparues": services.name_lignes(etape, request.GET.getlist("disparue")) if etape else (),
        "resultat": read_resultat(etape) if etape else None,
        "reponses": services.count_votants(etape) if etape else 0,
        "suivi": request.path,
    }
    statut = HTTPStatus.CONFLICT if "refus" in encore else HTTPStatus.OK
    return render(request, "entourage/ateliers/participer.html", contexte | encore, status=statut)
