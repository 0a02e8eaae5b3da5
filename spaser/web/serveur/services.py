"""The processes of the site: the web server, the task worker, the scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.web.serveur.supervision import Service

if TYPE_CHECKING:
    from socket import socket


def make_services(ecoute: socket, prets: int, *, travailleur: bool) -> list[Service]:
    """Return what to run; the web server takes the address that `ecoute` already holds."""
    web = Service("serveur web", "spaser.web.serveur.gunicorn", (str(ecoute.fileno()), str(prets)))
    if not travailleur:
        return [web]
    taches = Service("travailleur", "django", ("db_worker", "--queue-name=*", "--interval=1"))
    return [web, taches, Service("planificateur", "django", ("planifier",))]
