"""Mails: written, put in the outbox, sent once, followed."""

from __future__ import annotations

import email.policy
import hashlib
import inspect
import logging
import os
import re
import smtplib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage as Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import wraps
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Concatenate, Final, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.html import format_html

from spaser.site.socle import models
from spaser.site.socle.courriels import natures
from spaser.site.socle.reglages import read_reglage
from spaser.site.socle.requetes import is_local
from spaser.site.socle.taches import file
from spaser.site.socle.traces import read_demande

# --- A mail as it leaves: composed from templates, handed over. `web/courriels` decides when ---


DESABONNEMENT: Final = "desabonnement"
REPONDRE_A: Final = "repondre_a"  # the address of whoever it is sent for, instead of the site's
_SIGNATURE: Final = "SPASER, la plateforme des achats publics responsables"
_PUCE: Final = "- "
_DEUX_POINTS: Final = re.compile(r"\s:$")


@dataclass(frozen=True)
class CourrielRedige:
    destinataire: str
    sujet: str
    texte: str
    html: str
    entetes: dict[str, str]


def absolute_url(chemin: str) -> str:
    return f"{settings.ADRESSE}{chemin}"


def render_message(
    gabarit: str, destinataire: str, contexte: Mapping[str, Any], numero: str
) -> CourrielRedige:
    """Make a mail of `<gabarit>.sujet.txt`, `<gabarit>.txt` and, if there is one, `<gabarit>.html`.

    Without it, the text makes the page: its paragraphs, its lists (lines that begin with a dash),
    and a link of words before a line that is an address of the site; the signature that ends the
    text is that of the page. The templates also read `site`, its address, and may extend
    `socle/courriels/page.html`.
    `contexte["desabonnement"]`, the path of a page that unsubscribes by POST, gives the reader
    the one-click button of her mail software, and a foot that says why the mail came (`motifs`)
    and where she chooses (`reglages`). The same `numero` at each try: servers and readers
    know a mail that comes twice.
    """
    complet = {"site": settings.ADRESSE, **contexte}
    sujet, texte = render_sujet(gabarit, complet), _render_texte(f"{gabarit}.txt", complet)
    page = complet | {"sujet": sujet, "paragraphes": list(_split(texte))}
    pied = _render_texte("socle/courriels/pied.txt", complet) if complet.get(DESABONNEMENT) else ""
    return CourrielRedige(
        destinataire,
        sujet,
        texte + pied,
        render_to_string([f"{gabarit}.html", "socle/courriels/texte.html"], page),
        {
            "Message-ID": numero,
            **_make_entetes(contexte.get(DESABONNEMENT)),
            **({"Reply-To": contexte[REPONDRE_A]} if contexte.get(REPONDRE_A) else {}),
        },
    )


def render_sujet(gabarit: str, contexte: dict[str, Any]) -> str:
    return " ".join(_render_texte(f"{gabarit}.sujet.txt", contexte).split())


def hand_over(message: CourrielRedige) -> None:
    """Give a mail to the server; an answer to it goes to the contact of the site."""
    contact = read_reglage("SPASER_CONTACT")
    courriel = EmailMultiAlternatives(
        subject=message.sujet,
        body=message.texte,
        to=[message.destinataire],
        reply_to=[contact] if contact else None,
        headers=message.entetes,
    )
    courriel.attach_alternative(message.html, "text/html")
    courriel.send()


def _render_texte(gabarit: str, contexte: dict[str, Any]) -> str:
    """Fill a plain text template, where nothing is to be escaped."""
    fabrique = cast("Template", get_template(gabarit)).template
    return fabrique.render(Context(contexte, autoescape=False))


def _split(texte: str) -> Iterator[tuple[bool, list[str]]]:
    """Yield the paragraphs and the lists of a text, these told by a True, in lines of HTML."""
    for paragraphe in texte.partition(_SIGNATURE)[0].strip().split("\n\n"):
        lignes = _read_lignes(paragraphe.splitlines())
        for est_liste, siennes in groupby(lignes, itemgetter(0)):
            yield est_liste, [ligne for _, ligne in siennes]


def _read_lignes(lignes: list[str]) -> Iterator[tuple[bool, str]]:
    """Yield whether a line is of a list, and its words, that lead where the next line says."""
    while lignes:
        mots, *lignes = lignes
        dits = mots.strip().removeprefix(_PUCE)
        if lignes and (adresse := lignes[0].strip()).startswith(f"{settings.ADRESSE}/"):
            lien = format_html('<a href="{}">{}</a>', adresse, _DEUX_POINTS.sub("", dits))
            yield mots.startswith(_PUCE), lien
            del lignes[0]
        else:
            yield mots.startswith(_PUCE), dits


