"""Writes what the team ticks, and what it notes of its contacts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from spaser.metier.bureau import BESOINS
from spaser.web.bureau.models import Coche, Contact
from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.journal import record


def name_mois(jour: date) -> str:
    """Return how the month of a day is written: « 2026-11 »."""
    return f"{jour:%Y-%m}"


@transaction.atomic
def tick(mois: str, besoin: str, auteur: Utilisateur, maintenant: datetime, *, fait: bool) -> bool:
    """Note that a line of the month is done, or that it is not; False for a line unknown."""
    if besoin not in {b.code for b in BESOINS}:
        return False
    if not fait:
        Coche.objects.filter(mois=mois, besoin=besoin).delete()
        return True
    Coche.objects.get_or_create(
        mois=mois, besoin=besoin, defaults={"fait_le": maintenant, "fait_par": auteur}
    )
    return True


@transaction.atomic
def note_contact(siren: str, nom: str, contenu: dict[str, Any], auteur: Utilisateur) -> Contact:
    """Note a contact: the earlier reminders of this buyer are done with."""
    Contact.objects.filter(siren=siren, relance_le__isnull=False).update(relance_le=None)
    contact = Contact.objects.create(siren=siren, nom=nom, auteur=auteur, **contenu)
    record("bureau.contact", auteur=auteur, objet=contact, organisation_siren=siren)
    return contact
