"""What every request goes through: limits, bodies, answers, errors, a base that is held."""

import hashlib
import ipaddress
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, wraps
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.document import Document
from spaser.documents.onglets import Notice, Onglet, list_lignes_csv
from spaser.documents.rendus import DocumentTropLong, Forme, write_forme
from spaser.moteur.envois.formats import MEGA
from spaser.site.socle.models import Compteur
from spaser.site.socle.taches.file import is_passagere, is_plein, list_essais
from spaser.site.socle.traces import read_demande

# --- What is answered when a page cannot be: a page in French, or JSON under /api/ ---


# Rendered without the request: neither the database nor a context processor can fail them.
_SANS_CONTEXTE: Final = frozenset({400, 500, 503, 507})
PLEIN: Final = (
    "Le serveur ne peut rien garder pour l’instant\u00a0: votre envoi n’est pas enregistré."
)
PROBLEME: Final = "application/problem+json"
_TITRES: Final = {
    400: "Demande illisible",
    403: "Accès refusé",
    404: "Adresse introuvable",
    405: "Méthode refusée",
    406: "Format indisponible",
    410: "Ressource retirée",
    413: "Envoi trop lourd",
    422: "Paramètre refusé",
    429: "Trop de demandes",
    500: "Panne du site",
    503: "Site en maintenance",
    507: "Plus de place",
}


# What a page of error is called where programs are told otherwise, and what to do then.
_PAGES: Final = {
    "403": ("Accès refusé", "L’administration de votre organisation donne le rôle nécessaire."),
    "403_csrf": ("Formulaire expiré", "Revenez en arrière, rechargez la page, et renvoyez-la."),
    "404": (
        "Page introuvable",
        "Vérifiez-la. Si un lien du site y mène, elle a été retirée, ou vous n’y avez pas accès.",
    ),
    "long": (
        "Document trop long",
        "Votre traitement de texte en fera un PDF.",
    ),
    "405": (
        "Cette page ne s’ouvre pas ainsi",
        "Revenez à la page qui porte ce formulaire, et renvoyez-le. Rien d’enregistré n’est perdu.",
    ),
}


