"""What the app `socle` declares: tools, personal data, planned work, tasks."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from spaser.site.socle import models
from spaser.site.socle.courriels.abonnements import gather, sweep_refus
from spaser.site.socle.courriels.envoi import ask_envoi, list_attendus, list_en_partance
from spaser.site.socle.fichiers import check_fichier, delete_fichier, give_sign_of_life
from spaser.site.socle.sauvegarde.effacements import cut_journal
from spaser.site.socle.taches.file import ensure, forget_faites
from spaser.site.socle.taches.travailleur import planifie

# --- Planned upkeep of the outbox ---


OUBLIE: Final = timedelta(minutes=15)
LOT: Final = 500
GARDE: Final = timedelta(days=30)


@planifie("courriels.reprises", toutes_les=timedelta(minutes=10))
def take_up_again_courriels(maintenant: datetime) -> int:
    """Ask again for the mails that no task sends: one was lost, or of another version."""
    vifs = list_en_partance()
    oublies = list_attendus().filter(du_le__lt=maintenant - OUBLIE).order_by("du_le")
    perdus = [courriel for courriel in oublies.only("nature") if str(courriel.pk) not in vifs]
    for courriel in perdus[:LOT]:
        ask_envoi(courriel)
    return len(perdus[:LOT])


@planifie("courriels.recapitulatifs", toutes_les=timedelta(minutes=5))
def write_recapitulatifs(maintenant: datetime) -> int:
    return gather(maintenant)


@planifie("courriels.menage", toutes_les=timedelta(days=1))
def sweep_courriels(maintenant: datetime) -> int:
    """Drop what left, or will not, a month ago; forget old refusals."""
    sweep_refus(maintenant)
    return models.Courriel.objects.filter(fini_le__lt=maintenant - GARDE).delete()[0]


# --- The site backs itself up each day, and proves it, where an operator asks for it ---


GARDEES: Final = 7
_ENFANTS: Final[list[subprocess.Popen[bytes]]] = []


@planifie("sauvegarde.chaque_jour", toutes_les=timedelta(days=1))
def back_up(maintenant: datetime) -> None:
    """Start a process aside: what else is due does not wait; it notes itself how it went."""
    _ENFANTS[:] = [enfant for enfant in _ENFANTS if enfant.poll() is None]
    if settings.SAUVEGARDES and not _ENFANTS:
        _ENFANTS.append(subprocess.Popen(make_commande(), stdin=subprocess.DEVNULL))  # noqa: S603 - our own command


def make_commande() -> list[str]:
    """Return the command of each day; an encrypted backup is proved where its private key is."""
    porteur = [sys.executable, "-m", "spaser.site.config.supervision", str(os.getpid())]
    options = (
        ["--chiffrer", settings.SAUVEGARDES_CLE] if settings.SAUVEGARDES_CLE else ["--eprouver"]
    )
    return [
        *porteur, "spaser.cli", "sauvegarder", settings.SAUVEGARDES, "--garder", str(GARDEES),
        *options,
    ]  # fmt: skip


# --- Planned upkeep of the machinery: old links, counters, files, tasks ---


GARDE_JETONS: Final = timedelta(days=30)  # long enough to answer « already used », not « unknown »
GARDE_TACHES: Final = timedelta(days=14)
GARDE_ORPHELINS: Final = timedelta(days=2)


@planifie("socle.signe_de_vie", toutes_les=timedelta(minutes=1))
def ask_sign_of_life(maintenant: datetime) -> None:
    """Let the worker show that it takes tasks; one request waits at a time."""
    ensure(give_sign_of_life)


@planifie("socle.menage", toutes_les=timedelta(days=1))
def sweep_socle(maintenant: datetime) -> None:
    """Drop what has served: old links, ended periods, done tasks."""
    models.Jeton.objects.filter(expire_le__lt=maintenant - GARDE_JETONS).delete()
    models.Compteur.objects.filter(fin__lt=maintenant).delete()
    forget_faites()
    DBTaskResult.objects.finished().filter(finished_at__lt=maintenant - GARDE_TACHES).delete()


@planifie("socle.journal_de_la_base", toutes_les=timedelta(hours=1))
def empty_journal(maintenant: datetime) -> None:
    """Empty the journal of SQLite of what was erased since, if nobody was reading."""
    cut_journal()


@planifie("socle.reprises", toutes_les=timedelta(minutes=10))
def take_up_again_socle(maintenant: datetime) -> None:
    """Ask again for the control of what stays in quarantine: the antivirus was out for long."""
    oublies = models.Fichier.objects.filter(
        etat=models.EtatFichier.EN_QUARANTAINE, depose_le__lt=maintenant - OUBLIE
    )
    for numero in oublies.values_list("pk", flat=True):
        ensure(check_fichier, fichier_id=str(numero))


@planifie("socle.fichiers_orphelins", toutes_les=timedelta(days=1))
def drop_orphelins(maintenant: datetime) -> None:
    """Drop the files that nothing names any more: a deposit left unfinished and swept away."""
    orphelins = models.Fichier.objects.filter(depose_le__lt=maintenant - GARDE_ORPHELINS)
    for lien in models.Fichier._meta.related_objects:  # noqa: SLF001 - Django's own name for it
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
        if (
            chemin.stat().st_mtime < limite
            and not models.Fichier.objects.filter(contenu=nom).exists()
        ):
            chemin.unlink(missing_ok=True)
