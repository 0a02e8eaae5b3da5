"""How one becomes a member: at once when it is proved, else by asking those who can tell."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from spaser.metier.domaines_courriel import domaine_professionnel
from spaser.metier.droits import Role
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations import courriels
from spaser.web.organisations.models import (
    Appartenance,
    DemandeAdhesion,
    Destinataire,
    EtatAppartenance,
    EtatDemande,
    Organisation,
    Verification,
)
from spaser.web.organisations.selectors import is_orpheline
from spaser.web.organisations.services.membres import activate, check_assignable, lock
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.socle.journal import record

# Invited people may be consultants: their domain proves nothing of the organisation.
_FONT_FOI = (Verification.PROCONNECT_SIRET.value, Verification.PROGRAMME.value)


class Voie(StrEnum):
    SIRET = "siret"  # at once
    DOMAINE = "domaine"  # at once, to read
    ADMINISTRATION = "administration"  # on request to the administrators
    PROGRAMME = "programme"  # on request to the programme's team


def choose_voie(utilisateur: Utilisateur, organisation: Organisation | None, siren: str) -> Voie:
    """Say how this person may come in; an organisation that nobody recorded has no member."""
    if utilisateur.siret_proconnect[:9] == siren:
        return Voie.SIRET
    if organisation is None or is_orpheline(organisation):
        return Voie.PROGRAMME
    if shares_domaine(utilisateur, organisation):
        return Voie.DOMAINE
    return Voie.ADMINISTRATION


def has_administration(organisation: Organisation) -> bool:
    return organisation.appartenances.administrations().exists()


def shares_domaine(utilisateur: Utilisateur, organisation: Organisation) -> bool:
    """Say whether a proved member writes from the same professional domain."""
    domaine = domaine_professionnel(utilisateur.courriel)
    if not domaine or not utilisateur.courriel_verifie_le:
        return False
    return (
        organisation.appartenances.actives()
        .filter(
            verification__in=_FONT_FOI,
            utilisateur__courriel_verifie_le__isnull=False,
            utilisateur__courriel__iendswith=f"@{domaine}",
        )
        .exists()
    )


@transaction.atomic
def join(
    utilisateur: Utilisateur, organisation: Organisation, role: Role, message: str = ""
) -> Appartenance | DemandeAdhesion:
    """Make this person a member if it is proved, else send her request to whom it concerns."""
    lock(organisation)
    _check_free(utilisateur, organisation)
    voie = choose_voie(utilisateur, organisation, organisation.siren)
    if voie is Voie.SIRET:
        return _enter(utilisateur, organisation, Verification.PROCONNECT_SIRET)
    if not utilisateur.courriel_verifie_le:
        raise GesteRefuse("Confirmez d’abord votre adresse électronique, puis recommencez.")
    if voie is Voie.DOMAINE:
        return _enter(utilisateur, organisation, Verification.DOMAINE_COURRIEL)
    return _ask(utilisateur, organisation, role, message)


@transaction.atomic
def accept_demande(
    demande: DemandeAdhesion, role: Role, auteur: Utilisateur, roles: frozenset[Role]
) -> Appartenance:
    check_assignable(roles, role)
    _answer(demande, EtatDemande.ACCEPTEE, auteur)
    de_la_maison = demande.organisation.appartenances.actives().filter(utilisateur=auteur).exists()
    appartenance = activate(
        demande.utilisateur,
        demande.organisation,
        role,
        Verification.ADMINISTRATEUR if de_la_maison else Verification.PROGRAMME,
        auteur,
    )
    courriels.tell_acceptee(appartenance.utilisateur, appartenance)
    return appartenance


@transaction.atomic
def refuse_demande(demande: DemandeAdhesion, motif: str, auteur: Utilisateur) -> None:
    demande.motif = motif
    _answer(demande, EtatDemande.REFUSEE, auteur)
    courriels.tell_refusee(demande.utilisateur, demande)


@transaction.atomic
def withdraw_demande(demande: DemandeAdhesion) -> None:
    _answer(demande, EtatDemande.RETIREE, demande.utilisateur)


@transaction.atomic
def accept_proposition(appartenance: Appartenance) -> None:
    _check_proposition(appartenance)
    activate(
        appartenance.utilisateur,
        appartenance.organisation,
        Role(appartenance.role),
        Verification.PROGRAMME,
    )
    close_demandes(appartenance.utilisateur, appartenance.organisation)


@transaction.atomic
def decline_proposition(appartenance: Appartenance) -> None:
    _check_proposition(appartenance)
    _record_demande("appartenance.declin", appartenance, appartenance.utilisateur)
    appartenance.delete()


def close_demandes(utilisateur: Utilisateur, organisation: Organisation) -> None:
    """Answer the pending request of somebody who came in another way."""
    DemandeAdhesion.objects.filter(
        utilisateur=utilisateur, organisation=organisation, etat=EtatDemande.EN_ATTENTE
    ).update(etat=EtatDemande.ACCEPTEE, repondue_le=timezone.now())


def _check_free(utilisateur: Utilisateur, organisation: Organisation) -> None:
    sienne = organisation.appartenances.filter(utilisateur=utilisateur).first()
    if sienne is None:
        return
    if sienne.est_active:
        raise GesteRefuse("Vous êtes déjà membre de cette organisation.")
    if sienne.etat == EtatAppartenance.SUSPENDUE:
        raise GesteRefuse(
            "Votre accès à cette organisation est suspendu. "
            "Adressez-vous aux personnes qui l’administrent."
        )


def _enter(
    utilisateur: Utilisateur, organisation: Organisation, verification: Verification
) -> Appartenance:
    """Let in somebody whose belonging is proved: the first one manages, the others read."""
    premiere = not has_administration(organisation)
    role = Role.ADMINISTRATION if premiere else Role.LECTURE
    appartenance = activate(utilisateur, organisation, role, verification)
    close_demandes(utilisateur, organisation)
    if not premiere:
        courriels.tell_arrivee(appartenance)
    return appartenance


def _ask(
    utilisateur: Utilisateur, organisation: Organisation, role: Role, message: str
) -> DemandeAdhesion:
    en_attente = organisation.demandes.filter(
        utilisateur=utilisateur, etat=EtatDemande.EN_ATTENTE
    ).first()
    if en_attente:  # the form was sent twice
        return en_attente
    demande = DemandeAdhesion.objects.create(
        utilisateur=utilisateur,
        organisation=organisation,
        role_souhaite=role.value,
        message=message,
        destinataire=(
            Destinataire.PROGRAMME if is_orpheline(organisation) else Destinataire.ADMINISTRATION
        ),
    )
    _record_demande("demande.envoi", demande, utilisateur)
    courriels.tell_demande(demande)
    return demande


def _answer(demande: DemandeAdhesion, etat: EtatDemande, auteur: Utilisateur) -> None:
    lock(demande.organisation)
    demande.refresh_from_db(fields=["etat"])
    if not demande.est_en_attente:
        raise GesteRefuse("Cette demande a déjà reçu une réponse.")
    demande.etat = etat
    demande.repondue_le = timezone.now()
    demande.repondue_par = auteur
    demande.save(update_fields=["etat", "repondue_le", "repondue_par", "motif"])
    _record_demande(f"demande.{etat.value}", demande, auteur)


def _check_proposition(appartenance: Appartenance) -> None:
    lock(appartenance.organisation)
    appartenance.refresh_from_db()
    if appartenance.etat != EtatAppartenance.PROPOSEE:
        raise GesteRefuse("Cette proposition a déjà reçu une réponse.")


def _record_demande(geste: str, objet: DemandeAdhesion | Appartenance, auteur: Utilisateur) -> None:
    record(
        geste,
        auteur=auteur,
        objet=objet,
        organisation_siren=objet.organisation.siren,
        details={"utilisateur": objet.utilisateur_id},
    )
