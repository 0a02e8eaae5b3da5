"""A trial space becomes that of an organisation: what it holds goes with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from spaser.web.marches.models import Correction, EtatImport, FichierMarches, Fonds, Geste
from spaser.web.marches.tasks import read_fichier

if TYPE_CHECKING:
    from spaser.web.organisations.models import EspaceEssai, Organisation


def hand_over(essai: EspaceEssai, organisation: Organisation) -> None:
    """Move files and corrections; files are read again among those of the organisation.

    The corrections of the newcomer come after those of the organisation only where it has none.
    """
    siennes = Correction.objects.filter(essai=essai)
    deja = Correction.objects.filter(organisation=organisation, annulee_le=None)
    prises = set(deja.values_list("cle", "champ"))
    en_trop = [ligne.pk for ligne in siennes if (ligne.cle, ligne.champ) in prises]
    Correction.objects.filter(pk__in=en_trop).update(annulee_le=timezone.now())
    siennes.update(essai=None, organisation=organisation)
    Geste.objects.filter(essai=essai).update(essai=None, organisation=organisation)
    fichiers = list(FichierMarches.objects.filter(essai=essai).values_list("pk", flat=True))
    lus = FichierMarches.objects.filter(pk__in=fichiers, etat=EtatImport.LU)
    lus.update(etat=EtatImport.ATTENTE)
    FichierMarches.objects.filter(pk__in=fichiers).update(essai=None, organisation=organisation)
    Fonds.objects.filter(essai=essai).delete()
    fonds, _ = Fonds.objects.get_or_create(organisation=organisation)
    Fonds.objects.filter(pk=fonds.pk).update(revision=F("revision") + 1)
    for numero in fichiers:
        transaction.on_commit(partial(read_fichier.enqueue, numero=numero, transmis=True))
