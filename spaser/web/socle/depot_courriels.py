"""Mails kept in a folder, one file each, where no mail server is set; and how to read them."""

from __future__ import annotations

import email.policy
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage as Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import get_random_string

from spaser.web.socle.intergiciels import is_local

_SUFFIXE: Final = ".eml"
_MONTRES: Final = 100


class DepotCourriels(BaseEmailBackend):
    """Writes each mail whole in its own file, readable by the site alone."""

    def __init__(self, dossier: str | Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dossier = Path(dossier)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
        for courriel in email_messages:
            message = courriel.message()
            self._write(str(message["Message-ID"]), message.as_bytes())
        return len(email_messages)

    def _write(self, numero: str, contenu: bytes) -> None:
        """Write a mail whole or not at all; handed over twice, it is kept once."""
        marque = hashlib.sha256(numero.encode()).hexdigest()[:16]
        if any(self.dossier.glob(f"*-{marque}{_SUFFIXE}")):
            return
        moment = timezone.now().astimezone(UTC).strftime("%Y%m%d-%H%M%S-%f")
        brouillon = self.dossier / f"{marque}.{get_random_string(8)}"
        descripteur = os.open(brouillon, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descripteur, "wb") as sortie:
            sortie.write(contenu)
        brouillon.rename(self.dossier / f"{moment}-{marque}{_SUFFIXE}")


@dataclass(frozen=True)
class CourrielDepose:
    numero: str
    envoye_le: datetime
    destinataire: str
    expediteur: str
    sujet: str
    texte: str
    html: str


def list_courriels() -> list[CourrielDepose]:
    chemins = sorted(_folder().glob(f"*{_SUFFIXE}"), reverse=True)
    return [_read(chemin) for chemin in chemins[:_MONTRES]]


def find_courriel(numero: str) -> CourrielDepose | None:
    chemin = next((c for c in _folder().glob(f"*{_SUFFIXE}") if c.stem == numero), None)
    return _read(chemin) if chemin else None


def forget_courriels(adresse: str) -> None:
    """Erase the mails kept to this address; those that others received are theirs."""
    for chemin in _folder().glob(f"*{_SUFFIXE}"):
        with chemin.open("rb") as courriel:
            entetes = BytesHeaderParser(policy=email.policy.default).parse(courriel)
        if adresse.lower() in {a.lower() for _, a in getaddresses(entetes.get_all("To", []))}:
            chemin.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DOSSIER) / "courriels"


def _read(chemin: Path) -> CourrielDepose:
    message = message_from_bytes(chemin.read_bytes(), policy=email.policy.default)
    return CourrielDepose(
        numero=chemin.stem,
        envoye_le=datetime.strptime(chemin.stem[:22], "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC),
        destinataire=str(message["To"]),
        expediteur=str(message["From"]),
        sujet=str(message["Subject"]),
        texte=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: Message, genre: str) -> str:
    partie = message.get_body(preferencelist=(genre,))
    return str(partie.get_content()) if partie else ""


# The mails that could not leave, read on this machine by whoever runs the site.


def show_courriels(request: HttpRequest) -> HttpResponse:
    _check_offered(request)
    return render(request, "socle/demo/courriels.html", {"courriels": list_courriels()})


def show_courriel(request: HttpRequest, numero: str) -> HttpResponse:
    _check_offered(request)
    courriel = find_courriel(numero)
    if courriel is None:
        raise Http404("Ce courriel n’est pas dans le dossier.")
    return render(request, "socle/demo/courriel.html", {"courriel": courriel})


def shows_courriels() -> bool:
    """Say whether mails are read on the site: they open accounts, so never where others come.

    A demonstration is served to its own machine alone, and its accounts are fictitious.
    """
    return bool(settings.SANS_COURRIEL) and (settings.DEMONSTRATION or not settings.HTTPS)


def _check_offered(request: HttpRequest) -> None:
    """Answer « not found » where mails leave, on a site that others reach, to other machines."""
    if not shows_courriels() or not is_local(request):
        raise Http404(
            "Cette page n’existe que sur un site sans courriel, servi à sa seule machine."
        )
