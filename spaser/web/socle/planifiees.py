"""The machinery's own upkeep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from spaser.web.socle.fichiers import delete_fichier
from spaser.web.socle.models import Compteur, EtatFichier, Fichier, Jeton
from spaser.web.socle.planification import planifie
from spaser.web.socle.tasks import check_fichier, give_sign_of_life, send_message

GARDE_JETONS: Final = timedelta(days=30)  # long enough to answer « already used », not « unknown »
GARDE_TACHES: Final = timedelta(days=14)
GARDE_ORPHELINS: Final = timedelta(days=2)
PERDU: Final = timedelta(hours=1)
OUBLIE: Final = timedelta(minutes=15)


@planifie("socle.signe_de_vie", toutes_les=timedelta(minutes=1))
def ask_sign_of_life(maintenant: datetime) -> None:
    """Let the worker show that it takes tasks; one request waits at a time."""
    chemin = give_sign_of_life.module_path
    if not DBTaskResult.objects.ready().filter(task_path=chemin).exists():
        give_sign_of_life.enqueue()


@planifie("socle.menage", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    """Drop what has served: old links, ended periods, done tasks."""
    Jeton.objects.filter(expire_le__lt=maintenant - GARDE_JETONS).delete()
    Compteur.objects.filter(fin__lt=maintenant).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=maintenant - GARDE_TACHES).delete()


@planifie("socle.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> None:
    """Give back to the worker what it left when it was stopped dead or refused by the antivirus."""
    perdues = DBTaskResult.objects.running().filter(
        task_path=send_message.module_path, started_at__lt=maintenant - PERDU
    )
    perdues.update(status=TaskResultStatus.READY)
    oublies = Fichier.objects.filter(
        etat=EtatFichier.EN_QUARANTAINE, depose_le__lt=maintenant - OUBLIE
    )
    for numero in oublies.values_list("pk", flat=True):
        check_fichier.enqueue(fichier_id=str(numero))


@planifie("socle.fichiers_orphelins", toutes_les=timedelta(days=1))
def drop_orphelins(maintenant: datetime) -> None:
    """Drop the files that nothing names any more: a deposit left unfinished and swept away."""
    orphelins = Fichier.objects.filter(depose_le__lt=maintenant - GARDE_ORPHELINS)
    for lien in Fichier._meta.related_objects:  # noqa: SLF001 - Django's own name for it
        nommes = lien.related_model._base_manager.exclude(**{lien.field.name: None})  # noqa: SLF001
        orphelins = orphelins.exclude(pk__in=nommes.values(lien.field.name))
    for fichier in orphelins:
        delete_fichier(fichier)
