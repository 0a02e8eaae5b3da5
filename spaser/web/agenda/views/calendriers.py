"""Calendars to subscribe to, or to save: of one event, of a choice, of one’s own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from spaser.metier.agenda.places import EtatInscription
from spaser.web.agenda.forms.inscription import FormFiltres
from spaser.web.agenda.ical import TYPE, write_evenements, write_inscriptions
from spaser.web.agenda.liens import MIEN, MIENNE
from spaser.web.agenda.models import Inscription
from spaser.web.agenda.selectors import list_editions, list_publics
from spaser.web.agenda.views.publiques import find_public
from spaser.web.commun.liens import answer_ferme, list_partages, note_lecture, seal
from spaser.web.organisations.acces import ouverte_a_tous


@ouverte_a_tous
@require_safe
@conditional_page
def agenda(request: HttpRequest) -> HttpResponse:
    form = FormFiltres(request.GET, editions=list_editions(list_publics().only("edition")))
    return _reply(
        write_evenements("Mission SPASER", list_publics().filter(**form.read())), "agenda"
    )


@ouverte_a_tous
@require_safe
@conditional_page
def evenement(request: HttpRequest, code: str) -> HttpResponse:
    lu = find_public(code)
    return _reply(write_evenements(lu.titre, [lu]), lu.code)


@ouverte_a_tous
@require_safe
def inscription(request: HttpRequest, signature: str) -> HttpResponse:
    """Give one registration to whoever holds its link: nothing of the others is in it."""
    lue = MIENNE.find(signature, _list_confirmees())
    if lue is None:
        return answer_ferme(request)
    return seal(_reply(write_inscriptions(lue.evenement.titre, [lue]), lue.evenement.code))


@ouverte_a_tous
@require_safe
def mien(request: HttpRequest, signature: str) -> HttpResponse:
    """Give all the registrations of an account to whoever holds its link."""
    verifies = {"porteur__is_active": True, "porteur__courriel_verifie_le__isnull": False}
    lien = MIEN.find(signature, list_partages(MIEN).filter(**verifies))
    if lien is None or lien.porteur is None:
        return answer_ferme(request)
    note_lecture(lien, timezone.now())
    siennes = _list_confirmees().filter(courriel=lien.porteur.courriel).order_by("evenement__debut")
    return seal(_reply(write_inscriptions("Mes événements Mission SPASER", siennes), "mon-agenda"))


def _list_confirmees() -> QuerySet[Inscription]:
    joignables = Inscription.objects.joignables().select_related("evenement", "lien")
    return joignables.exclude(etat=EtatInscription.A_CONFIRMER.value)


def _reply(contenu: bytes, nom: str) -> HttpResponse:
    reponse = HttpResponse(contenu, content_type=TYPE)
    reponse["Content-Disposition"] = f'inline; filename="{nom}.ics"'
    return reponse
