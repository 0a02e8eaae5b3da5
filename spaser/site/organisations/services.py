"""How one becomes a member, what members change, who is invited, who leaves."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spaser.regles import droits
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.organisations import courriels, models
from spaser.site.organisations.espaces import domaine_cherche, receive_essai
from spaser.site.organisations.identite import GesteRefuse, is_orpheline
from spaser.site.socle import jetons
from spaser.site.socle.journal import record, record_on

# --- Members and their roles. An organisation never loses its last administrator by accident ---


DERNIERE = (
    "Cette organisation n’aurait plus personne pour l’administrer. "
    "Donnez d’abord le rôle Administration à une autre personne."
)


@transaction.atomic
def activate(
    utilisateur: Utilisateur,
    organisation: models.Organisation,
    role: droits.Role,
    verification: models.Verification,
    auteur: Utilisateur | None = None,
    domaine: str = "",
) -> models.Appartenance:
    """Make somebody a member; what she prepared in a trial space comes with her."""
    lock(organisation)
    appartenance, _ = models.Appartenance.objects.update_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={
            "role": role.value,
            "etat": models.EtatAppartenance.ACTIVE,
            "verification": verification.value,
        },
    )
    dits = {"verification": verification.value} | ({"domaine": domaine} if domaine else {})
    _note_membres("appartenance.ajout", appartenance, auteur or utilisateur, **dits)
    receive_essai(utilisateur, organisation)
    return appartenance


@transaction.atomic
def change_role(appartenance: models.Appartenance, role: droits.Role, auteur: Utilisateur) -> None:
    _hold(appartenance)
    avant = appartenance.role
    if avant == role.value:
        return
    if role is not droits.Role.ADMINISTRATION:
        keep_one_administration(appartenance)
    appartenance.role = role.value
    appartenance.save(update_fields=["role"])
    _note_membres("appartenance.role", appartenance, auteur, avant=avant)
    courriels.tell_role(appartenance.utilisateur, appartenance)


@transaction.atomic
def suspend(appartenance: models.Appartenance, auteur: Utilisateur) -> None:
    _hold(appartenance)
    if not appartenance.est_active:
        raise GesteRefuse("Cette personne n’a déjà plus accès à l’organisation.")
    keep_one_administration(appartenance)
    _set_etat(appartenance, models.EtatAppartenance.SUSPENDUE)
    _note_membres("appartenance.suspension", appartenance, auteur)
    courriels.tell_suspension(appartenance.utilisateur, appartenance)


@transaction.atomic
def resume_membre(appartenance: models.Appartenance, auteur: Utilisateur) -> None:
    """Give a suspended member her rights back; what she prepared meanwhile comes with her."""
    _hold(appartenance)
    if appartenance.etat != models.EtatAppartenance.SUSPENDUE:
        raise GesteRefuse("Cette personne n’est pas suspendue.")
    _set_etat(appartenance, models.EtatAppartenance.ACTIVE)
    _note_membres("appartenance.reprise", appartenance, auteur)
    receive_essai(appartenance.utilisateur, appartenance.organisation)
    courriels.tell_reprise(appartenance.utilisateur, appartenance)


@transaction.atomic
def remove(appartenance: models.Appartenance, auteur: Utilisateur) -> None:
    _hold(appartenance)
    keep_one_administration(appartenance)
    _note_membres("appartenance.retrait", appartenance, auteur)
    courriels.tell_retrait(appartenance.utilisateur, appartenance.organisation)
    appartenance.delete()


@transaction.atomic
def leave(appartenance: models.Appartenance, *, sans_suite: bool = False) -> None:
    """Leave an organisation.

    `sans_suite`: the only member says that she knows nobody stays; the programme is told.
    """
    organisation = appartenance.organisation
    _hold(appartenance)
    seule = is_last_administration(appartenance)
    if seule and not (sans_suite and is_alone(appartenance)):
        raise GesteRefuse(DERNIERE)
    _note_membres("appartenance.depart", appartenance, appartenance.utilisateur)
    appartenance.delete()
    if seule:
        courriels.tell_orpheline(organisation)


@transaction.atomic
def hand_over_administration(
    appartenance: models.Appartenance, successeur: models.Appartenance, role: droits.Role | None
) -> None:
    """Give one's role of administrator to another member, then take a lesser role or leave."""
    if successeur.pk == appartenance.pk:
        raise GesteRefuse("Choisissez une autre personne que vous.")
    if not successeur.est_active:
        raise GesteRefuse("Cette personne n’a pas accès à l’organisation : rétablissez-la d’abord.")
    change_role(successeur, droits.Role.ADMINISTRATION, appartenance.utilisateur)
    if role is None:
        leave(appartenance)
    else:
        change_role(appartenance, role, appartenance.utilisateur)


