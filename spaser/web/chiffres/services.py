"""Keeps a figure as it is today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.chiffres.models import Reference
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.web.chiffres.figures import Figure
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.models import Espace


@transaction.atomic
def keep_reference(espace: Espace, figure: Figure, auteur: Utilisateur) -> Reference:
    """Return the reference of a figure; the same figure of the same data is kept once."""
    reference, nouvelle = Reference.objects.get_or_create(
        espace=espace,
        siren=espace.siren,
        **figure.champs,
        origine=figure.origine,
        date_donnees=figure.date_donnees,
        defaults={"auteur": auteur},
    )
    if nouvelle:
        record("reference.garde", auteur=auteur, objet=reference, espace=espace)
    return reference
