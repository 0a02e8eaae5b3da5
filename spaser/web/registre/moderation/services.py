"""What the team decides of a deposit; two people at once: the second is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from spaser.web.registre.depot import courriels
from spaser.web.registre.depot.envoi import PAR_EQUIPE, publish_depot
from spaser.web.registre.depot.services import bump_version
from spaser.web.registre.models import Depot, EtatDepot, EtatFiche
from spaser.web.registre.services.publication import withdraw_fiche
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from datetime import datetime

    from spaser.web.comptes.models import Utilisateur

_A_RELIRE: Final = (EtatDepot.SOUMIS,)
_PUBLIES: Final = (EtatDepot.A_VERIFIER,)


@transaction.atomic
def accept(
    depot: Depot, revision: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Publish what a guest sent."""
    _decide(depot, revision, _A_RELIRE, EtatDepot.ACCEPTE, auteur, maintenant, reponse)
    organisation = depot.organisation if depot.fiche is None else None
    publish_depot(depot, auteur, maintenant, PAR_EQUIPE, organisation)
    _note("depot.acceptation", depot, auteur)
    courriels.tell_accepte(depot)


@transaction.atomic
def send_back(
    depot: Depot, revision: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Ask the depositor to take her deposit up again; what is published stays meanwhile."""
    etats = (*_A_RELIRE, *_PUBLIES)
    _decide(depot, revision, etats, EtatDepot.A_REPRENDRE, auteur, maintenant, reponse)
    _note("depot.retour", depot, auteur)
    courriels.tell_a_reprendre(depot)


@transaction.atomic
def reject(
    depot: Depot, revision: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Say no, with a reason."""
    _decide(depot, revision, _A_RELIRE, EtatDepot.REJETE, auteur, maintenant, reponse)
    _note("depot.rejet", depot, auteur)
    courriels.tell_rejete(depot)


@transaction.atomic
def mark_checked(
    depot: Depot, revision: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Note that what a member published is right."""
    _decide(depot, revision, _PUBLIES, EtatDepot.ACCEPTE, auteur, maintenant, reponse)
    _note("depot.verification", depot, auteur)


@transaction.atomic
def take_back(
    depot: Depot, revision: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Take out of the register what a member published, with a reason."""
    _decide(depot, revision, _PUBLIES, EtatDepot.REJETE, auteur, maintenant, reponse)
    if depot.fiche is not None and depot.fiche.etat == EtatFiche.PUBLIEE:
        withdraw_fiche(depot.fiche, reponse, auteur, maintenant)
    _note("depot.retrait", depot, auteur)
    courriels.tell_rejete(depot)


def _decide(  # noqa: PLR0913, PLR0917 - what, on which state, by whom, when, why
    depot: Depot,
    revision: int,
    avant: tuple[EtatDepot, ...],
    apres: EtatDepot,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    bump_version(
        depot,
        revision,
        avant,
        etat=apres,
        traite_le=maintenant,
        traite_par=auteur,
        reponse=reponse,
    )


def _note(geste: str, depot: Depot, auteur: Utilisateur) -> None:
    record(
        geste,
        auteur=auteur,
        objet=depot,
        organisation_siren=depot.siren,
        details={"reponse": depot.reponse} if depot.reponse else {},
    )
