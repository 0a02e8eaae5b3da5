"""How often one may ask: counters in the database, shared by every process."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from datetime import timedelta

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


def check_limite(nom: str, cle: str, nombre: int, periode: timedelta) -> None:
    """Count one more for this key; TropDeDemandes beyond `nombre`."""
    compteur = add_compteur(nom, cle, 1, periode)
    if compteur.nombre > nombre:
        raise TropDeDemandes(compteur.fin - timezone.now())


def read_compteur(nom: str, cle: str, periode: timedelta) -> Compteur:
    """Return the count of the present period, without adding to it."""
    maintenant = timezone.now()
    compteurs = Compteur.objects.filter(nom=nom, empreinte=_print(cle), fin__gt=maintenant)
    return compteurs.first() or Compteur(nombre=0, debut=maintenant, fin=maintenant + periode)


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


def raise_compteur(compteur: Compteur, pas: int) -> None:
    """Add to a count that was just read."""
    Compteur.objects.filter(pk=compteur.pk).update(nombre=F("nombre") + pas)
    compteur.nombre += pas


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
        """Let everything through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn TropDeDemandes into its answer; leave other exceptions to others."""
        return answer_trop(request, exception) if isinstance(exception, TropDeDemandes) else None


def answer_trop(request: HttpRequest, trop: TropDeDemandes) -> HttpResponse:
    """Say how long to wait, in a page or in JSON."""
    if is_programme(request):
        reponse: HttpResponse = problem(STATUT, str(trop))
    else:
        duree = name_duree(trop.attente)
        reponse = render(request, "429.html", {"duree": duree}, status=STATUT)
    reponse["Retry-After"] = str(max(1, math.ceil(trop.attente.total_seconds())))
    return reponse
