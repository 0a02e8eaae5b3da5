"""The web server: each of its processes makes a page of each family before it takes a visitor."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.urls import get_resolver, reverse
from gunicorn.app.base import BaseApplication

from spaser.site.config.settings import TOUR_DU_WEB, choose_base
from spaser.site.socle.pages import list_premieres
from spaser.site.socle.reglages import read_reglage
from spaser.site.socle.traces import prepare_mesures, take_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.handlers.wsgi import WSGIHandler
    from gunicorn.arbiter import Arbiter
    from gunicorn.config import Config
    from gunicorn.workers.base import Worker


_MEMOIRE: Final = "/dev/shm"  # noqa: S108 - empty files, that a full disk may refuse
_DELAI: Final = 60  # seconds for one answer
_ATTENTE: Final = 75  # seconds that a connection is kept for the next request


class ServeurWeb(BaseApplication):
    """Gunicorn on the socket `ecoute`; each process that is ready writes one byte in `prets`."""

    def __init__(self, ecoute: int, prets: int) -> None:
        self._ecoute = ecoute
        self._prets = prets
        self._places: dict[int, int] = {}  # by process, in the order of their starts
        super().__init__()

    def load_config(self) -> None:
        reglages = {
            "bind": f"fd://{self._ecoute}",
            "worker_class": "gthread",
            "workers": settings.PROCESSUS,
            "threads": settings.FILS,
            "timeout": _DELAI,
            "graceful_timeout": 15,
            "keepalive": _ATTENTE,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_tmp_dir": _MEMOIRE if Path(_MEMOIRE).is_dir() else None,
            "preload_app": True,
            "when_ready": self.share,
            "pre_fork": self.place,
            "post_worker_init": self.warm_up,
        }
        config = cast("Config", self.cfg)  # made before this is called
        for nom, valeur in reglages.items():
            config.set(nom, valeur)

    def share(self, arbitre: Arbiter) -> None:
        """Let no collection write on what is loaded: each process would have its own copy."""
        gc.collect()
        gc.freeze()

    def place(self, arbitre: Arbiter, worker: Worker) -> None:
        """Give a process the first place that no other holds: it goes on with its figures."""
        prises = {self._places[autre.age] for autre in arbitre.WORKERS.values()}
        self._places[worker.age] = next(rang for rang in count() if rang not in prises)

    def load(self) -> WSGIHandler:
        """Return the site, with all that its pages import: processes hold it together."""
        from spaser.documents import xlsx  # noqa: F401, PLC0415 - else each loads its own, later
        from spaser.site.config.wsgi import application  # noqa: PLC0415 - it sets Django up

        base = choose_base(read_reglage("SPASER_BASE"), settings.DOSSIER, TOUR_DU_WEB)
        connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"] = base["OPTIONS"]
        _ = get_resolver().url_patterns
        return application

    def list_pages(self) -> list[str]:
        """Return the home page, a page of each family, and a name looked for: it reads them all."""
        nom = f"{reverse('acheteurs:noms')}?q=ville"
        chemins = dict.fromkeys(("/", *list_premieres(), nom))
        return [f"{settings.ADRESSE}{chemin}" for chemin in chemins]

    def warm_up(self, worker: Worker) -> None:
        """Make the pages; one that fails is told in the log, and the others are served."""
        take_table(self._places[worker.age])
        try:
            for adresse in self.list_pages():
                if not worker.alive:
                    return
                statut = ask(worker.wsgi, adresse)
                if not statut.startswith("200"):
                    worker.log.warning("First page %s: %s", adresse, statut)
                worker.notify()  # else gunicorn would kill it after a minute
        except Exception:
            worker.log.exception("The first pages could not be made")
        with suppress(OSError):  # the pipe may be closed: this worker replaces another
            os.write(self._prets, b".")


def ask(application: Callable[..., Any], adresse: str) -> str:
    """Have a page made as for a visitor, without the network; return its status."""
    statuts: list[str] = []
    lue = urlsplit(adresse)
    demande: dict[str, Any] = {
        "wsgi.url_scheme": lue.scheme,
        "HTTP_HOST": lue.netloc,
        "PATH_INFO": unquote(lue.path, "latin-1"),
        "REMOTE_ADDR": "127.0.0.1",
    }
    if lue.scheme == "https":
        demande["HTTP_X_FORWARDED_PROTO"] = "https"
    setup_testing_defaults(demande)
    reponse = application(demande, lambda statut, *_: statuts.append(statut))
    for _ in reponse:
        pass
    if hasattr(reponse, "close"):
        reponse.close()
    return statuts[-1]


if __name__ == "__main__":
    prepare_mesures()
    ServeurWeb(*map(int, sys.argv[1:])).run()
