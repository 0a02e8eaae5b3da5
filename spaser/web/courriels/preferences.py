"""What each reader wants of the outbox: by account and subject, or by the hash of an address."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from spaser.web.courriels.models import Preference, Refus
from spaser.web.courriels.sujets import Cadence, Sujet

type Destinataire = AbstractBaseUser | str  # an account, or an address that has none

REFUSE: Final = "Son destinataire ne veut pas de ces messages."


def print_adresse(adresse: str) -> str:
    """Return a keyed hash of an address."""
    return _print_with(settings.SECRET_KEY, adresse)


def list_refus(adresse: str) -> QuerySet[Refus]:
    """Return what an address has refused, under former keys too."""
    cles = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return Refus.objects.filter(empreinte__in=[_print_with(cle, adresse) for cle in cles])


def _print_with(cle: str | bytes, adresse: str) -> str:
    plie = adresse.strip().lower()
    return salted_hmac("courriels.adresse", plie, secret=cle, algorithm="sha256").hexdigest()


def find_compte(destinataire: Destinataire) -> Destinataire:
    """Return the account that an address belongs to, whose choices hold; else the address."""
    if not isinstance(destinataire, str):
        return destinataire
    comptes = get_user_model().objects.filter(is_active=True)
    return comptes.filter(**{get_user_model().USERNAME_FIELD: destinataire}).first() or destinataire


def read_cadence(sujet: Sujet, destinataire: Destinataire) -> Cadence:
    """Return how often somebody wants a subject; what an address has refused holds for all."""
    compte = find_compte(destinataire)
    adresse = compte if isinstance(compte, str) else compte.get_username()
    if list_refus(adresse).filter(sujet=sujet).exists():
        return Cadence.JAMAIS
    if isinstance(compte, str):
        return Cadence.AUSSITOT
    choisie = Preference.objects.filter(personne_id=compte.pk, sujet=sujet).first()
    return Cadence(choisie.cadence) if choisie else Cadence.AUSSITOT


def read_cadences(personne: AbstractBaseUser) -> dict[Sujet, Cadence]:
    choisies = {
        Sujet(choix.sujet): Cadence(choix.cadence)
        for choix in Preference.objects.filter(personne_id=personne.pk)
    }
    refuses = {Sujet(refus.sujet): Cadence.JAMAIS for refus in list_refus(personne.get_username())}
    return dict.fromkeys(Sujet, Cadence.AUSSITOT) | choisies | refuses


def list_arretes(personne: AbstractBaseUser) -> set[str]:
    arretes = Preference.objects.filter(personne_id=personne.pk, cadence=Cadence.JAMAIS)
    return set(arretes.values_list("sujet", flat=True))
