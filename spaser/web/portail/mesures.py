"""What a supervision tool reads: `/mesures`, in Prometheus text, for whoever has the key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from spaser.web.courriels import etat as boite
from spaser.web.socle.mesures import Releve, Valeurs, write_mesures
from spaser.web.socle.planification import list_ages
from spaser.web.socle.taches.etat import find_retard

_TEXTE: Final = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def mesures(request: HttpRequest) -> HttpResponse:
    """Give the figures to a tool that sends `Authorization: Bearer <SPASER_MESURES>`.

    Without the key the page does not exist: nothing says that a site has one.
    """
    if not _has_cle(request):
        raise Http404
    reponse = HttpResponse(write_mesures(list_releves()), content_type=_TEXTE)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _has_cle(request: HttpRequest) -> bool:
    donnee = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.MESURES) and constant_time_compare(donnee, settings.MESURES)


def list_releves() -> Iterator[Releve]:
    """Yield what is measured at each call: queues, workers, room on the disk."""
    etats = (
        DBTaskResult.objects.order_by().values_list("queue_name", "status").annotate(Count("pk"))
    )
    nombres: Valeurs = {(file, etat.lower()): float(n) for file, etat, n in etats}
    yield Releve("spaser_taches", "Tâches, par file et par état.", nombres, ("file", "etat"))
    attentes: Valeurs = {
        (nom,): find_retard(urgentes=urgentes).total_seconds()
        for nom, urgentes in (("urgences", True), ("fichiers", False))
    }
    yield Releve(
        "spaser_tache_attente_secondes",
        "Attente de la plus ancienne tâche due.",
        attentes,
        ("travailleur",),
    )
    courriels: Valeurs = {(etat,): float(n) for etat, n in boite.count_etats().items()}
    yield Releve("spaser_courriels", "Courriels gardés, par état.", courriels, ("etat",))
    retard = boite.find_retard().total_seconds()
    yield Releve("spaser_courriel_retard_secondes", "Retard du plus ancien courriel.", {(): retard})
    signes: Valeurs = {(nom,): age.total_seconds() for nom, age in list_ages().items()}
    yield Releve(
        "spaser_signe_de_vie_secondes", "Âge du dernier signe de vie.", signes, ("processus",)
    )
    libre = shutil.disk_usage(settings.DOSSIER).free
    yield Releve("spaser_disque_libre_octets", "Place libre pour le site.", {(): float(libre)})
