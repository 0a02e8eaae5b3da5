"""Answers that are not pages: tables, files, diaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from spaser.documents.classeur import Format, Notice, Onglet, write_table
from spaser.documents.document import Document
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.tableur import list_lignes_csv


def reply_csv(texte: str, nom: str) -> HttpResponse:
    """Return a spreadsheet that the browser saves and nobody else keeps."""
    return reply_fichier(texte, nom, "text/csv; charset=utf-8")


def reply_classeur(
    onglets: Sequence[Onglet], classeur: Format, nom: str, notice: Notice | None = None
) -> HttpResponse:
    """Return tables in the kind asked for; `nom` comes without its suffix."""
    return reply_fichier(write_table(onglets, classeur, notice), f"{nom}.{classeur}", classeur.mime)


def stream_csv(onglet: Onglet, nom: str) -> StreamingHttpResponse:
    """Return a long table line after line, as they are read; `nom` comes without its suffix."""
    lignes = list_lignes_csv(onglet.entetes, onglet.list_lignes())
    return _as_fichier(
        StreamingHttpResponse(lignes, content_type=Format.CSV.mime), f"{nom}.{Format.CSV}"
    )


def reply_document(document: Document, forme: Forme, nom: str) -> HttpResponse:
    """Return a document in the form asked for; `nom` comes without its suffix."""
    return reply_fichier(write_forme(document, forme), f"{nom}.{forme}", forme.mime)


def reply_fichier(contenu: bytes | str, nom: str, mime: str) -> HttpResponse:
    """Return a file that the browser saves and nobody else keeps."""
    return _as_fichier(HttpResponse(contenu, content_type=mime), nom)


def _as_fichier[R: HttpResponseBase](reponse: R, nom: str) -> R:
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


# Days as an iCalendar file (RFC 5545).

_LIGNE: Final = 75  # octets, before a line is folded
_ECHAPPES: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendezvous:
    """A whole day of a diary; `uid` stays the same from one download to the next."""

    uid: str
    redige_le: date
    jour: date
    titre: str
    description: str
    url: str
    annuel: bool = False


def write_agenda(nom: str, rendezvous: Iterable[Rendezvous], description: str = "") -> str:
    """Return the calendar of this name; `description` says what must be known of it."""
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//SPASER//{_escape(nom)}//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(nom)}",
        *((f"X-WR-CALDESC:{_escape(description)}",) if description else ()),
        *(ligne for un in rendezvous for ligne in _event(un)),
        "END:VCALENDAR",
    ]
    return "".join(f"{morceau}\r\n" for ligne in lignes for morceau in _fold(ligne))


def _event(rendezvous: Rendezvous) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{rendezvous.uid}"
    yield f"DTSTAMP:{rendezvous.redige_le:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{rendezvous.jour:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{rendezvous.jour + timedelta(days=1):%Y%m%d}"
    if rendezvous.annuel:
        yield "RRULE:FREQ=YEARLY"
    yield f"SUMMARY:{_escape(rendezvous.titre)}"
    yield f"DESCRIPTION:{_escape(rendezvous.description)}"
    yield f"URL:{rendezvous.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


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