def _make_entetes(desabonnement: str | None) -> dict[str, str]:
    if not desabonnement:
        return {"Auto-Submitted": "auto-generated"}
    return {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{absolute_url(desabonnement)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


# --- Mails kept in a folder, one file each, where no mail server is set; and how to read them ---


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
    chemin = next((c for c in _folder().glob(f"*{_SUFFIXE}") if c.stem == numero), None)
    courriel = _read(chemin) if chemin else None
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


# --- Sending a mail of the outbox, once: what it tells is read again, its links are drawn, it
# leaves ---
# Three steps, each whole: the links are drawn and kept; the server takes the mail; the row says
# so. A process killed between the last two sends the same mail again, under the same `Message-ID`.


COMPTE_FERME: Final = "Le compte est fermé."
TROP_TARD: Final = "Il était trop tard pour qu’il serve."
INATTENDU: Final = "Une erreur du site a empêché de l’envoyer."
SANS_REPONSE: Final = "Le serveur de courriels ne répond pas."
REMIS: Final = "Le serveur de courriels le refuse pour l’instant (code {code})."
REFUSE: Final = "Le serveur de courriels refuse cette adresse ou ce message (code {code})."
RECAPITULATIF: Final = "spaser.site.socle.courriels.abonnements.compose_recapitulatif"
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
    except natures.PlusUtile as raison:
        _finish(courriel, models.EtatCourriel.INUTILE, str(raison))
        return
    if message is None:
        return
    try:
        hand_over(message)
    except OSError as erreur:  # the errors of smtplib are of this kind
        _receive_refus(courriel, erreur)
    else:
        _finish(courriel, models.EtatCourriel.ENVOYE)
        _journal.info("Sent a mail: %s", courriel.nature)


def give_up(numero: UUID) -> None:
    """Say that a mail will not leave: the last of its tries has failed."""
    courriel = _waiting(numero).first()
    if courriel is not None:
        _finish(courriel, models.EtatCourriel.ABANDONNE, courriel.raison or INATTENDU)


def _waiting(numero: UUID) -> QuerySet[models.Courriel]:
    return models.Courriel.objects.filter(pk=numero, etat=models.EtatCourriel.A_ENVOYER)


@transaction.atomic
def _prepare(courriel: models.Courriel) -> CourrielRedige | None:
    """Compose a mail and keep the links drawn for it; None when another worker has begun it."""
    mien = _waiting(courriel.pk).filter(essais=courriel.essais)
    if not mien.update(essais=F("essais") + 1):
        return None
    nature, _ = natures.find_nature(courriel.nature)
    contexte = _compose(courriel)
    personne = courriel.personne
    pied = natures.make_pied(personne or courriel.adresse, [nature.sujet]) if nature.sujet else {}
    return render_message(
        nature.gabarit,
        personne.courriel if personne else courriel.adresse,
        {"prenom": personne.prenom if personne else "", **pied, **contexte},
        f"<{courriel.pk.hex}@{urlsplit(settings.ADRESSE).hostname}>",
    )


def _compose(courriel: models.Courriel) -> natures.Contexte:
    """Return what its templates read, as things stand; PlusUtile when it need not go any more."""
    nature, composition = natures.find_nature(courriel.nature)
    if courriel.personne is not None and not courriel.personne.is_active:
        raise natures.PlusUtile(COMPTE_FERME)
    voulu = nature.sujet and natures.read_cadence(
        nature.sujet, courriel.personne or courriel.adresse
    )
    if voulu == models.Cadence.JAMAIS:
        raise natures.PlusUtile(natures.REFUSE)
    arguments = natures.unpack(
        composition, courriel.arguments, {(models.Courriel, str(courriel.pk)): courriel}
    )
    if raison := nature.arret(**arguments):
        raise natures.PlusUtile(raison)
    if timezone.now() > courriel.du_le + nature.retard:
        raise natures.PlusUtile(TROP_TARD)
    return composition(**arguments)


def _receive_refus(courriel: models.Courriel, erreur: OSError) -> None:
    """Give up on what will never be taken; note the rest, and have it tried again later."""
    code = _find_code(erreur)
    if code >= _DEFINITIF and _is_about_message(erreur):
        _finish(courriel, models.EtatCourriel.ABANDONNE, REFUSE.format(code=code))
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


@file.patient
def _note(courriel: models.Courriel, raison: str) -> None:
    _waiting(courriel.pk).update(raison=raison)


@file.patient
@transaction.atomic
def _finish(courriel: models.Courriel, etat: models.EtatCourriel, raison: str = "") -> None:
    """Write how a mail ended, and empty its address and arguments, unless it failed.

    What a digest took along ends with it.
    """
    mien = _waiting(courriel.pk)
    if _is_adieu(courriel.nature):
        mien.delete()
        return
    fin = {"etat": etat, "raison": raison, "fini_le": timezone.now()}
    vide = {} if etat == models.EtatCourriel.ABANDONNE else {"adresse": "", "arguments": {}}
    mien.update(**fin, **vide)
    if etat != models.EtatCourriel.ABANDONNE and courriel.nature == RECAPITULATIF:
        courriel.groupes.exclude(etat=models.EtatCourriel.INUTILE).update(**fin, arguments={})


def _is_adieu(chemin: str) -> bool:
    try:
        return natures.find_nature(chemin)[0].adieu
    except natures.NatureInconnue:
        return False


# --- Tasks that send mails of the outbox, one or a lot. They know their numbers alone ---


# Almost three days in all: a server may be out for a week-end.
REPRISES: Final = tuple(
    timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720)
)


def _give_up(numero: str) -> None:
    give_up(UUID(numero))


_ENVOI: Final = file.Travail(
    "Envoi d’un courriel",
    file.File.COURRIELS,
    delai=timedelta(minutes=2),
    arrets=len(REPRISES) + 1,  # a mail never kills its worker: retry
    passagers=(EnvoiRemis, natures.NatureInconnue),
    reprises=REPRISES,
    abandonne=_give_up,
    ailleurs=True,
)


@file.travail(_ENVOI)
def send_courriel(numero: str) -> None:
    deliver(UUID(numero))


def _part_lot(numeros: list[str]) -> None:
    """Send one by one what a lot could not: one mail may have stopped all the others."""
    for courriel in models.Courriel.objects.filter(
        pk__in=numeros, etat=models.EtatCourriel.A_ENVOYER
    ):
        ask_envoi(courriel)


@file.travail(
    file.Travail(
        "Envoi de récapitulatifs",
        file.File.COURRIELS,
        delai=timedelta(minutes=15),
        arrets=len(REPRISES) + 1,
        passagers=(EnvoiRemis, natures.NatureInconnue),
        reprises=REPRISES,
        abandonne=_part_lot,
        ailleurs=True,
    )
)
def send_lot(numeros: list[str]) -> None:
    """Send those of a lot that still wait; what is put off is tried again with the lot."""
    remis: EnvoiRemis | None = None
    for numero in numeros:
        try:
            deliver(UUID(numero))
        except EnvoiRemis as raison:
            if str(raison) == SANS_REPONSE:  # the others would wait for nothing
                raise
            remis = raison
    if remis:
        raise remis


def list_en_partance() -> set[str]:
    """Return the numbers of the mails that a task is about to send."""
    seuls = {arguments["numero"] for arguments in file.read_vives(send_courriel)}
    return seuls.union(*(arguments["numeros"] for arguments in file.read_vives(send_lot)))


def ask_envoi(courriel: models.Courriel) -> None:
    """Ask for a mail to be sent, at the rank of its kind; one that is not known has none."""
    try:
        rang = natures.find_nature(courriel.nature)[0].rang
    except natures.NatureInconnue:
        rang = 0
    send_courriel.using(priority=rang).enqueue(numero=str(courriel.pk))


# --- Writing a mail: one row, in the transaction of what it tells, and the task that will send it
# ---


def courriel[**P](
    nature: natures.Nature,
) -> Callable[
    [Callable[P, natures.Contexte]], Callable[Concatenate[natures.Destinataire, P], None]
]:
    """Turn a function that returns the context of its templates into a mail.

    Called with a recipient first, it writes a row of the outbox; the function itself runs in the
    worker when the mail leaves, its arguments read again. A secret is drawn there and nowhere else.
    """

    def declare(
        fonction: Callable[P, natures.Contexte],
    ) -> Callable[Concatenate[natures.Destinataire, P], None]:
        chemin = f"{fonction.__module__}.{fonction.__qualname__}"
        signature = inspect.signature(fonction)
        natures.register(chemin, nature, fonction)

        @wraps(fonction)
        def write(destinataire: natures.Destinataire, /, *args: P.args, **kwargs: P.kwargs) -> None:
            _write(chemin, nature, destinataire, signature.bind(*args, **kwargs).arguments)

        return write

    return declare


@transaction.atomic
def _write(
    chemin: str,
    nature: natures.Nature,
    destinataire: natures.Destinataire,
    arguments: dict[str, Any],
) -> None:
    """Write the row, to send at once or in a digest; no row when the reader stopped the subject."""
    if not destinataire:
        return
    if nature.sujet and not nature.seul:  # the row of a personal link tells no account
        destinataire = natures.find_compte(destinataire)
    cadence = (
        natures.read_cadence(nature.sujet, destinataire)
        if nature.sujet
        else models.Cadence.AUSSITOT
    )
    cadence = max(cadence, nature.au_plus(**arguments), key=list(models.Cadence).index)
    if cadence == models.Cadence.JAMAIS:
        return
    groupe = cadence in models.GROUPEES and not nature.seul
    maintenant = timezone.now()
    ligne = models.Courriel.objects.create(
        nature=chemin,
        personne_id=None if isinstance(destinataire, str) else destinataire.pk,
        adresse=destinataire if isinstance(destinataire, str) else "",
        arguments={nom: natures.pack(valeur) for nom, valeur in arguments.items()},
        espace_id=nature.espace(**arguments),
        demande=read_demande(),
        etat=models.EtatCourriel.GROUPE if groupe else models.EtatCourriel.A_ENVOYER,
        du_le=models.find_heure(cadence, maintenant) if groupe else maintenant,
    )
    if not groupe:
        ask_envoi(ligne)


# What most mails are: one template, a subject, a few lines, a link or two.

GABARIT: Final = "registre/courriels/avis"
type Lien = tuple[str, str]  # a path of the site and its words


def make_avis(titre: str, **limites: Any) -> natures.Nature:
    return natures.Nature(titre, GABARIT, **limites)


def compose_avis(
    objet: str, lignes: Iterable[str], lien: Lien, second: Lien | None = None
) -> natures.Contexte:
    """Return what that template reads; an empty line is left out."""
    return {
        "objet": objet,
        "lignes": [ligne for ligne in lignes if ligne],
        "lien": absolute_url(lien[0]),
        "libelle": lien[1],
        "second": (absolute_url(second[0]), second[1]) if second else None,
    }


# --- How the outbox fares: for the page of health and the figures, and for the team ---


MONTRES: Final = 100  # of each kind
RETARD: Final = timedelta(minutes=5)  # from then on, a mail that was not tried is late


def count_refuses() -> int:
    return list_attendus().exclude(raison="").count()


def find_retard_envoi() -> timedelta:
    """Return for how long the oldest mail that was never tried has waited."""
    ancien = list_attendus().filter(essais=0).order_by("du_le").first()
    return timezone.now() - ancien.du_le if ancien else timedelta()


def count_etats() -> dict[str, int]:
    comptes = dict(models.Courriel.objects.order_by().values_list("etat").annotate(Count("pk")))
    return {etat.value: comptes.get(etat.value, 0) for etat in models.EtatCourriel}


def list_attendus() -> QuerySet[models.Courriel]:
    return models.Courriel.objects.filter(etat=models.EtatCourriel.A_ENVOYER)


def list_abandonnes() -> QuerySet[models.Courriel]:
    return models.Courriel.objects.filter(etat=models.EtatCourriel.ABANDONNE)


@transaction.atomic
def send_again(pks: Collection[UUID]) -> int:
    """Have mails that could not leave sent after all; each is asked for once."""
    return sum(_send_again(courriel) for courriel in models.Courriel.objects.filter(pk__in=pks))


def _send_again(courriel: models.Courriel) -> int:
    champs = {"etat": models.EtatCourriel.A_ENVOYER, "raison": "", "essais": 0, "fini_le": None}
    repris = list_abandonnes().filter(pk=courriel.pk).update(**champs, du_le=timezone.now())
    if repris:
        ask_envoi(courriel)
    return repris


# For the team: no address is shown, only where it is held.


@dataclass(frozen=True)
class LigneCourriel:
    pk: UUID
    quoi: str
    chez: str
    espace_id: int | None
    moment: datetime
    essais: int
    raison: str
    demande: str
    en_retard: bool

    @property
    def situation(self) -> str:
        return "En retard." if self.en_retard else self.raison


@dataclass(frozen=True)
class EtatCourriels:
    """What waits, what could not leave, what need not any more: the first of each, and counts."""

    lignes: dict[str, list[LigneCourriel]]
    nombres: dict[str, int]


def read_courriels() -> EtatCourriels:
    tous = models.Courriel.objects.select_related("personne")
    listes = {
        models.EtatCourriel.A_ENVOYER: tous.order_by("du_le"),
        models.EtatCourriel.ABANDONNE: tous.order_by("-fini_le"),
        models.EtatCourriel.INUTILE: tous.order_by("-fini_le"),
    }
    lignes = {
        etat.value: [_tell(courriel) for courriel in liste.filter(etat=etat)[:MONTRES]]
        for etat, liste in listes.items()
    }
    return EtatCourriels(lignes, count_etats())


def _tell(courriel: models.Courriel) -> LigneCourriel:
    adresse = courriel.personne.courriel if courriel.personne else courriel.adresse
    attend = courriel.etat == models.EtatCourriel.A_ENVOYER and not courriel.essais
    return LigneCourriel(
        courriel.pk,
        natures.name_nature(courriel.nature),
        adresse.rpartition("@")[2],
        courriel.espace_id,
        courriel.fini_le or courriel.du_le,
        courriel.essais,
        courriel.raison,
        courriel.demande,
        attend and timezone.now() - courriel.du_le > RETARD,
    )
