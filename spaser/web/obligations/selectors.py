"""Reads the duties, as the programme team has edited them, and what it has read again."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from spaser.metier.editorial import EtatTexte, may_approve
from spaser.metier.obligations.modele import Obligation, date_obligation
from spaser.metier.textes_lus import is_relecture
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import read_contenus
from spaser.web.obligations.faits import FAITS
from spaser.web.obligations.textes import OBLIGATIONS


def read_obligations(jour: date) -> tuple[Obligation, ...]:
    return tuple(date_obligation(o, jour) for o in read_contenus(OBLIGATIONS, jour))


def foresee_obligations(aujourd_hui: date, jour: date) -> tuple[Obligation, ...]:
    """Return the duties as the texts shown today leave them on another day."""
    if jour == aujourd_hui:
        return read_obligations(jour)
    return tuple(date_obligation(o, jour) for o in read_contenus(OBLIGATIONS, aujourd_hui))


def find_obligation(code: str, jour: date) -> Obligation | None:
    return next((o for o in read_obligations(jour) if o.code == code), None)


def list_relectures(relecteur: Utilisateur) -> list[Texte]:
    """Return what this person may approve among others: another reading, and nothing else."""
    montres = {lu.code: lu for lu in read_contenus(FAITS, timezone.localdate())}
    attendent = Texte.objects.filter(genre=FAITS.code, etat=EtatTexte.A_RELIRE)
    return [
        texte
        for texte in attendent.order_by("pk").prefetch_related("redacteurs")
        if may_approve(relecteur.pk, (r.pk for r in texte.redacteurs.all()))
        and (montre := montres.get(texte.code))
        and is_relecture(montre, texte.lu)
    ]
