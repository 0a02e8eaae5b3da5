"""Who deposits: somebody signed in, or a guest who has just proved that she reads an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from spaser.metier.droits import MATRICE, Operation
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Appartenance, Organisation
from spaser.web.registre.models import Depot
from spaser.web.socle.limites import check_limite

CLE_INVITE: Final = "depot_invite"
DUREE_INVITE: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Deposant:
    """The one who deposits; `utilisateur` is None for a guest."""

    courriel: str
    utilisateur: Utilisateur | None = None

    @property
    def cle(self) -> str:
        """Return what to count her requests by."""
        return f"u{self.utilisateur.pk}" if self.utilisateur else self.courriel


def read_deposant(request: HttpRequest) -> Deposant | None:
    if request.user.is_authenticated:
        return Deposant(request.user.courriel, request.user)
    invite = request.session.get(CLE_INVITE)
    if not invite:
        return None
    if timezone.now() - datetime.fromisoformat(invite["le"]) >= DUREE_INVITE:
        return None
    return Deposant(invite["courriel"])


def check_ouverture(deposant: Deposant) -> None:
    """Refuse to open drafts without end: thirty a day."""
    check_limite("depot.ouverture", deposant.cle, 30, timedelta(days=1))


def open_invite(request: HttpRequest, courriel: str) -> None:
    """Let a guest work, in this browser, on the deposits of the address she has just proved."""
    request.session.cycle_key()
    request.session[CLE_INVITE] = {"courriel": courriel, "le": timezone.now().isoformat()}


def close_invite(request: HttpRequest) -> None:
    request.session.pop(CLE_INVITE, None)


def visible_depots(deposant: Deposant | None) -> QuerySet[Depot]:
    """Return the deposits this person may know of, and no other."""
    if deposant is None:
        return Depot.objects.none()
    d_invite = Q(auteur=None, organisation=None, courriel=deposant.courriel)
    if deposant.utilisateur is None:
        return Depot.objects.filter(d_invite)
    utilisateur = deposant.utilisateur
    siens = Q(organisation=None, auteur=utilisateur)
    maison = Q(organisation__in=organisations_of(utilisateur, Operation.VOIR_BROUILLON_DEPOT))
    if utilisateur.courriel_verifie_le:
        siens |= d_invite
    return Depot.objects.filter(siens | maison)


def may_write(deposant: Deposant, depot: Depot) -> bool:
    if depot.organisation_id is None:
        return True
    if deposant.utilisateur is None:
        return False
    droit = organisations_of(deposant.utilisateur, Operation.DEPOSER_SPASER)
    return droit.filter(pk=depot.organisation_id).exists()


def organisations_of(utilisateur: Utilisateur, operation: Operation) -> QuerySet[Organisation]:
    siennes = Appartenance.objects.actives().filter(
        utilisateur=utilisateur, role__in=[role.value for role in MATRICE[operation]]
    )
    return Organisation.objects.filter(pk__in=siennes.values("organisation"))


def find_organisation(
    deposant: Deposant, siren: str, operation: Operation = Operation.DEPOSER_SPASER
) -> Organisation | None:
    """Return the organisation of a SIREN, if she may act for it."""
    if deposant.utilisateur is None or not siren:
        return None
    return organisations_of(deposant.utilisateur, operation).filter(siren=siren).first()
