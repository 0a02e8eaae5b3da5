"""What the team decides of a deposit; two people at once: the second is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from spaser.web.registre.depot import courriels
from spaser.web.registre.depot.envoi import PAR_EQUIPE, publish_depot
from spaser.web.registre.depot.services import change_etat
from spaser.web.registre.models import Depot, EtatFiche
from spaser.web.registre.models.depot import ActeDepot
from spaser.web.registre.services.publication import withdraw_fiche
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from datetime import datetime

    from spaser.web.comptes.models import Utilisateur


@transaction.atomic
def accept(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Publish what a guest sent."""
    _decide(depot, version, ActeDepot.ACCEPTATION, auteur, maintenant, reponse)
    organisation = depot.organisation if depot.fiche is None else None
    publish_depot(depot, auteur, maintenant, PAR_EQUIPE, organisation)
    _note(ActeDepot.ACCEPTATION, depot, auteur)
    courriels.tell_accepte(depot)


@transaction.atomic
def send_back(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Ask the depositor to take her deposit up again; what is published stays meanwhile."""
    _decide(depot, version, ActeDepot.RETOUR, auteur, maintenant, reponse)
    _note(ActeDepot.RETOUR, depot, auteur)
    courriels.tell_a_reprendre(depot)


@transaction.atomic
def reject(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Say no, with a reason."""
    _decide(depot, version, ActeDepot.REJET, auteur, maintenant, reponse)
    _note(ActeDepot.REJET, depot, auteur)
    courriels.tell_rejete(depot)


@transaction.atomic
def mark_checked(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Note that what a member published is right."""
    _decide(depot, version, ActeDepot.VERIFICATION, auteur, maintenant, reponse)
    _note(ActeDepot.VERIFICATION, depot, auteur)


@transaction.atomic
def take_back(
    depot: Depot, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Take out of the register what a member published, with a reason."""
    _decide(depot, version, ActeDepot.RETRAIT, auteur, maintenant, reponse)
    if depot.fiche is not None and depot.fiche.etat == EtatFiche.PUBLIEE:
        withdraw_fiche(depot.fiche, reponse, auteur, maintenant)
    _note(ActeDepot.RETRAIT, depot, auteur)
    courriels.tell_rejete(depot)


def _decide(
    depot: Depot,
    version: int,
    acte: ActeDepot,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    change_etat(depot, version, acte, traite_le=maintenant, traite_par=auteur, reponse=reponse)


def _note(acte: ActeDepot, depot: Depot, auteur: Utilisateur) -> None:
    record(
        acte.geste,
        auteur=auteur,
        objet=depot,
        organisation_siren=depot.siren,
        details={"reponse": depot.reponse} if depot.reponse else {},
    )
