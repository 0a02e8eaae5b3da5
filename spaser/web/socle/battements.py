"""Signs of life of the processes beside the web server, read by the health page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from spaser.web.socle.models import Battement

if TYPE_CHECKING:
    from datetime import timedelta

TRAVAILLEUR: Final = "travailleur"
PLANIFICATEUR: Final = "planificateur"


def beat(nom: str) -> None:
    """Note that this process is alive now."""
    Battement.objects.update_or_create(nom=nom, defaults={"vu_le": timezone.now()})


def age_of(nom: str) -> timedelta | None:
    """Return for how long a process has been silent; None if it never spoke."""
    vu = Battement.objects.filter(nom=nom).values_list("vu_le", flat=True).first()
    return timezone.now() - vu if vu else None
