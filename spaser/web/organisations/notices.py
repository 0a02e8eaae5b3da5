"""What a workbook of a space says of itself: whose it is, of which day, how to read it."""

from __future__ import annotations

from django.utils import timezone

from spaser.documents.classeur import Notice
from spaser.documents.tableur import Cellule
from spaser.web.organisations.models import Espace


def make_notice(espace: Espace, titre: str, *lignes: tuple[str, Cellule]) -> Notice:
    """Return what stands before the sheets of a workbook."""
    siennes = (
        ("Organisation", espace.nom),
        ("SIREN", espace.siren),
        ("Fichier du", timezone.localdate()),
    )
    return Notice(titre, (*siennes, *lignes))
