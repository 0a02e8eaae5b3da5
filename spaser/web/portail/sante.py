"""The health of the site, for the machine that watches it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse

from spaser.web.socle.battements import PLANIFICATEUR, TRAVAILLEUR, age_of

if TYPE_CHECKING:
    from django.http import HttpRequest

SILENCE_MAXIMUM: Final = timedelta(minutes=5)


def sante(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well, else 503; each check says what it saw."""
    controles = _check_all()
    bon = all(controle["bon"] for controle in controles.values())
    reponse = JsonResponse({"bon": bon, "controles": controles}, status=200 if bon else 503)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _check_all() -> dict[str, dict[str, Any]]:
    try:
        return {
            "base": _check_base(),
            "migrations": _check_migrations(),
            TRAVAILLEUR: _check_battement(TRAVAILLEUR),
            PLANIFICATEUR: _check_battement(PLANIFICATEUR),
        }
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


def _check_battement(nom: str) -> dict[str, Any]:
    """Tell the age of a process's last sign of life; one that never spoke may not be wanted."""
    age = age_of(nom)
    if age is None:
        return {"bon": True, "age_secondes": None}
    return {"bon": age <= SILENCE_MAXIMUM, "age_secondes": round(age.total_seconds())}