def check_assignable(roles: frozenset[droits.Role], role: droits.Role) -> None:
    """Refuse to give a role that may do more than those of the giver."""
    if role not in droits.assignable_roles(roles):
        raise GesteRefuse(f"Vous ne pouvez pas donner le rôle {role.libelle}.")


@transaction.atomic
def require_second_facteur(
    organisation: models.Organisation, auteur: Utilisateur, *, exige: bool
) -> None:
    organisation.second_facteur_exige = exige
    organisation.save(update_fields=["second_facteur_exige"])
    record_on("organisation.second_facteur", organisation, auteur, exige=exige)


def is_last_administration(appartenance: models.Appartenance) -> bool:
    """Say whether the organisation would have no administrator without this membership."""
    if not (appartenance.est_active and appartenance.est_administration):
        return False
    autres = models.Appartenance.objects.administrations().filter(
        organisation=appartenance.organisation
    )
    return not autres.exclude(pk=appartenance.pk).exists()


def is_alone(appartenance: models.Appartenance) -> bool:
    """Say whether nobody else is of the organisation, not even suspended."""
    autres = models.Appartenance.objects.filter(
        organisation=appartenance.organisation, utilisateur__is_active=True
    )
    return not autres.exclude(pk=appartenance.pk).exists()


def keep_one_administration(appartenance: models.Appartenance) -> None:
    """Refuse what would leave the organisation without administrator."""
    if is_last_administration(appartenance):
        raise GesteRefuse(DERNIERE)


def lock(organisation: models.Organisation) -> None:
    """Let one change of members at a time go on: two administrators cannot both leave last."""
    models.Organisation.objects.select_for_update().get(pk=organisation.pk)


def _hold(appartenance: models.Appartenance) -> None:
    """Read a membership again, that nobody else changes until the transaction ends."""
    lock(appartenance.organisation)
    appartenance.refresh_from_db()


def _set_etat(appartenance: models.Appartenance, etat: models.EtatAppartenance) -> None:
    appartenance.etat = etat
    appartenance.save(update_fields=["etat"])


def _note_membres(
    geste: str, appartenance: models.Appartenance, auteur: Utilisateur, **details: str
) -> None:
    utilisateur, role = appartenance.utilisateur_id, str(appartenance.role)
    record_on(geste, appartenance, auteur, utilisateur=utilisateur, role=role, **details)


# --- How one becomes a member: at once when it is proved, else by asking those who can tell ---


# Invited people may be consultants: their domain proves nothing of the organisation.
_FONT_FOI = (models.Verification.PROCONNECT_SIRET.value, models.Verification.PROGRAMME.value)


class Voie(StrEnum):
    SIRET = "siret"  # at once
    DOMAINE = "domaine"  # at once
    ADMINISTRATION = "administration"  # on request to the administrators
    PROGRAMME = "programme"  # on request to the programme's team


@transaction.atomic
def set_delai(jours: int, auteur: Utilisateur) -> None:
    delai = models.DelaiEquipe.objects.create(jours=jours)
    record("equipe_programme.delai", auteur=auteur, objet=delai, details={"jours": jours})


