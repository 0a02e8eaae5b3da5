"""Work of the register done aside by the worker."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone

from spaser.donnees.reseau.sonde import probe
from spaser.web.registre.models import LienFiche
from spaser.web.registre.moderation.liens import check_lien, check_lot


@task
def check_liens() -> None:
    """Check a batch of addresses, then ask for the next: mails pass in between."""
    if check_lot(timezone.now(), probe):
        check_liens.enqueue()


@task
def check_un_lien(numero: int) -> None:
    """Check one address again."""
    lien = LienFiche.objects.filter(pk=numero).first()
    if lien is not None:
        check_lien(lien, timezone.now(), probe)
