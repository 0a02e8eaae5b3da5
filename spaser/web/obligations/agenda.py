"""The days to come as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from spaser.metier.obligations.calendrier import Echeance

_LIGNE: Final = 75  # octets, before a line is folded
_ECHAPPES: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


def write_agenda(echeances: Iterable[Echeance]) -> str:
    """Return the calendar; each day keeps its identifier from one download to the next."""
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SPASER//Obligations des acheteurs//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Obligations des acheteurs",
        *(ligne for echeance in echeances for ligne in _event(echeance)),
        "END:VCALENDAR",
    ]
    return "".join(f"{morceau}\r\n" for ligne in lignes for morceau in _fold(ligne))


def _event(echeance: Echeance) -> Iterator[str]:
    obligation = echeance.obligation
    source = obligation.sources[0]
    description = (
        f"{echeance.texte}\nSource : {source.libelle} (lecture du {source.verifie_le:%d/%m/%Y}). "
        "Relisez le texte avant de vous y fier."
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{_identify(echeance)}@obligations.spaser"
    yield f"DTSTAMP:{source.verifie_le:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{echeance.jour:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{echeance.jour + timedelta(days=1):%Y%m%d}"
    if echeance.annuelle:
        yield "RRULE:FREQ=YEARLY"
    yield f"SUMMARY:{_escape(obligation.titre)}"
    yield f"DESCRIPTION:{_escape(description)}"
    yield f"URL:{source.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _identify(echeance: Echeance) -> str:
    """Name a day by what it is: a yearly one by its text, so that each year is the same event."""
    jour = "" if echeance.annuelle else echeance.jour.isoformat()
    cle = f"{echeance.obligation.code} {jour} {echeance.texte}"
    return hashlib.sha256(cle.encode()).hexdigest()[:32]


def _escape(texte: str) -> str:
    for signe, echappe in _ECHAPPES:
        texte = texte.replace(signe, echappe)
    return texte


def _fold(ligne: str) -> Iterator[str]:
    """Cut a line at 75 octets, never inside a letter; what follows starts with a space."""
    morceau, taille = "", 0
    for lettre in ligne:
        poids = len(lettre.encode())
        if taille + poids > _LIGNE:
            yield morceau
            morceau, taille = " ", 1
        morceau, taille = morceau + lettre, taille + poids
    yield morceau