def choose_voie(
    utilisateur: Utilisateur, organisation: models.Organisation | None, siren: str
) -> Voie:
    """Say how this person may come in; an organisation that nobody recorded has no member."""
    if utilisateur.siret_proconnect[:9] == siren:
        return Voie.SIRET
    if find_domaine_prouve(utilisateur, siren):
        return Voie.DOMAINE
    if organisation is None or is_orpheline(organisation):
        return Voie.PROGRAMME
    return Voie.ADMINISTRATION


def find_domaine_prouve(utilisateur: Utilisateur, siren: str) -> str:
    """Return the domain of her confirmed address when it proves this body; empty otherwise."""
    domaine = droits.domaine_professionnel(utilisateur.courriel)
    if not domaine or not utilisateur.courriel_verifie_le:
        return ""
    return domaine if droits.proves_siren(domaine, siren, _list_vus(domaine)) else ""


def _list_vus(domaine: str) -> Iterator[droits.DomaineVu]:
    """Yield the bodies whose members write from a domain, then those that the apps above saw."""
    membres = models.Appartenance.objects.actives().filter(
        utilisateur__courriel__iendswith=f"@{domaine}",
        utilisateur__courriel_verifie_le__isnull=False,
    )
    for siren, verification in membres.values_list("organisation__siren", "verification"):
        yield droits.DomaineVu(siren, verification in _FONT_FOI)
    for _, vus in domaine_cherche.send(sender=models.Organisation, domaine=domaine):
        yield from cast("list[droits.DomaineVu]", vus)


@transaction.atomic
def join(
    utilisateur: Utilisateur,
    organisation: models.Organisation,
    role: droits.Role,
    message: str = "",
) -> models.Appartenance | models.DemandeAdhesion:
    """Make this person a member if it is proved, else send her request to whom it concerns."""
    lock(organisation)
    _check_free(utilisateur, organisation)
    voie = choose_voie(utilisateur, organisation, organisation.siren)
    if voie is Voie.SIRET:
        return _enter(utilisateur, organisation, models.Verification.PROCONNECT_SIRET)
    if not utilisateur.courriel_verifie_le:
        raise GesteRefuse("Confirmez d’abord votre adresse électronique, puis recommencez.")
    if voie is Voie.DOMAINE:
        domaine = find_domaine_prouve(utilisateur, organisation.siren)
        verification = models.Verification.DOMAINE_COURRIEL
        return _enter(utilisateur, organisation, verification, domaine=domaine)
    return _ask(utilisateur, organisation, role, message)


@transaction.atomic
def accept_demande(
    demande: models.DemandeAdhesion,
    role: droits.Role,
    auteur: Utilisateur,
    roles: frozenset[droits.Role],
) -> models.Appartenance:
    check_assignable(roles, role)
    _answer(demande, models.EtatDemande.ACCEPTEE, auteur)
    de_la_maison = demande.organisation.appartenances.actives().filter(utilisateur=auteur).exists()
    appartenance = activate(
        demande.utilisateur,
        demande.organisation,
        role,
        models.Verification.ADMINISTRATEUR if de_la_maison else models.Verification.PROGRAMME,
        auteur,
    )
    courriels.tell_acceptee(appartenance.utilisateur, appartenance)
    return appartenance


@transaction.atomic
def decline_demande(demande: models.DemandeAdhesion, motif: str, auteur: Utilisateur) -> None:
    demande.motif = motif
    _answer(demande, models.EtatDemande.REFUSEE, auteur)
    courriels.tell_refusee(demande.utilisateur, demande)


@transaction.atomic
def withdraw_demande(demande: models.DemandeAdhesion) -> None:
    _answer(demande, models.EtatDemande.RETIREE, demande.utilisateur)


@transaction.atomic
def accept_proposition(appartenance: models.Appartenance) -> None:
    _check_proposition(appartenance)
    activate(
        appartenance.utilisateur,
        appartenance.organisation,
        droits.Role(appartenance.role),
        models.Verification.PROGRAMME,
    )
    close_demandes(appartenance.utilisateur, appartenance.organisation)


