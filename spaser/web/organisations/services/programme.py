"""The programme's team: its own roles, and organisations that nobody manages."""

from __future__ import annotations

from django.db import transaction

from spaser.metier.droits import Operation, Role
from spaser.metier.droits import can as allows
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations import courriels
from spaser.web.organisations.models import (
    Appartenance,
    EtatAppartenance,
    Organisation,
    RoleProgramme,
    Verification,
)
from spaser.web.organisations.selectors import is_orpheline
from spaser.web.organisations.services.membres import change_role, lock
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.socle.journal import record


@transaction.atomic
def grant(utilisateur: Utilisateur, role: Role, auteur: Utilisateur | None) -> RoleProgramme:
    tenu, nouveau = RoleProgramme.objects.get_or_create(utilisateur=utilisateur, role=role.value)
    if nouveau:
        _note("programme.ajout", tenu, auteur)
        courriels.tell_programme(utilisateur, tenu)
    return tenu


@transaction.atomic
def withdraw(tenu: RoleProgramme, auteur: Utilisateur) -> None:
    """Take a role of the programme away; somebody must still be able to manage the team."""
    list(RoleProgramme.objects.select_for_update())  # two guardians cannot both be withdrawn
    if is_last_guardian(tenu):
        raise GesteRefuse(
            f"C’est la dernière personne qui a le rôle {Role(tenu.role).libelle}. "
            "Donnez-le d’abord à une autre."
        )
    _note("programme.retrait", tenu, auteur)
    tenu.delete()


def is_last_guardian(tenu: RoleProgramme) -> bool:
    """Say whether nobody could manage the team without this role."""
    tenus = RoleProgramme.objects.filter(utilisateur__is_active=True)
    gardiens = [r.pk for r in tenus if allows([Role(r.role)], Operation.GERER_EQUIPE_PROGRAMME)]
    return gardiens == [tenu.pk]


@transaction.atomic
def name_administration(
    organisation: Organisation, utilisateur: Utilisateur, auteur: Utilisateur
) -> Appartenance:
    """Name somebody to manage an organisation that nobody manages.

    A member is promoted at once; anybody else has to accept.
    """
    lock(organisation)
    if not is_orpheline(organisation):
        raise GesteRefuse("Cette organisation a déjà quelqu’un pour l’administrer.")
    if not utilisateur.is_active or not utilisateur.courriel_verifie_le:
        raise GesteRefuse("Ce compte n’a pas confirmé son adresse électronique.")
    sienne = organisation.appartenances.filter(utilisateur=utilisateur).first()
    if sienne and sienne.est_active:
        change_role(sienne, Role.ADMINISTRATION, auteur)
        return sienne
    proposee, _ = Appartenance.objects.update_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={
            "role": Role.ADMINISTRATION.value,
            "etat": EtatAppartenance.PROPOSEE,
            "verification": Verification.PROGRAMME,
        },
    )
    record(
        "appartenance.proposition",
        auteur=auteur,
        objet=proposee,
        organisation_siren=organisation.siren,
        details={"utilisateur": utilisateur.pk, "role": proposee.role},
    )
    courriels.tell_proposition(utilisateur, proposee)
    return proposee


def _note(geste: str, tenu: RoleProgramme, auteur: Utilisateur | None) -> None:
    record(
        geste,
        auteur=auteur,
        objet=tenu,
        details={"utilisateur": tenu.utilisateur_id, "role": str(tenu.role)},
    )
