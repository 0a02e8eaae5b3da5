"""Keeps a figure as it is today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from spaser.metier.origines import Origine
from spaser.web.socle.journal import record
from spaser.web.suivi.models import Reference

if TYPE_CHECKING:
    from datetime import date

    from spaser.documents.lecture import Mesure
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.espace.acces import Espace


@transaction.atomic
def keep_reference(
    espace: Espace, mesure: Mesure, date_donnees: date | None, auteur: Utilisateur
) -> Reference:
    """Return the reference of a figure; the same figure of the same data is kept once."""
    reference, nouvelle = Reference.objects.get_or_create(
        **espace.attaches,
        siren=espace.siren,
        **write_figure(mesure),
        origine=Origine.PUBLIES,
        date_donnees=date_donnees,
        defaults={"auteur": auteur},
    )
    if nouvelle:
        record("reference.garde", auteur=auteur, objet=reference, organisation_siren=espace.siren)
    return reference


def write_figure(mesure: Mesure) -> dict[str, object]:
    """Return a figure as the base keeps it."""
    valeur = mesure.valeur
    return {
        "indicateur": mesure.fiche.code,
        "variante": valeur.variante,
        "annee": mesure.annee,
        "methode": mesure.fiche.version,
        **{
            nom: getattr(valeur, nom)
            for nom in ("valeur", "bas", "haut", "numerateur", "denominateur", "n", "inconnus")
        },
    }
