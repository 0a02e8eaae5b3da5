"""Events as calendars (RFC 5545): of one, of many, of one registration, of one account.

An event keeps its identifier; its number of sequence grows at each change, so that a calendar that
reads it again follows, a cancellation too. No address of a videoconference is in any of them: it
changes after it was sent, and calendars are shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone

from spaser.metier.agenda.places import RENONCEES, EtatInscription
from spaser.metier.dates import PARIS
from spaser.web.agenda.liens import MIENNE
from spaser.web.agenda.models import Evenement, Inscription
from spaser.web.socle.courriel import absolute_url

TYPE: Final = "text/calendar; charset=utf-8"
_PRODUIT: Final = "-//SPASER//Agenda du programme//FR"
_RELIRE: Final = timedelta(hours=6)
# The rule of the European Union since 1996, older than any event here.
_FUSEAU: Final = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
_CONFIRME, _INCERTAIN, _ANNULE = "CONFIRMED", "TENTATIVE", "CANCELLED"
_PARTIES: Final = RENONCEES | {EtatInscription.ANNULEE}
_PAS: Final = (
    EtatInscription.A_CONFIRMER,
    EtatInscription.EN_ATTENTE,
    EtatInscription.PROPOSEE,
    EtatInscription.EXPIREE,
    EtatInscription.REFUSEE,
    EtatInscription.INSCRITE,
    EtatInscription.DESISTEE,
    EtatInscription.ANNULEE,
)
_PERSONNEL: Final = (
    "Votre inscription, et le lien de connexion une heure avant\u00a0: {page}\n"
    "Cette adresse est personnelle\u00a0: ne partagez pas ce rendez-vous."
)


def write_evenements(nom: str, evenements: Iterable[Evenement]) -> bytes:
    """Return a calendar that everybody may read: it names nobody who comes."""
    return _write(nom, [_make_evenement(evenement) for evenement in evenements])


def write_inscriptions(nom: str, inscriptions: Iterable[Inscription]) -> bytes:
    return _write(nom, [_make_inscription(inscription) for inscription in inscriptions])


def _write(nom: str, evenements: Iterable[Event]) -> bytes:
    calendrier = Calendar()
    calendrier.add("prodid", _PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", nom)
    calendrier.add("refresh-interval", _RELIRE, parameters={"VALUE": "DURATION"})
    calendrier.add_component(Timezone.from_ical(_FUSEAU))
    for evenement in evenements:
        calendrier.add_component(evenement)
    ecrit: bytes = calendrier.to_ical()
    return ecrit


def _make_evenement(evenement: Evenement) -> Event:
    page = absolute_url(evenement.get_absolute_url())
    etat = _ANNULE if evenement.est_annule else _CONFIRME
    return _make(evenement, evenement.code, evenement.version, etat, (evenement.resume, page))


def _make_inscription(inscription: Inscription) -> Event:
    evenement = inscription.evenement
    etat = EtatInscription(inscription.etat)
    page = absolute_url(MIENNE.path_of(inscription))
    dit = etat.libelle if etat is not EtatInscription.INSCRITE else ""
    lignes = (dit, evenement.resume, _PERSONNEL.format(page=page))
    # A rank only grows, and so do the states under one rank.
    suite = evenement.version + inscription.rang * len(_PAS) + _PAS.index(etat)
    nom = f"inscription-{inscription.pk}"
    return _make(evenement, nom, suite, _find_etat(evenement, etat), lignes)


def _find_etat(evenement: Evenement, etat: EtatInscription) -> str:
    if evenement.est_annule or etat in _PARTIES:
        return _ANNULE
    return _CONFIRME if etat is EtatInscription.INSCRITE else _INCERTAIN


def _make(evenement: Evenement, nom: str, suite: int, etat: str, lignes: Iterable[str]) -> Event:
    rendez_vous = Event()
    rendez_vous.add("uid", f"{nom}@{urlsplit(settings.ADRESSE).hostname}")
    rendez_vous.add("sequence", suite)
    rendez_vous.add("status", etat)
    rendez_vous.add("dtstamp", evenement.modifie_le)
    rendez_vous.add("last-modified", evenement.modifie_le)
    rendez_vous.add("summary", f"{'Annulé\u00a0: ' if etat == _ANNULE else ''}{evenement.titre}")
    rendez_vous.add("description", "\n".join(filter(None, lignes)))
    lieu = evenement.lieu or ("" if evenement.source else "Visioconférence")
    if lieu:
        rendez_vous.add("location", lieu)
    rendez_vous.add("categories", [evenement.get_nature_display()])
    rendez_vous.add("url", absolute_url(evenement.get_absolute_url()))
    debut, fin = evenement.debut.astimezone(PARIS), evenement.fin.astimezone(PARIS)
    if evenement.heure_connue:
        rendez_vous.add("dtstart", debut)
        rendez_vous.add("dtend", fin)
    else:
        rendez_vous.add("dtstart", debut.date())
        rendez_vous.add("dtend", fin.date() + timedelta(days=1))
    return rendez_vous
