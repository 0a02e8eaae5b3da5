"""Keeps a statement of hours, and feeds the indicator of hours with its sum."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from spaser.metier.cibles.modele import NatureValeur
from spaser.web.cibles.heures.lecture import LigneLue
from spaser.web.cibles.heures.selectors import find_heures
from spaser.web.cibles.models import LigneHeures, ReleveHeures
from spaser.web.cibles.services import ValeurNotee, note_valeurs
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@transaction.atomic
def keep_releve(
    espace: Espace,
    annee: int,
    nom: str,
    lignes: Sequence[LigneLue],
    total: Decimal,
    auteur: Utilisateur,
) -> uuid.UUID | None:
    """Keep a statement in place of that of its year; return what undoes the value that it feeds."""
    espace.hold()
    tenus = ReleveHeures.objects.filter(espace=espace, annee=annee, remplace_le__isnull=True)
    tenus.update(remplace_le=timezone.now())
    releve = ReleveHeures.objects.create(
        espace=espace, annee=annee, nom=nom, total=total, auteur=auteur
    )
    LigneHeures.objects.bulk_create(
        LigneHeures(
            releve=releve,
            ligne=ligne.ligne,
            operation=ligne.operation,
            numero=ligne.numero,
            heures=ligne.heures,
        )
        for ligne in lignes
    )
    record("cibles.heures", auteur=auteur, objet=releve, espace=espace)
    vise = find_heures(espace)
    if vise is None:
        return None
    notee = ValeurNotee(
        annee=annee,
        valeur=total,
        nature=NatureValeur.IMPORTEE,
        source="Relevé du facilitateur",
        preuve=nom,
    )
    return note_valeurs(espace, [(vise, notee)], auteur)
