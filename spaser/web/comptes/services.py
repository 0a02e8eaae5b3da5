"""What changes an account; each gesture tells its owner by mail."""

from __future__ import annotations

import json
from typing import Any, Final

from axes.utils import reset as reset_verrou
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from spaser.web.comptes import courriels
from spaser.web.comptes.courriels import (
    ADRESSE,
    ANCIENNE,
    DEJA_INSCRIT,
    INSCRIPTION,
    LIEN,
    MOT_DE_PASSE,
    NOUVELLE,
    print_mot_de_passe,
)
from spaser.web.comptes.models import ChangementAdresse, SessionOuverte, Utilisateur
from spaser.web.socle.jetons import JetonRefuse, read_jeton, use_jeton
from spaser.web.socle.journal import record

PERIME: Final = "Ce lien ne vaut plus : le mot de passe a changé depuis. Demandez-en un nouveau."


def request_inscription(adresse: str, suivant: str) -> None:
    """Write to an address; what is written depends on whether it has an account, nothing else.

    Both ways write one mail, so that the time taken says nothing either.
    """
    existant = Utilisateur.objects.filter(courriel=adresse, is_active=True).first()
    if existant:
        courriels.tell_compte_existant(existant)
    else:
        courriels.tell_inscription(adresse, adresse, suivant)


def read_inscription(jeton: str) -> dict[str, str]:
    """Return the address and the next page of a sign-up link; JetonRefuse if it opens nothing."""
    demande: dict[str, str] = json.loads(read_jeton(INSCRIPTION, jeton))
    if Utilisateur.objects.filter(courriel=demande["courriel"]).exists():
        raise JetonRefuse(DEJA_INSCRIT)
    return demande


@transaction.atomic
def create_compte(jeton: str, prenom: str, nom: str, mot_de_passe: str) -> Utilisateur:
    """Use a sign-up link: the account is born with a proved address."""
    demande = read_inscription(jeton)
    use_jeton(INSCRIPTION, jeton)
    utilisateur = Utilisateur.objects.create_user(demande["courriel"], mot_de_passe)
    utilisateur.prenom, utilisateur.nom = prenom, nom
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    record("compte.inscription", auteur=utilisateur, objet=utilisateur)
    return utilisateur


def request_mot_de_passe(adresse: str) -> None:
    """Write to the owner of an address; say and do the same, as far as one sees, without one."""
    utilisateur = Utilisateur.objects.filter(courriel=adresse, is_active=True).first()
    if utilisateur is None:
        courriels.tell_sans_compte(adresse)
    elif utilisateur.has_usable_password():
        courriels.tell_mot_de_passe(utilisateur, utilisateur, print_mot_de_passe(utilisateur))
    else:
        courriels.tell_proconnect(utilisateur)


def request_lien(adresse: str, suivant: str) -> None:
    """Write a link that opens a session; say and do the same, as far as one sees, without one."""
    utilisateur = Utilisateur.objects.filter(courriel=adresse, is_active=True).first()
    if utilisateur is None:
        courriels.tell_sans_compte(adresse)
    else:
        empreinte = print_mot_de_passe(utilisateur)
        courriels.tell_lien(utilisateur, utilisateur, empreinte, suivant)


def read_lien(jeton: str) -> tuple[Utilisateur, str]:
    """Return whom a link signs in, and where she goes on; JetonRefuse if it opens nothing."""
    demande = json.loads(read_jeton(LIEN, jeton))
    utilisateur = Utilisateur.objects.filter(pk=demande["personne"], is_active=True).first()
    if utilisateur is None or not constant_time_compare(
        demande["empreinte"], print_mot_de_passe(utilisateur)
    ):
        raise JetonRefuse(PERIME)
    return utilisateur, demande["suivant"]


@transaction.atomic
def use_lien_connexion(jeton: str) -> tuple[Utilisateur, str]:
    """Use a link: wrong passwords typed meanwhile stop nothing any more."""
    utilisateur, suivant = read_lien(jeton)
    use_jeton(LIEN, jeton)
    reset_verrou(username=utilisateur.courriel)
    return utilisateur, suivant