@transaction.atomic
def decline_proposition(appartenance: models.Appartenance) -> None:
    _check_proposition(appartenance)
    auteur = appartenance.utilisateur
    record_on("appartenance.declin", appartenance, auteur, utilisateur=auteur.pk)
    appartenance.delete()


def close_demandes(utilisateur: Utilisateur, organisation: models.Organisation) -> None:
    """Answer the pending request of somebody who came in another way."""
    models.DemandeAdhesion.objects.filter(
        utilisateur=utilisateur, organisation=organisation, etat=models.EtatDemande.EN_ATTENTE
    ).update(etat=models.EtatDemande.ACCEPTEE, repondue_le=timezone.now())


def _check_free(utilisateur: Utilisateur, organisation: models.Organisation) -> None:
    sienne = organisation.appartenances.filter(utilisateur=utilisateur).first()
    if sienne is None:
        return
    if sienne.est_active:
        raise GesteRefuse("Vous êtes déjà membre de cette organisation.")
    if sienne.etat == models.EtatAppartenance.SUSPENDUE:
        raise GesteRefuse(
            "Votre accès à cette organisation est suspendu. "
            "Adressez-vous aux personnes qui l’administrent."
        )


def _enter(
    utilisateur: Utilisateur,
    organisation: models.Organisation,
    verification: models.Verification,
    domaine: str = "",
) -> models.Appartenance:
    """Let in somebody whose belonging is proved: the first one manages, the others read.

    She may write where those who manage have not been seen for a year.
    """
    premiere = not organisation.appartenances.administrations().exists()
    autre = droits.Role.REDACTION if is_orpheline(organisation) else droits.Role.LECTURE
    role = droits.Role.ADMINISTRATION if premiere else autre
    appartenance = activate(utilisateur, organisation, role, verification, domaine=domaine)
    close_demandes(utilisateur, organisation)
    if not premiere:
        courriels.tell_arrivee(appartenance)
    return appartenance


def _ask(
    utilisateur: Utilisateur, organisation: models.Organisation, role: droits.Role, message: str
) -> models.DemandeAdhesion:
    en_attente = organisation.demandes.filter(
        utilisateur=utilisateur, etat=models.EtatDemande.EN_ATTENTE
    ).first()
    if en_attente:  # the form was sent twice
        return en_attente
    demande = models.DemandeAdhesion.objects.create(
        utilisateur=utilisateur,
        organisation=organisation,
        role_souhaite=role.value,
        message=message,
        destinataire=(
            models.Destinataire.PROGRAMME
            if is_orpheline(organisation)
            else models.Destinataire.ADMINISTRATION
        ),
    )
    record_on("demande.envoi", demande, utilisateur, utilisateur=utilisateur.pk)
    courriels.tell_demande(demande)
    return demande


def _answer(demande: models.DemandeAdhesion, etat: models.EtatDemande, auteur: Utilisateur) -> None:
    lock(demande.organisation)
    demande.refresh_from_db(fields=["etat"])
    if not demande.est_en_attente:
        raise GesteRefuse("Cette demande a déjà reçu une réponse.")
    demande.etat = etat
    demande.repondue_le = timezone.now()
    demande.repondue_par = auteur
    demande.save(update_fields=["etat", "repondue_le", "repondue_par", "motif"])
    record_on(f"demande.{etat.value}", demande, auteur, utilisateur=demande.utilisateur_id)


def _check_proposition(appartenance: models.Appartenance) -> None:
    _hold(appartenance)
    if appartenance.etat != models.EtatAppartenance.PROPOSEE:
        raise GesteRefuse("Cette proposition a déjà reçu une réponse.")


# --- Invitations by e-mail: one address, one use, seven days ---


ANNULEE: Final = "Cette invitation a été annulée. Demandez-en une autre à l’organisation."


