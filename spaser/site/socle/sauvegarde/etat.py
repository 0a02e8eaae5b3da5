"""How old the last backup is, and whether it went well."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from spaser.elements import ErreurSpaser
from spaser.site.socle.models import Passage

SAUVEGARDE: Final = "sauvegarde"
EPREUVE: Final = "epreuve"
# A site that saves itself each day is told late after two.
RETARD: Final = timedelta(days=2)


@contextmanager
def note(nom: str) -> Iterator[None]:
    """Record whether the work inside succeeded, or its error; ignored if the database is down."""
    try:
        yield
    except ErreurSpaser as erreur:
        _keep(nom, erreur=erreur.message)
        raise
    except Exception:
        _keep(nom, erreur=traceback.format_exc())
        raise
    _keep(nom, erreur="", dernier_succes=timezone.now())


def _keep(nom: str, **champs: Any) -> None:
    try:
        Passage.objects.update_or_create(nom=nom, defaults=champs)
    except DatabaseError:
        return  # what it would say is told by the command itself


def check_sauvegardes() -> dict[str, dict[str, Any]]:
    """Say of the last backup and of the last drill how old they are; nothing of what never was."""
    passages = {p.nom: p for p in Passage.objects.filter(nom__in=(SAUVEGARDE, EPREUVE))}
    return {nom: _check(passages[nom]) for nom in (SAUVEGARDE, EPREUVE) if nom in passages}


def _check(passage: Passage) -> dict[str, Any]:
    age = timezone.now() - passage.dernier_succes if passage.dernier_succes else None
    attendue = bool(settings.SAUVEGARDES) and passage.nom == SAUVEGARDE
    en_retard = attendue and (age is None or age > RETARD)
    return {
        "bon": not passage.erreur and not en_retard,
        "age_heures": round(age.total_seconds() / 3600) if age is not None else None,
    }