def read_mot_de_passe(jeton: str) -> Utilisateur:
    """Return whose password a link lets change; JetonRefuse if it opens nothing."""
    numero, _, empreinte = read_jeton(MOT_DE_PASSE, jeton).partition(":")
    utilisateur = Utilisateur.objects.filter(pk=numero, is_active=True).first()
    if utilisateur is None or not constant_time_compare(empreinte, print_mot_de_passe(utilisateur)):
        raise JetonRefuse(PERIME)
    return utilisateur


@transaction.atomic
def reset_mot_de_passe(jeton: str, mot_de_passe: str) -> Utilisateur:
    """Use a link: the new password ends every session and lifts the lock-out."""
    utilisateur = read_mot_de_passe(jeton)
    use_jeton(MOT_DE_PASSE, jeton)
    change_mot_de_passe(utilisateur, mot_de_passe)
    end_sessions(utilisateur)
    reset_verrou(username=utilisateur.courriel)
    return utilisateur


@transaction.atomic
def change_mot_de_passe(utilisateur: Utilisateur, mot_de_passe: str) -> None:
    """Put a new password in place; the other sessions no longer match it."""
    utilisateur.set_password(mot_de_passe)
    utilisateur.save(update_fields=["password"])
    record("compte.mot_de_passe", auteur=utilisateur, objet=utilisateur)
    courriels.tell_mot_de_passe_change(utilisateur)


def end_sessions(utilisateur: Utilisateur, sauf: str | None = None) -> int:
    """End every session of this person but one; return how many were ended."""
    return SessionOuverte.objects.filter(utilisateur=utilisateur).exclude(pk=sauf).delete()[0]


# Changing one's address: both mailboxes must agree.

ABANDONNE: Final = "Ce changement d’adresse n’est plus en cours. Recommencez depuis votre compte."


@transaction.atomic
def request_changement(utilisateur: Utilisateur, nouvelle: str) -> ChangementAdresse:
    """Write to both mailboxes; an address already used is told so, in its own mailbox only."""
    changement, _ = ChangementAdresse.objects.update_or_create(
        utilisateur=utilisateur,
        defaults={
            "nouvelle": nouvelle,
            "demande_le": timezone.now(),
            "accord_ancienne_le": None,
            "accord_nouvelle_le": None,
        },
    )
    demande = changement.demande_le.isoformat()
    courriels.ask_ancienne(utilisateur, changement, demande, ANCIENNE)
    if Utilisateur.objects.filter(courriel=nouvelle).exists():
        courriels.tell_adresse_prise(nouvelle)
    else:
        courriels.ask_nouvelle(nouvelle, changement, demande, NOUVELLE)
    return changement


def read_accord(jeton: str) -> tuple[ChangementAdresse, str]:
    """Return the change a link agrees to, and for which side; JetonRefuse if it opens nothing."""
    return _find(json.loads(read_jeton(ADRESSE, jeton)))


@transaction.atomic
def give_accord(jeton: str) -> ChangementAdresse:
    """Use a link; once both sides have agreed, the address changes."""
    changement, cote = _find(json.loads(use_jeton(ADRESSE, jeton)))
    setattr(changement, f"accord_{cote}_le", timezone.now())
    changement.save()
    if changement.est_accorde:
        _apply(changement)
    return changement


def cancel_changement(utilisateur: Utilisateur) -> None:
    """Give up the change under way; its links open nothing any more."""
    ChangementAdresse.objects.filter(utilisateur=utilisateur).delete()


def _apply(changement: ChangementAdresse) -> None:
    utilisateur, ancienne = changement.utilisateur, changement.utilisateur.courriel
    if Utilisateur.objects.filter(courriel=changement.nouvelle).exists():
        raise JetonRefuse(ABANDONNE)
    utilisateur.courriel = changement.nouvelle
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save(update_fields=["courriel", "courriel_verifie_le"])
    changement.delete()
    reset_verrou(username=ancienne)
    record("compte.adresse", auteur=utilisateur, objet=utilisateur)
    courriels.tell_adresse_changee(ancienne, utilisateur)
    courriels.tell_adresse_changee(utilisateur, utilisateur)


def _find(valeur: dict[str, Any]) -> tuple[ChangementAdresse, str]:
    """Return the change, unless another was asked for since the link was made."""
    changement = (
        ChangementAdresse.objects.select_related("utilisateur")
        .filter(utilisateur=valeur["personne"])
        .first()
    )
    if changement is None or changement.demande_le.isoformat() != valeur["demande"]:
        raise JetonRefuse(ABANDONNE)
    return changement, valeur["cote"]
