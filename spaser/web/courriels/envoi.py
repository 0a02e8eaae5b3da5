"""Sending a mail of the outbox, once: what it tells is read again, its links are drawn, it leaves.

Three steps, each whole: the links are drawn and kept; the server takes the mail; the row says so.
A process killed between the last two sends the same mail again, under the same `Message-ID`.
"""

from __future__ import annotations

import logging
import smtplib
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from spaser.web.courriels.arguments import unpack
from spaser.web.courriels.models import Courriel, EtatCourriel
from spaser.web.courriels.natures import Contexte, NatureInconnue, PlusUtile, find_nature
from spaser.web.courriels.pied import make_pied
from spaser.web.courriels.preferences import REFUSE as SUJET_REFUSE
from spaser.web.courriels.preferences import read_cadence
from spaser.web.courriels.sujets import Cadence
from spaser.web.socle.courriel import Message, hand_over, render_message
from spaser.web.socle.taches.verrous import patient

COMPTE_FERME: Final = "Le compte est fermé."
TROP_TARD: Final = "Il était trop tard pour qu’il serve."
INATTENDU: Final = "Une erreur du site a empêché de l’envoyer."
SANS_REPONSE: Final = "Le serveur de courriels ne répond pas."
REMIS: Final = "Le serveur de courriels le refuse pour l’instant (code {code})."
REFUSE: Final = "Le serveur de courriels refuse cette adresse ou ce message (code {code})."
RECAPITULATIF: Final = "spaser.web.courriels.recapitulatif.compose_recapitulatif"
_DEFINITIF: Final = 500

_journal: Final = logging.getLogger(__name__)


class EnvoiRemis(Exception):
    """A mail that could not leave now; it holds no address, since tasks keep their errors."""


def deliver(numero: UUID) -> None:
    """Send a mail that waits; one that has left, or is gone, needs nothing."""
    courriel = _waiting(numero).select_related("personne").first()
    if courriel is None:
        return
    try:
        message = _prepare(courriel)
    except PlusUtile as raison:
        _finish(courriel, EtatCourriel.INUTILE, str(raison))
        return
    if message is None:
        return
    try:
        hand_over(message)
    except OSError as erreur:  # the errors of smtplib are of this kind
        _receive_refus(courriel, erreur)
    else:
        _finish(courriel, EtatCourriel.ENVOYE)
        _journal.info("Sent a mail: %s", courriel.nature)


def give_up(numero: UUID) -> None:
    """Say that a mail will not leave: the last of its tries has failed."""
    courriel = _waiting(numero).first()
    if courriel is not None:
        _finish(courriel, EtatCourriel.ABANDONNE, courriel.raison or INATTENDU)


def _waiting(numero: UUID) -> QuerySet[Courriel]:
    return Courriel.objects.filter(pk=numero, etat=EtatCourriel.A_ENVOYER)


@transaction.atomic
def _prepare(courriel: Courriel) -> Message | None:
    """Compose a mail and keep the links drawn for it; None when another worker has begun it."""
    mien = _waiting(courriel.pk).filter(essais=courriel.essais)
    if not mien.update(essais=F("essais") + 1):
        return None
    nature, _ = find_nature(courriel.nature)
    contexte = _compose(courriel)
    personne = courriel.personne
    pied = make_pied(personne or courriel.adresse, [nature.sujet]) if nature.sujet else {}
    return render_message(
        nature.gabarit,
        personne.courriel if personne else courriel.adresse,
        {"prenom": personne.prenom if personne else "", **pied, **contexte},
        f"<{courriel.pk.hex}@{urlsplit(settings.ADRESSE).hostname}>",
    )


def _compose(courriel: Courriel) -> Contexte:
    """Return what its templates read, as things stand; PlusUtile when it need not go any more."""
    nature, composition = find_nature(courriel.nature)
    if courriel.personne is not None and not courriel.personne.is_active:
        raise PlusUtile(COMPTE_FERME)
    voulu = nature.sujet and read_cadence(nature.sujet, courriel.personne or courriel.adresse)
    if voulu == Cadence.JAMAIS:
        raise PlusUtile(SUJET_REFUSE)
    arguments = unpack(composition, courriel.arguments, {(Courriel, str(courriel.pk)): courriel})
    if raison := nature.arret(**arguments):
        raise PlusUtile(raison)
    if timezone.now() > courriel.du_le + nature.retard:
        raise PlusUtile(TROP_TARD)
    return composition(**arguments)


def _receive_refus(courriel: Courriel, erreur: OSError) -> None:
    """Give up on what will never be taken; note the rest, and have it tried again later."""
    code = _find_code(erreur)
    if code >= _DEFINITIF and _is_about_message(erreur):
        _finish(courriel, EtatCourriel.ABANDONNE, REFUSE.format(code=code))
        _journal.warning("A mail is refused for good (%s): %s", code, courriel.nature)
        return
    raison = REMIS.format(code=code) if code else SANS_REPONSE
    _note(courriel, raison)
    raise EnvoiRemis(raison) from None


def _is_about_message(erreur: OSError) -> bool:
    """Tell a refusal of this mail from one of the whole site: a password, a sender."""
    return isinstance(erreur, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def _find_code(erreur: OSError) -> int:
    """Return what the server answered, as a number; 0 when it did not."""
    match erreur:
        case smtplib.SMTPRecipientsRefused(recipients=refus):
            return min((code for code, _ in refus.values()), default=0)
        case smtplib.SMTPResponseException(smtp_code=code) if isinstance(code, int):
            return code
    return 0


# The row says how it ended. The mail is out by then: a database that is busy is waited for.


@patient
def _note(courriel: Courriel, raison: str) -> None:
    _waiting(courriel.pk).update(raison=raison)


@patient
@transaction.atomic
def _finish(courriel: Courriel, etat: EtatCourriel, raison: str = "") -> None:
    """Write how a mail ended, and empty its address and arguments, unless it failed.

    What a digest took along ends with it.
    """
    mien = _waiting(courriel.pk)
    if _is_adieu(courriel.nature):
        mien.delete()
        return
    fin = {"etat": etat, "raison": raison, "fini_le": timezone.now()}
    vide = {} if etat == EtatCourriel.ABANDONNE else {"adresse": "", "arguments": {}}
    mien.update(**fin, **vide)
    if etat != EtatCourriel.ABANDONNE and courriel.nature == RECAPITULATIF:
        courriel.groupes.exclude(etat=EtatCourriel.INUTILE).update(**fin, arguments={})


def _is_adieu(chemin: str) -> bool:
    try:
        return find_nature(chemin)[0].adieu
    except NatureInconnue:
        return False
