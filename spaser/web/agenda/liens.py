"""Links that open a registration, or all those of an account, to whoever holds them."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from spaser.web.agenda.models import Inscription
from spaser.web.socle.jetons import SignedPage


def list_a_venir() -> QuerySet[Inscription]:
    """Return the registrations that still live, of events that are not over."""
    vives = Inscription.objects.joignables().vives().filter(evenement__fin__gt=timezone.now())
    return vives.select_related("evenement", "lien")


def _name(inscription: Inscription) -> str:
    return inscription.evenement.titre


CONFIRMER: Final = SignedPage("agenda:confirmer")  # the row of `MIENNE`, until she confirms
MIENNE: Final = SignedPage("agenda:mienne", "Mon inscription", lignes=list_a_venir, nomme=_name)
MIEN: Final = SignedPage(
    "agenda:mon_agenda", "Calendrier de mes inscriptions", numero="porteur_id", a_soi=True
)
