"""Takes up again the work on a file: asked for by somebody, or lost by a former version."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.tasks import Task

from spaser.web.marches.fichiers.services import resume_fichier
from spaser.web.marches.models import EN_COURS, EtatImport, FichierMarches
from spaser.web.marches.tasks import follow_controle, forget_fichier, read_fichier
from spaser.web.socle.models import EtatFichier, Fichier
from spaser.web.socle.taches.baux import ensure, list_vives
from spaser.web.socle.taches.etat import tell_attente
from spaser.web.socle.tasks import check_fichier


@transaction.atomic
def ask_suite(ligne: FichierMarches) -> bool:
    """Ask the worker to go on with a file from where it stands; False if nothing is left to do."""
    if ligne.etat not in EN_COURS:
        return False
    resume_fichier(ligne)
    if ligne.fichier.etat == EtatFichier.REFUSE and ligne.etat == EtatImport.CONTROLE:
        follow_controle(Fichier, ligne.fichier)
        return True
    tache, arguments = _find_suite(ligne)
    ensure(tache, **arguments)
    return True


def tell_suite(ligne: FichierMarches) -> str:
    """Say where the work on a file stands; empty when nothing goes on with it."""
    tache, arguments = _find_suite(ligne)
    return tell_attente(tache, **arguments)


def _find_suite(ligne: FichierMarches) -> tuple[Task[..., Any], dict[str, object]]:
    if ligne.etat == EtatImport.RETRAIT:
        return forget_fichier, {"numero": ligne.pk}
    if ligne.fichier.etat == EtatFichier.EN_QUARANTAINE:
        return check_fichier, {"fichier_id": str(ligne.fichier_id)}
    return read_fichier, {"numero": ligne.pk}


def take_up_lost() -> int:
    """Ask again for the files that wait though no task is there to go on with them."""
    lignes = FichierMarches.objects.filter(etat__in=EN_COURS, probleme="")
    return sum(ask_suite(ligne) for ligne in lignes.select_related("fichier") if _is_lost(ligne))


def _is_lost(ligne: FichierMarches) -> bool:
    tache, arguments = _find_suite(ligne)
    return not list_vives(tache, **arguments).exists()
