"""What waits for the team, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

from django.urls import reverse

from spaser.web.registre.depot.courriels import name_deposant
from spaser.web.registre.models import (
    Depot,
    EtatDepot,
    EtatFiche,
    EtatLien,
    EtatRequete,
    LienFiche,
    Revendication,
    Signalement,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet


class File(StrEnum):
    """The queues."""

    A_RELIRE = "a-relire"
    A_VERIFIER = "a-verifier"
    REVENDICATIONS = "revendications"
    SIGNALEMENTS = "signalements"


LIBELLES: Final = {
    File.A_RELIRE: "À relire avant publication",
    File.A_VERIFIER: "À vérifier après publication",
    File.REVENDICATIONS: "Revendications",
    File.SIGNALEMENTS: "Erreurs signalées",
}


@dataclass(frozen=True)
class Ligne:
    """Something that waits: what, about whom, from whom, since when, where to answer."""

    quoi: str
    structure: str
    qui: str
    depuis: datetime
    adresse: str


def list_file(choisie: File | None) -> list[Ligne]:
    """Return one queue, or all of them, the oldest first."""
    files = [choisie] if choisie else list(File)
    lignes = [ligne for file in files for ligne in _LECTEURS[file](_REQUETES[file]())]
    return sorted(lignes, key=lambda ligne: ligne.depuis)


def count_files() -> dict[File, int]:
    """Count what waits in each queue."""
    return {file: _REQUETES[file]().count() for file in File}


def dead_links() -> QuerySet[LienFiche]:
    """Return the addresses of public sheets that lead nowhere."""
    morts = LienFiche.objects.filter(etat=EtatLien.MORT, fiche__etat=EtatFiche.PUBLIEE)
    return morts.select_related("fiche").order_by("fiche__structure", "pk")


def _depots(etat: EtatDepot) -> QuerySet[Depot]:
    return Depot.objects.filter(etat=etat).select_related("auteur", "organisation", "fiche")


def _read_depots(depots: QuerySet[Depot]) -> Iterator[Ligne]:
    for depot in depots:
        yield Ligne(
            depot.get_nature_display(),
            depot.nom,
            name_deposant(depot),
            cast("datetime", depot.soumis_le),  # drafts do not wait
            reverse("registre:moderation_depot", args=[depot.pk]),
        )


def _read_revendications(revendications: QuerySet[Revendication]) -> Iterator[Ligne]:
    for revendication in revendications:
        yield Ligne(
            "Revendication",
            revendication.fiche.structure,
            f"{revendication.demandeur.nom_complet} ({revendication.demandeur.courriel})",
            revendication.creee_le,
            reverse("registre:moderation_revendication", args=[revendication.pk]),
        )


def _read_signalements(signalements: QuerySet[Signalement]) -> Iterator[Ligne]:
    for signalement in signalements:
        yield Ligne(
            f"Signalement : {signalement.get_nature_display().lower()}",
            signalement.fiche.structure,
            signalement.courriel or "une personne sans adresse",
            signalement.creee_le,
            reverse("registre:moderation_signalement", args=[signalement.pk]),
        )


_REQUETES: Final[dict[File, Callable[[], QuerySet[Any]]]] = {
    File.A_RELIRE: lambda: _depots(EtatDepot.SOUMIS),
    File.A_VERIFIER: lambda: _depots(EtatDepot.A_VERIFIER),
    File.REVENDICATIONS: lambda: Revendication.objects.filter(
        etat=EtatRequete.EN_ATTENTE, demandeur__is_active=True
    ).select_related("fiche", "demandeur"),
    File.SIGNALEMENTS: lambda: Signalement.objects.filter(
        etat=EtatRequete.EN_ATTENTE
    ).select_related("fiche"),
}
_LECTEURS: Final[dict[File, Callable[..., Iterator[Ligne]]]] = {
    File.A_RELIRE: _read_depots,
    File.A_VERIFIER: _read_depots,
    File.REVENDICATIONS: _read_revendications,
    File.SIGNALEMENTS: _read_signalements,
}
