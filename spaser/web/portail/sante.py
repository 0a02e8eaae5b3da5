"""The health of the site, for machines: does it live, may it take visitors, is all its work done.

The three are asked by three kinds of machines. A process that does not live is restarted; one that
is not ready is sent nobody; on the rest, somebody is woken up.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.web.courriels import etat as boite
from spaser.web.sauvegarde.etat import check_sauvegardes
from spaser.web.socle.planification import (
    FICHIERS,
    PLANIFICATEUR,
    SILENCE,
    TRAVAILLEUR,
    URGENCES,
    list_ages,
    list_chutes,
)
from spaser.web.socle.taches.etat import count_abandonnees, find_retard

RETARD_COURRIELS: Final = timedelta(minutes=5)
RETARD_FICHIERS: Final = timedelta(minutes=30)
REFUS_MAXIMUM: Final = 4  # a few bad addresses are no fault of the server
PLACE_MINIMUM: Final = 500  # Mo
_PROCESSUS: Final = (TRAVAILLEUR, URGENCES, FICHIERS, PLANIFICATEUR)
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
    ages, chutes = list_ages(), list_chutes()
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
    vu = {"bon": age <= SILENCE and not chutes, "age_secondes": round(age.total_seconds())}
    return vu | ({"arrets": chutes} if chutes else {})


def _check_courriels() -> dict[str, Any]:
    retard = max(find_retard(urgentes=True), boite.find_retard())
    refuses = boite.count_refuses()
    return {
        "bon": retard <= RETARD_COURRIELS and refuses <= REFUS_MAXIMUM,
        "retard_secondes": round(retard.total_seconds()),
        "refuses": refuses,
    }


def _check_travaux() -> dict[str, Any]:
    """Tell what no worker holds any more, and for how long the oldest has waited its turn."""
    abandonnes = count_abandonnees(timezone.now())
    retard = find_retard(urgentes=False)
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
