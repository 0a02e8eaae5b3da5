"""What a supervision tool reads: `/mesures`, in Prometheus text, for whoever has the key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from spaser.web.socle.mesures import Releve, Valeurs, write_mesures
from spaser.web.socle.planification import PLANIFICATEUR, TRAVAILLEUR, age_of

_TEXTE: Final = "text/plain; version=0.0.4; charset=utf-8"
_EN_ATTENTE: Final = "READY"


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
    """See what waits, what works, what room is left."""
    etats = DBTaskResult.objects.values_list("queue_name", "status").annotate(n=Count("pk"))
    nombres: Valeurs = {(file, etat.lower()): float(n) for file, etat, n in etats}
    yield Releve("spaser_taches", "Tâches, par file et par état.", nombres, ("file", "etat"))
    attente = DBTaskResult.objects.filter(status=_EN_ATTENTE, run_after__lte=timezone.now())
    plus_ancienne = attente.aggregate(depuis=Min("enqueued_at"))["depuis"]
    secondes = (timezone.now() - plus_ancienne).total_seconds() if plus_ancienne else 0.0
    yield Releve(
        "spaser_tache_attente_secondes", "Attente de la plus ancienne tâche due.", {(): secondes}
    )
    ages = {(nom,): age_of(nom) for nom in (TRAVAILLEUR, PLANIFICATEUR)}
    signes: Valeurs = {nom: age.total_seconds() for nom, age in ages.items() if age is not None}
    yield Releve(
        "spaser_signe_de_vie_secondes", "Âge du dernier signe de vie.", signes, ("processus",)
    )
    libre = shutil.disk_usage(settings.DOSSIER).free
    yield Releve("spaser_disque_libre_octets", "Place libre pour le site.", {(): float(libre)})
