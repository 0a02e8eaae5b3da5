"""The append-only journal: who did what, when, on what."""

from __future__ import annotations

from typing import Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from spaser.web.socle.models import Evenement


class Lieu(Protocol):
    pk: int
    siren: str


def record(
    geste: str,
    *,
    auteur: AbstractBaseUser | AnonymousUser | None = None,
    objet: Model | None = None,
    espace: Lieu | None = None,
    organisation_siren: str = "",
    details: dict[str, Any] | None = None,
) -> Evenement:
    """Write a gesture down: in a space, or about an organisation, or neither.

    `details` holds no name and no address of a person.
    """
    return Evenement.objects.create(
        geste=geste,
        auteur_id=auteur.pk if auteur else None,
        objet_type=objet._meta.label_lower if objet else "",  # noqa: SLF001 - Django's own name for it
        objet_id=str(objet.pk) if objet else "",
        espace_id=espace.pk if espace else None,
        organisation_siren=espace.siren if espace else organisation_siren,
        details=details or {},
    )


def list_inscriptions(objet: Model) -> QuerySet[Evenement]:
    return Evenement.objects.filter(
        objet_type=objet._meta.label_lower,  # noqa: SLF001 - Django's own name for it
        objet_id=str(objet.pk),
    )
