"""The processes of the site: the web server, the task worker, the scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from spaser.web.serveur.supervision import Service

if TYPE_CHECKING:
    from socket import socket

PROCESSUS_WEB: Final = 2
FILS: Final = 4
_DELAI: Final = 60  # seconds for one answer


def make_services(ecoute: socket, *, travailleur: bool) -> list[Service]:
    """Return what to run; the web server takes the address already held by `ecoute`."""
    web = Service(
        "serveur web",
        "gunicorn",
        (
            f"--bind=fd://{ecoute.fileno()}",
            "--worker-class=gthread",
            f"--workers={PROCESSUS_WEB}",
            f"--threads={FILS}",
            f"--timeout={_DELAI}",
            "--graceful-timeout=15",
            "--log-level=warning",
            "--no-control-socket",
            "spaser.web.config.wsgi:application",
        ),
    )
    if not travailleur:
        return [web]
    taches = Service("travailleur", "django", ("db_worker", "--queue-name=*", "--interval=1"))
    return [web, taches, Service("planificateur", "django", ("planifier",))]
