"""The append-only journal: who did what, when, on what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from spaser.site.socle.declarations import list_declares
from spaser.site.socle.models import Evenement


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


class Nommee(Protocol):
    """A row that bears the SIREN of the organisation that it is about."""

    pk: Any

    @property
    def siren(self) -> str: ...


def record_on(
    geste: str, objet: Nommee, auteur: AbstractBaseUser | None = None, **details: Any
) -> None:
    """Write down a gesture about the organisation of a row."""
    record(
        geste,
        auteur=auteur,
        objet=cast("Model", objet),
        organisation_siren=objet.siren,
        details=details,
    )


def list_inscriptions(objet: Model) -> QuerySet[Evenement]:
    return Evenement.objects.filter(
        objet_type=objet._meta.label_lower,  # noqa: SLF001 - Django's own name for it
        objet_id=str(objet.pk),
    )


# --- Sign-in links of a demonstration: an upper app makes them, the server prints them ---


USAGE: Final = "demonstration"  # of the single-use links


@dataclass(frozen=True)
class LienDemonstration:
    """Who the link signs in as, in French, and its path on the site."""

    libelle: str
    chemin: str


type Fabrique = Callable[[], list[LienDemonstration]]


def list_liens() -> list[LienDemonstration]:
    """Return new links, none outside a demonstration."""
    if not settings.DEMONSTRATION:
        return []
    fabriques: list[Fabrique] = list_declares("LIENS_DEMONSTRATION")
    return [lien for fabrique in fabriques for lien in fabrique()]