@transaction.atomic
def invite_membre(
    organisation: models.Organisation,
    courriel: str,
    role: droits.Role,
    auteur: Utilisateur,
    roles: frozenset[droits.Role],
) -> models.Invitation:
    """Write to an address that is not of the organisation; `roles` are those of the inviter."""
    check_assignable(roles, role)
    lock(organisation)  # the form sent twice at once makes one invitation
    courriel = fold_courriel(courriel)
    _check_absente(organisation, courriel)
    _close_expirees(organisation, courriel)
    if _ouvertes(organisation, courriel).exists():
        raise GesteRefuse(
            "Une invitation attend déjà une réponse à cette adresse. Renvoyez-la depuis la liste."
        )
    maintenant = timezone.now()
    invitation = models.Invitation.objects.create(
        organisation=organisation,
        courriel=courriel,
        role=role.value,
        invitee_par=auteur,
        envoyee_le=maintenant,
        expire_le=maintenant + models.DUREE_INVITATION,
    )
    _send("invitation.envoi", invitation, auteur)
    return invitation


@transaction.atomic
def resend(invitation: models.Invitation, auteur: Utilisateur) -> None:
    """Send a new link, good for seven days; the former one opens nothing any more."""
    _check_ouverte(invitation)
    jetons.revoke_jetons(courriels.USAGE, str(invitation.pk))
    invitation.envoyee_le = timezone.now()
    invitation.expire_le = invitation.envoyee_le + models.DUREE_INVITATION
    invitation.save(update_fields=["envoyee_le", "expire_le"])
    _send("invitation.renvoi", invitation, auteur)


@transaction.atomic
def revoke(invitation: models.Invitation, auteur: Utilisateur) -> None:
    """Cancel an invitation: its link opens nothing any more."""
    _check_ouverte(invitation)
    jetons.revoke_jetons(courriels.USAGE, str(invitation.pk))
    invitation.revoquee_le = timezone.now()
    invitation.save(update_fields=["revoquee_le"])
    record_on("invitation.annulation", invitation, auteur, role=str(invitation.role))


def read_invitation(jeton: str) -> models.Invitation:
    """Return what a link invites to; JetonRefuse if it opens nothing."""
    invitation = (
        models.Invitation.objects.select_related("organisation", "invitee_par")
        .filter(pk=int(jetons.read_jeton(courriels.USAGE, jeton)))
        .first()
    )
    if invitation is None or not invitation.est_ouverte:
        raise jetons.JetonRefuse(ANNULEE)
    return invitation


@transaction.atomic
def accept_invitation(jeton: str, utilisateur: Utilisateur) -> models.Appartenance:
    invitation = read_invitation(jeton)
    check_address(invitation, utilisateur)
    jetons.use_jeton(courriels.USAGE, jeton)
    invitation.acceptee_le = timezone.now()
    invitation.save(update_fields=["acceptee_le"])
    if invitation.organisation.appartenances.filter(utilisateur=utilisateur).exists():
        raise GesteRefuse("Vous êtes déjà de cette organisation.")
    appartenance = activate(
        utilisateur,
        invitation.organisation,
        droits.Role(invitation.role),
        models.Verification.ADMINISTRATEUR,
        invitation.invitee_par,
    )
    close_demandes(utilisateur, invitation.organisation)
    return appartenance


@transaction.atomic
def decline_invitation(jeton: str) -> models.Invitation:
    """Say no; the link is used up."""
    invitation = read_invitation(jeton)
    jetons.use_jeton(courriels.USAGE, jeton)
    invitation.declinee_le = timezone.now()
    invitation.save(update_fields=["declinee_le"])
    record_on("invitation.declin", invitation, role=str(invitation.role))
    return invitation


def check_address(invitation: models.Invitation, utilisateur: Utilisateur) -> None:
    """Refuse anyone but the confirmed holder of the invited address."""
    if fold_courriel(utilisateur.courriel) != invitation.courriel:
        raise GesteRefuse("Cette invitation est pour une autre adresse que celle de votre compte.")
    if not utilisateur.courriel_verifie_le:
        raise GesteRefuse("Confirmez d’abord votre adresse électronique, puis rouvrez ce lien.")


