"""The queue of the site: django-tasks-db, and a row of our own beside each task."""

from __future__ import annotations

from typing import Any, override

from django.db import transaction
from django.tasks import Task
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from spaser.web.socle.models import Bail
from spaser.web.socle.taches.travaux import find_travail
from spaser.web.socle.traces import read_demande


class Taches(DatabaseBackend):
    """Notes for which space and request a task is, in the transaction of whoever asks."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params | {"QUEUES": []})  # `File` names them

    @override
    def _task_to_db_task(
        self, task: Task[..., Any], args: Any, kwargs: Any
    ) -> DBTaskResult[..., Any]:
        with transaction.atomic():
            ligne = super()._task_to_db_task(task, args, kwargs)
            espace = find_travail(task.module_path).find_espace(kwargs)
            Bail.objects.create(tache=ligne, espace_id=espace, demande=read_demande())
        return ligne
