"""Members and their roles. An organisation never loses its last administrator by accident."""

from __future__ import annotations

from django.db import transaction

from spaser.metier.droits import Role, assignable_roles
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations import courriels
from spaser.web.organisations.models import (
    Appartenance,
    EtatAppartenance,
    Organisation,
    Verification,
)
from spaser.web.organisations.services.espaces import receive_essai
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.socle.journal import record

DERNIERE = (
    "Cette organisation n’aurait plus personne pour l’administrer. "
    "Donnez d’abord le rôle Administration à une autre personne."
)


@transaction.atomic
def activate(
    utilisateur: Utilisateur,
    organisation: Organisation,
    role: Role,
    verification: Verification,
    auteur: Utilisateur | None = None,
) -> Appartenance:
    """Make somebody a member; what she prepared in a trial space comes with her."""
    lock(organisation)
    appartenance, _ = Appartenance.objects.update_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={
            "role": role.value,
            "etat": EtatAppartenance.ACTIVE,
            "verification": verification.value,
        },
    )
    _note(
        "appartenance.ajout", appartenance, auteur or utilisateur, verification=verification.value
    )
    receive_essai(utilisateur, organisation)
    return appartenance


@transaction.atomic
def change_role(appartenance: Appartenance, role: Role, auteur: Utilisateur) -> None:
    lock(appartenance.organisation)
    appartenance.refresh_from_db()
    avant = appartenance.role
    if avant == role.value:
        return
    if role is not Role.ADMINISTRATION:
        keep_one_administration(appartenance)
    appartenance.role = role.value
    appartenance.save(update_fields=["role"])
    _note("appartenance.role", appartenance, auteur, avant=avant)
    courriels.tell_role(appartenance.utilisateur, appartenance)


@transaction.atomic
def suspend(appartenance: Appartenance, auteur: Utilisateur) -> None:
    lock(appartenance.organisation)
    appartenance.refresh_from_db()
    if not appartenance.est_active:
        raise GesteRefuse("Cette personne n’a déjà plus accès à l’organisation.")
    keep_one_administration(appartenance)
    _set_etat(appartenance, EtatAppartenance.SUSPENDUE)
    _note("appartenance.suspension", appartenance, auteur)
    courriels.tell_suspension(appartenance.utilisateur, appartenance)


@transaction.atomic
def resume(appartenance: Appartenance, auteur: Utilisateur) -> None:
    """Give a suspended member her rights back; what she prepared meanwhile comes with her."""
    lock(appartenance.organisation)
    appartenance.refresh_from_db()
    if appartenance.etat != EtatAppartenance.SUSPENDUE:
        raise GesteRefuse("Cette personne n’est pas suspendue.")
    _set_etat(appartenance, EtatAppartenance.ACTIVE)
    _note("appartenance.reprise", appartenance, auteur)
    receive_essai(appartenance.utilisateur, appartenance.organisation)
    courriels.tell_reprise(appartenance.utilisateur, appartenance)


@transaction.atomic
def remove(appartenance: Appartenance, auteur: Utilisateur) -> None:
    lock(appartenance.organisation)
    appartenance.refresh_from_db()
    keep_one_administration(appartenance)
    _note("appartenance.retrait", appartenance, auteur)
    courriels.tell_retrait(appartenance.utilisateur, appartenance.organisation)
    appartenance.delete()


@transaction.atomic
def leave(appartenance: Appartenance, *, sans_suite: bool = False) -> None:
    """Leave an organisation.

    `sans_suite`: the only member says that she knows nobody stays; the programme is told.
    """
    organisation = appartenance.organisation
    lock(organisation)
    appartenance.refresh_from_db()
    seule = is_last_administration(appartenance)
    if seule and not (sans_suite and is_alone(appartenance)):
        raise GesteRefuse(DERNIERE)
    _note("appartenance.depart", appartenance, appartenance.utilisateur)
    appartenance.delete()
    if seule:
        courriels.tell_orpheline(organisation)


@transaction.atomic
def hand_over(appartenance: Appartenance, successeur: Appartenance, role: Role | None) -> None:
    """Give one's role of administrator to another member, then take a lesser role or leave."""
    if successeur.pk == appartenance.pk:
        raise GesteRefuse("Choisissez une autre personne que vous.")
    if not successeur.est_active:
        raise GesteRefuse("Cette personne n’a pas accès à l’organisation : rétablissez-la d’abord.")
    change_role(successeur, Role.ADMINISTRATION, appartenance.utilisateur)
    if role is None:
        leave(appartenance)
    else:
        change_role(appartenance, role, appartenance.utilisateur)


def check_assignable(roles: frozenset[Role], role: Role) -> None:
    """Refuse to give a role that may do more than those of the giver."""
    if role not in assignable_roles(roles):
        raise GesteRefuse(f"Vous ne pouvez pas donner le rôle {role.libelle}.")


@transaction.atomic
def require_second_facteur(organisation: Organisation, auteur: Utilisateur, *, exige: bool) -> None:
    organisation.second_facteur_exige = exige
    organisation.save(update_fields=["second_facteur_exige"])
    record(
        "organisation.second_facteur",
        auteur=auteur,
        objet=organisation,
        organisation_siren=organisation.siren,
        details={"exige": exige},
    )


def is_last_administration(appartenance: Appartenance) -> bool:
    """Say whether the organisation would have no administrator without this membership."""
    if not (appartenance.est_active and appartenance.est_administration):
        return False
    autres = Appartenance.objects.administrations().filter(organisation=appartenance.organisation)
    return not autres.exclude(pk=appartenance.pk).exists()


def is_alone(appartenance: Appartenance) -> bool:
    """Say whether nobody else is of the organisation, not even suspended."""
    autres = Appartenance.objects.filter(
        organisation=appartenance.organisation, utilisateur__is_active=True
    )
    return not autres.exclude(pk=appartenance.pk).exists()


def keep_one_administration(appartenance: Appartenance) -> None:
    """Refuse what would leave the organisation without administrator."""
    if is_last_administration(appartenance):
        raise GesteRefuse(DERNIERE)


def lock(organisation: Organisation) -> None:
    """Let one change of members at a time go on: two administrators cannot both leave last."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _set_etat(appartenance: Appartenance, etat: EtatAppartenance) -> None:
    appartenance.etat = etat
    appartenance.save(update_fields=["etat"])


def _note(geste: str, appartenance: Appartenance, auteur: Utilisateur, **details: str) -> None:
    record(
        geste,
        auteur=auteur,
        objet=appartenance,
        organisation_siren=appartenance.organisation.siren,
        details={
            "utilisateur": appartenance.utilisateur_id,
            "role": str(appartenance.role),
            **details,
        },
    )
