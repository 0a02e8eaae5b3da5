"""Planned upkeep of the machinery: old links, counters, files, tasks."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from spaser.web.socle.effacements import cut_journal
from spaser.web.socle.fichiers import delete_fichier
from spaser.web.socle.models import Compteur, EtatFichier, Fichier, Jeton
from spaser.web.socle.planification import planifie
from spaser.web.socle.taches.baux import ensure, forget_faites
from spaser.web.socle.tasks import check_fichier, give_sign_of_life

GARDE_JETONS: Final = timedelta(days=30)  # long enough to answer « already used », not « unknown »
GARDE_TACHES: Final = timedelta(days=14)
GARDE_ORPHELINS: Final = timedelta(days=2)
OUBLIE: Final = timedelta(minutes=15)


@planifie("socle.signe_de_vie", toutes_les=timedelta(minutes=1))
def ask_sign_of_life(maintenant: datetime) -> None:
    """Let the worker show that it takes tasks; one request waits at a time."""
    ensure(give_sign_of_life)


@planifie("socle.menage", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    """Drop what has served: old links, ended periods, done tasks."""
    Jeton.objects.filter(expire_le__lt=maintenant - GARDE_JETONS).delete()
    Compteur.objects.filter(fin__lt=maintenant).delete()
    forget_faites()
    DBTaskResult.objects.finished().filter(finished_at__lt=maintenant - GARDE_TACHES).delete()


@planifie("socle.journal_de_la_base", toutes_les=timedelta(hours=1))
def empty_journal(maintenant: datetime) -> None:
    """Empty the journal of SQLite of what was erased since, if nobody was reading."""
    cut_journal()


@planifie("socle.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> None:
    """Ask again for the control of what stays in quarantine: the antivirus was out for long."""
    oublies = Fichier.objects.filter(
        etat=EtatFichier.EN_QUARANTAINE, depose_le__lt=maintenant - OUBLIE
    )
    for numero in oublies.values_list("pk", flat=True):
        ensure(check_fichier, fichier_id=str(numero))


@planifie("socle.fichiers_orphelins", toutes_les=timedelta(days=1))
def drop_orphelins(maintenant: datetime) -> None:
    """Drop the files that nothing names any more: a deposit left unfinished and swept away."""
    orphelins = Fichier.objects.filter(depose_le__lt=maintenant - GARDE_ORPHELINS)
    for lien in Fichier._meta.related_objects:  # noqa: SLF001 - Django's own name for it
        nommes = lien.related_model._base_manager.exclude(**{lien.field.name: None})  # noqa: SLF001
        orphelins = orphelins.exclude(pk__in=nommes.values(lien.field.name))
    for fichier in orphelins:
        delete_fichier(fichier)


@planifie("socle.contenus_orphelins", toutes_les=timedelta(days=1))
def drop_contenus(maintenant: datetime) -> None:
    """Drop the contents whose row is gone: a process was killed between the one and the other."""
    limite = (maintenant - GARDE_ORPHELINS).timestamp()
    for chemin in Path(settings.MEDIA_ROOT).glob("??/*"):
        nom = chemin.relative_to(settings.MEDIA_ROOT).as_posix()
        if chemin.stat().st_mtime < limite and not Fichier.objects.filter(contenu=nom).exists():
            chemin.unlink(missing_ok=True)
