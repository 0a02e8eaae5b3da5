"""How often one may ask.

Reads (`check_lectures`) are counted in each process, which waits for nobody. What writes anyway
(`check_limite`: to sign in, to send a mail or a file) is counted in the database, once for the
site.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from spaser.web.socle.erreurs import is_programme, problem
from spaser.web.socle.models import Compteur

STATUT = 429
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
class Compte:
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


LECTURES: Final[dict[tuple[str, str], Compte]] = {}


def find_compte(nom: str, adresse: str, periode: timedelta) -> Compte:
    """Return what an address has read of one kind; a period begins at its first read."""
    cle, maintenant = (nom, name_visiteur(adresse)), monotonic()
    with _VERROU:
        compte = LECTURES.get(cle)
        if compte is None or compte.fin <= maintenant:
            if len(LECTURES) >= _COMPTES_MAX:
                LECTURES.clear()
            compte = LECTURES[cle] = Compte(maintenant + periode.total_seconds())
    return compte


def check_fichiers(request: HttpRequest, nom: str) -> None:
    check_lectures(request, nom, PAR_HEURE, timedelta(hours=1))


def check_lectures(request: HttpRequest, nom: str, nombre: int, periode: timedelta) -> None:
    """Count one more read of this visitor; TropDeDemandes beyond `nombre`, shared by processes."""
    compte = find_compte(nom, request.META.get("REMOTE_ADDR", ""), periode)
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


class TropDeDemandesMiddleware:
    """Answer 429, in a page or in JSON, when a view has counted too many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_trop(request, exception) if isinstance(exception, TropDeDemandes) else None


def answer_trop(request: HttpRequest, trop: TropDeDemandes) -> HttpResponse:
    if is_programme(request):
        reponse: HttpResponse = problem(STATUT, str(trop))
    else:
        duree = name_duree(trop.attente)
        reponse = render(request, "429.html", {"duree": duree}, status=STATUT)
    reponse["Retry-After"] = str(max(1, math.ceil(trop.attente.total_seconds())))
    return reponse