def is_programme(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def problem(statut: int, detail: str, **complements: Any) -> JsonResponse:
    """Answer one error to a program, as RFC 9457 has it."""
    titre = _TITRES.get(statut) or HTTPStatus(statut).phrase
    contenu = {"type": "about:blank", "title": titre, "status": statut, "detail": detail}
    return JsonResponse(
        contenu | complements,
        status=statut,
        content_type=PROBLEME,
        json_dumps_params={"ensure_ascii": False},
    )


def answer(request: HttpRequest, statut: int, raison: str, page: str = "") -> HttpResponse:
    """Answer one error in the form that this visitor reads."""
    if is_programme(request):
        return problem(statut, raison)
    contexte = {"raison": raison, "marque": settings.MARQUE, "reference": read_demande()}
    page = page or str(statut)
    if page in _PAGES:
        contexte["titre"], contexte["suite"] = _PAGES[page]
    gabarit = "socle/erreur.html" if page in _PAGES else f"{page}.html"
    avec = None if statut in _SANS_CONTEXTE else request
    return HttpResponse(
        render_to_string(gabarit, contexte | {"numero": statut}, request=avec), status=statut
    )


def refuse_demande(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: what was sent cannot be read; 413 when it is a text that no form holds."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, 413, "Le texte envoyé dépasse 2,5 Mo.")
    return answer(request, 400, "La demande n’a pas pu être lue.")


def refuse_acces(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, with the reason that the view gave."""
    return answer(request, 403, str(exception) or "Vous n’avez pas le droit de faire cela.")


def refuse_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that comes from an old page or from elsewhere."""
    raison = "Ce formulaire n’est pas pris en compte : il a expiré, ou les cookies sont refusés."
    return answer(request, 403, raison, "403_csrf")


def tell_absente(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; what the address hides is never said."""
    return answer(request, 404, "Cette adresse ne mène à rien.")


class BaseTenue(HttpResponse):
    """The answer of a view that a locked database or a full disk prevented (see `Attente`)."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, *, plein: bool = False) -> None:
        super().__init__()
        self.plein = plein


def tell_panne(request: HttpRequest) -> HttpResponse:
    """Answer 500, without touching what may be broken."""
    if is_passagere(sys.exception()):
        return BaseTenue(plein=is_plein(sys.exception()))
    return answer(request, 500, "Le site a rencontré un problème.")


# --- How often one may ask ---
# Reads (`check_lectures`) are counted in each process, which waits for nobody. What writes anyway
# (`check_limite`: to sign in, to send a mail or a file) is counted in the database, once for the
# site.


TROP_DE_DEMANDES = 429
RECUL = timedelta(minutes=1)  # a period that begins later: the clock was put back


class TropDeDemandes(Exception):
    """Asked too often; `attente` is how long to wait."""

    def __init__(self, attente: timedelta) -> None:
        super().__init__(f"Trop de demandes. Réessayez dans {name_duree(attente)}.")
        self.attente = attente

    @property
    def minutes(self) -> str:
        """Return how long to wait, in words: never in seconds."""
        return name_duree(timedelta(minutes=math.ceil(self.attente.total_seconds() / 60)))


# Reads, counted in this process.

PAR_HEURE: Final = 60  # files that one address may take: a whole office shares one
_COMPTES_MAX: Final = 50_000  # ten megabytes: beyond, all begin again
_VERROU: Final = Lock()


@dataclass(slots=True)
class Consommation:
    """What one address has read since its period began; `fin` is on the clock of the process."""

    fin: float
    nombre: int = 0

    @property
    def attente(self) -> timedelta:
        return timedelta(seconds=max(0.0, self.fin - monotonic()))

    def spend(self, pas: int, plafond: float = math.inf) -> bool:
        """Add to the count; beyond the ceiling, refuse and add nothing."""
        with _VERROU:
            permis = self.nombre + pas <= plafond
            self.nombre += pas if permis else 0
        return permis


LECTURES: Final[dict[tuple[str, str], Consommation]] = {}


def find_compteur(nom: str, adresse: str, periode: timedelta) -> Consommation:
    """Return what an address has read of one kind; a period begins at its first read."""
    cle, maintenant = (nom, name_visiteur(adresse)), monotonic()
    with _VERROU:
        compte = LECTURES.get(cle)
        if compte is None or compte.fin <= maintenant:
            if len(LECTURES) >= _COMPTES_MAX:
                LECTURES.clear()
            compte = LECTURES[cle] = Consommation(maintenant + periode.total_seconds())
    return compte


def check_fichiers(request: HttpRequest, nom: str) -> None:
    check_lectures(request, nom, PAR_HEURE, timedelta(hours=1))


def check_lectures(request: HttpRequest, nom: str, nombre: int, periode: timedelta) -> None:
    """Count one more read of this visitor; TropDeDemandes beyond `nombre`, shared by processes."""
    compte = find_compteur(nom, request.META.get("REMOTE_ADDR", ""), periode)
    if not compte.spend(1, math.ceil(nombre / settings.PROCESSUS)):
        raise TropDeDemandes(compte.attente)


def name_visiteur(adresse: str) -> str:
    """Return what identifies a visitor: an IPv4 address, the network (/64) of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return adresse
    return str(ip.ipv4_mapped or ip.exploded[:19])


# What writes anyway, counted in the database.


def check_limite(nom: str, cle: str, nombre: int, periode: timedelta) -> None:
    """Count one more for this key; TropDeDemandes beyond `nombre`."""
    compteur = add_compteur(nom, cle, 1, periode)
    if compteur.nombre > nombre:
        raise TropDeDemandes(compteur.fin - timezone.now())


def add_compteur(nom: str, cle: str, pas: int, periode: timedelta) -> Compteur:
    """Add to the count of the present period, or start a period; return it."""
    maintenant = timezone.now()
    empreinte = _print(cle)
    depart = {"nombre": pas, "debut": maintenant, "fin": maintenant + periode}
    with transaction.atomic():
        compteur, nouveau = Compteur.objects.select_for_update().get_or_create(
            nom=nom, empreinte=empreinte, defaults=depart
        )
        if nouveau:
            return compteur
        ce_compteur = Compteur.objects.filter(pk=compteur.pk)
        if compteur.fin <= maintenant or compteur.debut > maintenant + RECUL:
            ce_compteur.update(**depart)
        else:
            ce_compteur.update(nombre=F("nombre") + pas)
        compteur.refresh_from_db()
    return compteur


def _print(cle: str) -> str:
    return hashlib.sha256(cle.encode()).hexdigest()


def name_duree(duree: timedelta) -> str:
    """Return a wait in words, rounded up: « 40 secondes », « 3 minutes », « 2 heures »."""
    secondes = max(1, math.ceil(duree.total_seconds()))
    for taille, mot in ((3600, "heure"), (60, "minute")):
        if secondes > taille:
            return f"{math.ceil(secondes / taille)} {mot}s"
    return f"{secondes} seconde{'s' if secondes > 1 else ''}"


class TropDeDemandesMiddleware(MiddlewareMixin):
    """Answer 429, in a page or in JSON, when a view has counted too many."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_trop(request, exception) if isinstance(exception, TropDeDemandes) else None


def answer_trop(request: HttpRequest, trop: TropDeDemandes) -> HttpResponse:
    if is_programme(request):
        reponse: HttpResponse = problem(TROP_DE_DEMANDES, str(trop))
    else:
        duree = name_duree(trop.attente)
        reponse = render(request, "429.html", {"duree": duree}, status=TROP_DE_DEMANDES)
    reponse["Retry-After"] = str(max(1, math.ceil(trop.attente.total_seconds())))
    return reponse


# --- Which views take files: how heavy, and how often for one account or one address ---


type Vue = Callable[..., HttpResponseBase]

RECUS: Final = "octets_recus"
PAR_COMPTE: Final = 60
PAR_ADRESSE: Final = 200  # a whole town hall may share one
_HEURE: Final = timedelta(hours=1)


def recoit(octets: int) -> Callable[[Vue], Vue]:
    """Say that a view takes files of so many bytes in all, and count those that come.

    The middleware reads it before the body is (`EnvoiTropLourd`, `EnvoiSansCompte`).
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and request.FILES:
                _count(request)
            return vue(request, *args, **kwargs)

        wrapped.__dict__[RECUS] = octets
        return wrapped

    return decorate


def _count(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        check_limite("envois.compte", str(request.user.pk), PAR_COMPTE, _HEURE)
    check_limite("envois.adresse", request.META.get("REMOTE_ADDR", ""), PAR_ADRESSE, _HEURE)


# --- Middleware of every page: visitor's address, size of the body, maintenance, methods, headers
# ---


# Where a request really comes from, when other servers stand in front of the site.

_TRANSMIS = "HTTP_X_FORWARDED_FOR"
# What servers in front add, declared or not.
_RELAIS: Final = frozenset(
    {
        _TRANSMIS,
        "HTTP_FORWARDED",
        "HTTP_VIA",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_REAL_IP",
    }
)


class AdresseReelle(MiddlewareMixin):
    """Read the visitor's address from what the declared proxies add, and from nothing else."""

    def process_request(self, request: HttpRequest) -> None:
        """Each proxy adds one address at the end: count back as many as are declared."""
        if settings.MANDATAIRES:
            chaine = request.META.get(_TRANSMIS, "").split(",")
            adresse = chaine[-min(settings.MANDATAIRES, len(chaine))].strip()
            if _is_adresse(adresse):
                request.META["REMOTE_ADDR"] = adresse


def is_local(request: HttpRequest) -> bool:
    """Tell whether the visitor is on this very machine; behind a proxy, nobody is."""
    adresse = request.META.get("REMOTE_ADDR") or ""
    relaye = bool(settings.MANDATAIRES) or not _RELAIS.isdisjoint(request.META)
    return not relaye and _is_adresse(adresse) and ipaddress.ip_address(adresse).is_loopback


def _is_adresse(texte: str) -> bool:
    try:
        ipaddress.ip_address(texte)
    except ValueError:
        return False
    return True


# The site closed for a while: one setting, one page, nothing else runs.

ATTENTE: Final = 600  # seconds before a client should come back
_OUVERTES: Final = frozenset({"/sante", "/sante/vivant", "/sante/pret"})


class Maintenance(MiddlewareMixin):
    """Answer 503 to everything but the pages of health while the setting says so."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not settings.MAINTENANCE or request.path in _OUVERTES:
            return None
        reponse = answer(request, 503, "Le site est en maintenance. Il revient bientôt.")
        reponse["Retry-After"] = str(ATTENTE)
        return reponse


# What a page does not do: Django's own answer is a blank page, or a failure.

RAISON: Final = "La demande est arrivée d’une façon que cette adresse ne prend pas."


class DemandeRefusee(MiddlewareMixin):
    """Answer with a page in French a method that is not taken, a document too long for its form."""

    def process_response(self, request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
        """Put the page in place of the blank, and keep what methods are allowed."""
        if reponse.status_code != HTTPStatus.METHOD_NOT_ALLOWED or is_programme(request):
            return reponse
        page = answer(request, HTTPStatus.METHOD_NOT_ALLOWED, RAISON)
        page["Allow"] = reponse["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say which form to take instead; leave other exceptions to others."""
        if not isinstance(exception, DocumentTropLong):
            return None
        raison = f"{exception.message} {exception.conseil}"
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, raison, "long")


# Headers that Django does not write: what the browser may do, and what it may keep.

# The site asks nothing of the device.
_INTERDITS: Final = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media geolocation "
    "gyroscope magnetometer microphone midi payment usb xr-spatial-tracking"
).split()
PERMISSIONS: Final = ", ".join(f"{nom}=()" for nom in _INTERDITS)


class Entetes(MiddlewareMixin):
    """Complete the headers of every answer; a view may have set its own."""

    def process_response(self, request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
        reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # On a shared machine, "back" must not show the pages of who signed out.
            reponse.headers.setdefault("Cache-Control", "private, no-store")
        return reponse


class PagesLegeres(GZipMiddleware):
    """Compresses pages alone: files are compressed already, or are cut in ranges."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        genre = response.headers.get("Content-Type", "")
        est_page = genre.startswith("text/html") and not response.streaming
        return super().process_response(request, response) if est_page else response


# Refuses a request too heavy before anything of it is kept.

TROP_LOURD: Final = 413
_ORDINAIRE: Final = 2_621_440  # what Django takes of a form without files
_BLOC: Final = 64 * 1024
_PATIENCE: Final = 10.0  # seconds
_VIDANGE: Final = 300 * MEGA


class EnvoiTropLourd(MiddlewareMixin):
    """Answers 413 by the announced length, before the protection of forms reads the body.

    A view that takes files says how much (`envois.recoit`); any other takes what a form holds.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse what weighs more than the view takes."""
        recus = getattr(view_func, RECUS, 0)
        if read_longueur(request) <= recus + _ORDINAIRE:
            return None
        _drain(request)
        return answer_lourd(request, recus)


def read_longueur(request: HttpRequest) -> int:
    longueur = request.META.get("CONTENT_LENGTH") or "0"
    return int(longueur) if longueur.isdecimal() else 0


def _drain(request: HttpRequest) -> None:
    """Throw away what comes, for a moment: a browser reads no answer while it is still sending."""
    fin, jete = time.monotonic() + _PATIENCE, 0
    while time.monotonic() < fin and jete < _VIDANGE and (bloc := request.read(_BLOC)):
        jete += len(bloc)


def answer_lourd(request: HttpRequest, recus: int = 0) -> HttpResponse:
    """Answer 413: too heavy for a view that takes files of so many bytes, or for a form."""
    if is_programme(request):
        return problem(TROP_LOURD, f"Cet envoi dépasse la limite de {_ORDINAIRE / MEGA:.1f} Mo.")
    contexte = {"limite": recus // MEGA}
    return render(request, "413.html", contexte, status=TROP_LOURD)


# --- Answers that are not pages: tables, files, diaries ---


def reply_csv(texte: str, nom: str) -> HttpResponse:
    """Return a spreadsheet that the browser saves and nobody else keeps."""
    return reply_fichier(texte, nom, "text/csv; charset=utf-8")


def reply_classeur(
    onglets: Sequence[Onglet], classeur: FormatClasseur, nom: str, notice: Notice | None = None
) -> HttpResponse:
    """Return tables in the kind asked for; `nom` comes without its suffix."""
    return reply_fichier(write_table(onglets, classeur, notice), f"{nom}.{classeur}", classeur.mime)


def stream_csv(onglet: Onglet, nom: str) -> StreamingHttpResponse:
    """Return a long table line after line, as they are read; `nom` comes without its suffix."""
    lignes = list_lignes_csv(onglet.entetes, onglet.list_lignes())
    return _as_fichier(
        StreamingHttpResponse(lignes, content_type=FormatClasseur.CSV.mime),
        f"{nom}.{FormatClasseur.CSV}",
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


# --- What a request does when the database takes no write: try again, then give back what was
# typed ---
# A locked database is tried again; a full disk is not.


DANS: Final = 5  # seconds before a program should ask again
_LECTURES: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SANS_ECRIRE: Final = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET")
_CORPS: Final = frozenset({"_body", "_post", "_files"})
_JETON: Final = "csrfmiddlewaretoken"
_SECRET: Final = "mot_de_passe"  # noqa: S105 - in the name of a field, never written back
_RAISON: Final = "Le site est occupé. Renvoyez cette demande dans un instant."


class Attente:
    """Runs a request again while the database is locked, as long as it has written nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; once the time to wait is over, answer with a page that holds what was typed."""
        suivi, debut = _Suivi(), set(vars(request))
        with connection.execute_wrapper(suivi):
            reponse = self.get_response(request)
            with closing(list_essais()) as essais:
                while isinstance(reponse, BaseTenue) and not (reponse.plein or suivi.a_ecrit):
                    if not _restore(request, debut) or not next(essais, None):
                        break
                    reponse = self.get_response(request)
        if isinstance(reponse, BaseTenue):
            return _give_back(request, plein=reponse.plein, en_partie=suivi.a_ecrit)
        return reponse

    def process_exception(self, request: HttpRequest, exception: Exception) -> BaseTenue | None:
        """Mark the answer of a view that could not write; other exceptions are not handled here."""
        return BaseTenue(plein=is_plein(exception)) if is_passagere(exception) else None


class _Suivi:
    """Watches the queries of a request, to tell whether anything was committed since then."""

    def __init__(self) -> None:
        self._hors_bloc, self._avant = False, _count_finies()

    def __call__(self, execute: Callable[..., object], sql: str, *suite: object) -> object:
        """Watch the statements run outside of a transaction: each is committed by itself."""
        rendu = execute(sql, *suite)
        if not connection.in_atomic_block and not str(sql).startswith(_SANS_ECRIRE):
            self._hors_bloc = True
        return rendu

    @property
    def a_ecrit(self) -> bool:
        """Tell whether running the same again would write twice."""
        return self._hors_bloc or _count_finies() > self._avant


def _count_finies() -> int:
    return getattr(connection, "finies", 0)


def _restore(request: HttpRequest, debut: set[str]) -> bool:
    """Put a form back as it came, its body read; False if it cannot be run again."""
    if request.method in _LECTURES:
        return False
    for nom in set(vars(request)) - debut - _CORPS:
        delattr(request, nom)
    for fichier in chain.from_iterable(fichiers for _, fichiers in request.FILES.lists()):
        en_place = getattr(fichier, "temporary_file_path", None)
        if en_place and not Path(en_place()).exists():
            return False  # the file was moved to where the site keeps it
        fichier.seek(0)
    return True


def _give_back(request: HttpRequest, *, plein: bool, en_partie: bool) -> HttpResponse:
    """Answer 503, or 507, with a page that holds what was typed, but passwords and files."""
    if is_programme(request):
        reponse: HttpResponse = (
            problem(507, PLEIN) if plein else problem(503, _RAISON, title="Site occupé")
        )
    else:
        garde = CsrfViewMiddleware(partial(_show, plein=plein, en_partie=en_partie))
        reponse = cast("HttpResponse", garde(request))
        reponse["Cache-Control"] = "private, no-store"
    reponse["Retry-After"] = str(DANS)
    return reponse


def _show(request: HttpRequest, *, plein: bool, en_partie: bool) -> HttpResponse:
    """Render without reading the database, nor what the site adds to its pages."""
    contexte = {
        "adresse": request.get_full_path(),
        "champs": [(n, v) for n, v in request.POST.lists() if n != _JETON and _SECRET not in n],
        "secrets": [(nom, nom.replace("_", " ")) for nom in request.POST if _SECRET in nom],
        "fichiers": [(nom, un.name) for nom, uns in request.FILES.lists() for un in uns],
        "jeton": "" if request.method in _LECTURES else get_token(request),
        "numero": 507 if plein else 503,
        "en_partie": en_partie,
        "marque": settings.MARQUE,
    }
    page = render_to_string("503_occupe.html", contexte)
    return HttpResponse(page, status=507 if plein else 503)


class Sessions(SessionMiddleware):
    """Django's middleware, but a page that was only read is shown even if the session is not saved.

    What the page did to the session is then lost: messages that it showed may be shown again.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session, or let a page go without it."""
        try:
            return super().process_response(request, response)
        except OperationalError as erreur:
            montree = request.method in _LECTURES and response.status_code == HTTPStatus.OK
            if montree and is_passagere(erreur):
                return response
            raise
