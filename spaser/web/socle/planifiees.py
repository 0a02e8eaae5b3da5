"""The machinery's own upkeep."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from spaser.web.socle.models import Compteur, Jeton
from spaser.web.socle.planification import planifie
from spaser.web.socle.tasks import give_sign_of_life

GARDE_JETONS = timedelta(days=30)  # long enough to answer « already used », not « unknown »
GARDE_TACHES = timedelta(days=14)


@planifie("socle.signe_de_vie", toutes_les=timedelta(minutes=1))
def ask_sign_of_life(maintenant: datetime) -> None:
    """Let the worker show that it takes tasks; one request waits at a time."""
    chemin = give_sign_of_life.module_path
    if not DBTaskResult.objects.ready().filter(task_path=chemin).exists():
        give_sign_of_life.enqueue()


@planifie("socle.menage", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    """Drop what has served: old links, ended periods, ended sessions, done tasks."""
    Jeton.objects.filter(expire_le__lt=maintenant - GARDE_JETONS).delete()
    Compteur.objects.filter(fin__lt=maintenant).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    DBTaskResult.objects.finished().filter(finished_at__lt=maintenant - GARDE_TACHES).delete()
