"""Keeps a figure as it is today."""

from __future__ import annotations

from django.db import transaction

from spaser.web.chiffres.figures import Figure
from spaser.web.chiffres.models import Reference
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


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