def _check_absente(organisation: models.Organisation, courriel: str) -> None:
    sienne = organisation.appartenances.filter(utilisateur__courriel=courriel).first()
    if sienne is None:
        return
    if sienne.est_active:
        raise GesteRefuse("Cette personne est déjà membre de l’organisation.")
    raise GesteRefuse(
        "Cette personne est déjà dans la liste des membres, sans accès pour l’instant."
    )


def _ouvertes(organisation: models.Organisation, courriel: str) -> QuerySet[models.Invitation]:
    return organisation.invitations.filter(models.OUVERTE, courriel=courriel)


def _close_expirees(organisation: models.Organisation, courriel: str) -> None:
    maintenant = timezone.now()
    _ouvertes(organisation, courriel).filter(expire_le__lte=maintenant).update(
        revoquee_le=maintenant
    )


def _check_ouverte(invitation: models.Invitation) -> None:
    invitation.refresh_from_db()
    if not invitation.est_ouverte:
        raise GesteRefuse("Cette invitation a déjà reçu une réponse ou a été annulée.")


def _send(geste: str, invitation: models.Invitation, auteur: Utilisateur) -> None:
    record_on(geste, invitation, auteur, role=str(invitation.role))
    envoi = invitation.envoyee_le.isoformat()
    courriels.send_invitation(invitation.courriel, invitation, envoi)


# --- The programme's team: its own roles, and organisations that nobody manages ---


@transaction.atomic
def grant(
    utilisateur: Utilisateur, role: droits.Role, auteur: Utilisateur | None
) -> models.RoleProgramme:
    tenu, nouveau = models.RoleProgramme.objects.get_or_create(
        utilisateur=utilisateur, role=role.value
    )
    if nouveau:
        _note_programme("equipe_programme.ajout", tenu, auteur)
        courriels.tell_programme(utilisateur, tenu)
    return tenu


@transaction.atomic
def withdraw_role(tenu: models.RoleProgramme, auteur: Utilisateur) -> None:
    """Take a role of the programme away; somebody must still be able to manage the team."""
    list(models.RoleProgramme.objects.select_for_update())  # two guardians cannot both be withdrawn
    if is_last_guardian(tenu):
        raise GesteRefuse(
            f"C’est la dernière personne qui a le rôle {droits.Role(tenu.role).libelle}. "
            "Donnez-le d’abord à une autre."
        )
    _note_programme("equipe_programme.retrait", tenu, auteur)
    tenu.delete()


def is_last_guardian(tenu: models.RoleProgramme) -> bool:
    """Say whether nobody could manage the team without this role."""
    tenus = models.RoleProgramme.objects.filter(utilisateur__is_active=True)
    gardiens = [
        r.pk
        for r in tenus
        if droits.can([droits.Role(r.role)], droits.Operation.GERER_EQUIPE_PROGRAMME)
    ]
    return gardiens == [tenu.pk]


@transaction.atomic
def name_administration(
    organisation: models.Organisation, utilisateur: Utilisateur, auteur: Utilisateur
) -> models.Appartenance:
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
        change_role(sienne, droits.Role.ADMINISTRATION, auteur)
        return sienne
    proposee, _ = models.Appartenance.objects.update_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={
            "role": droits.Role.ADMINISTRATION.value,
            "etat": models.EtatAppartenance.PROPOSEE,
            "verification": models.Verification.PROGRAMME,
        },
    )
    _note_membres("appartenance.proposition", proposee, auteur)
    courriels.tell_proposition(utilisateur, proposee)
    return proposee


def _note_programme(geste: str, tenu: models.RoleProgramme, auteur: Utilisateur | None) -> None:
    details = {"utilisateur": tenu.utilisateur_id, "role": str(tenu.role)}
    record(geste, auteur=auteur, objet=tenu, details=details)
