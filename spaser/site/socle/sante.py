"""The health of the site, for machines: does it live, may it take visitors, is all its work done.

The three are asked by three kinds of machines. A process that does not live is restarted; one that
is not ready is sent nobody; on the rest, somebody is woken up.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from spaser.site.socle.courriels import envoi
from spaser.site.socle.sauvegarde.etat import check_sauvegardes
from spaser.site.socle.taches import travailleur
from spaser.site.socle.traces import Releve, Valeurs, write_mesures

RETARD_COURRIELS: Final = timedelta(minutes=5)
RETARD_FICHIERS: Final = timedelta(minutes=30)
REFUS_MAXIMUM: Final = 4  # a few bad addresses are no fault of the server
PLACE_MINIMUM: Final = 500  # Mo
_PROCESSUS: Final = (
    travailleur.TRAVAILLEUR,
    travailleur.URGENCES,
    travailleur.FICHIERS,
    travailleur.PLANIFICATEUR,
)
_MEGA: Final = 1_000_000

type Controles = dict[str, dict[str, Any]]


@require_safe
def vivant(request: HttpRequest) -> JsonResponse:
    """Answer, without asking anything of anybody: this process lives."""
    return _answer({"processus": {"bon": True}})


@require_safe
def pret(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be made: the database answers, with the tables of this version."""
    return _answer(_gather(detail=False))


@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well, workers included; each check says what it saw."""
    return _answer(_gather(detail=True) | {"disque": _check_disque()})


def _answer(controles: Controles) -> JsonResponse:
    bon = all(controle["bon"] for controle in controles.values())
    reponse = JsonResponse({"bon": bon, "controles": controles}, status=200 if bon else 503)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _gather(*, detail: bool) -> Controles:
    try:
        controles = {"base": _check_base(), "migrations": _check_migrations()}
        # The tables of work may not be there yet.
        return (
            controles | _check_travail() if detail and controles["migrations"]["bon"] else controles
        )
    except DatabaseError:
        # The reason may name a host or a user: it belongs to the log, not to this page.
        return {"base": {"bon": False, "detail": "la base ne répond pas"}}


def _check_base() -> dict[str, Any]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")
    return {"bon": True}


def _check_migrations() -> dict[str, Any]:
    executeur = MigrationExecutor(connection)
    manquantes = len(executeur.migration_plan(executeur.loader.graph.leaf_nodes()))
    return {"bon": manquantes == 0, "manquantes": manquantes}


def _check_travail() -> Controles:
    ages, chutes = travailleur.list_ages(), travailleur.list_chutes()
    return {
        **{nom: _check_battement(ages.get(nom), chutes.get(nom, 0)) for nom in _PROCESSUS},
        "courriels": _check_courriels(),
        "travaux": _check_travaux(),
        **check_sauvegardes(),
    }


def _check_battement(age: timedelta | None, chutes: int) -> dict[str, Any]:
    """Tell the age of a process's last sign of life; one that never spoke may not be wanted."""
    if age is None:
        return {"bon": True, "age_secondes": None}
    vu = {
        "bon": age <= travailleur.SILENCE and not chutes,
        "age_secondes": round(age.total_seconds()),
    }
    return vu | ({"arrets": chutes} if chutes else {})


def _check_courriels() -> dict[str, Any]:
    retard = max(travailleur.find_retard_taches(urgentes=True), envoi.find_retard_envoi())
    refuses = envoi.count_refuses()
    return {
        "bon": retard <= RETARD_COURRIELS and refuses <= REFUS_MAXIMUM,
        "retard_secondes": round(retard.total_seconds()),
        "refuses": refuses,
    }


def _check_travaux() -> dict[str, Any]:
    """Tell what no worker holds any more, and for how long the oldest has waited its turn."""
    abandonnes = travailleur.count_abandonnees(timezone.now())
    retard = travailleur.find_retard_taches(urgentes=False)
    return {
        "bon": not abandonnes and retard <= RETARD_FICHIERS,
        "abandonnes": abandonnes,
        "retard_secondes": round(retard.total_seconds()),
    }


def _check_disque() -> dict[str, Any]:
    """Tell the room that is left, and whether anything can be written there at all."""
    try:
        libre = shutil.disk_usage(settings.DOSSIER).free // _MEGA
    except OSError:
        return {"bon": False, "detail": "le dossier du site ne répond pas"}
    if not os.access(settings.DOSSIER, os.W_OK):
        return {"bon": False, "libre_mo": libre, "detail": "le disque est en lecture seule"}
    return {"bon": libre >= PLACE_MINIMUM, "libre_mo": libre}


# --- What a supervision tool reads: `/mesures`, in Prometheus text, for whoever has the key ---


_TEXTE: Final = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def mesures(request: HttpRequest) -> HttpResponse:
    """Give the figures to a tool that sends `Authorization: Bearer <SPASER_MESURES>`.

    Without the key the page does not exist: nothing says that a site has one.
    """
    if not _has_cle(request):
        raise Http404
    reponse = HttpResponse(write_mesures(list_releves()), content_type=_TEXTE)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _has_cle(request: HttpRequest) -> bool:
    donnee = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.MESURES) and constant_time_compare(donnee, settings.MESURES)


def list_releves() -> Iterator[Releve]:
    """Yield what is measured at each call: queues, workers, room on the disk."""
    etats = (
        DBTaskResult.objects.order_by().values_list("queue_name", "status").annotate(Count("pk"))
    )
    nombres: Valeurs = {(file, etat.lower()): float(n) for file, etat, n in etats}
    yield Releve("spaser_taches", "Tâches, par file et par état.", nombres, ("file", "etat"))
    attentes: Valeurs = {
        (nom,): travailleur.find_retard_taches(urgentes=urgentes).total_seconds()
        for nom, urgentes in (("urgences", True), ("fichiers", False))
    }
    yield Releve(
        "spaser_tache_attente_secondes",
        "Attente de la plus ancienne tâche due.",
        attentes,
        ("travailleur",),
    )
    courriels: Valeurs = {(etat,): float(n) for etat, n in envoi.count_etats().items()}
    yield Releve("spaser_courriels", "Courriels gardés, par état.", courriels, ("etat",))
    retard = envoi.find_retard_envoi().total_seconds()
    yield Releve("spaser_courriel_retard_secondes", "Retard du plus ancien courriel.", {(): retard})
    signes: Valeurs = {(nom,): age.total_seconds() for nom, age in travailleur.list_ages().items()}
    yield Releve(
        "spaser_signe_de_vie_secondes", "Âge du dernier signe de vie.", signes, ("processus",)
    )
    libre = shutil.disk_usage(settings.DOSSIER).free
    yield Releve("spaser_disque_libre_octets", "Place libre pour le site.", {(): float(libre)})
