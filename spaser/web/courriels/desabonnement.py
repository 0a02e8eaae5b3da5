"""What the link at the foot of a mail stops, in one click and without account (RFC 8058).

Forwarded, it stops nothing for anybody else than the reader whom it names.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.signing import BadSignature
from django.db import transaction

from spaser.web.courriels.choix import choose
from spaser.web.courriels.models import Preference, Refus
from spaser.web.courriels.pied import SIGNEUR, mask
from spaser.web.courriels.preferences import read_cadences
from spaser.web.courriels.sujets import Cadence, Sujet


@dataclass(frozen=True)
class Abonnement:
    """What a link stops, and for whom: an account, or the hash of an address."""

    sujets: tuple[Sujet, ...]
    masque: str  # « l…@exemple.fr »
    personne: AbstractBaseUser | None = None
    empreinte: str = ""

    @property
    def est_arrete(self) -> bool:
        """Say whether nothing of it is sent any more."""
        if self.personne is None:
            refus = Refus.objects.filter(empreinte=self.empreinte, sujet__in=self.sujets)
            return refus.count() == len(self.sujets)
        voulues = read_cadences(self.personne)
        return all(voulues[sujet] == Cadence.JAMAIS for sujet in self.sujets)


def read(signe: str) -> Abonnement | None:
    """Return what a link stops; None when it is forged, or when the account is gone."""
    try:
        valeurs, *qui = SIGNEUR.unsign_object(signe)
        sujets = tuple(map(Sujet, valeurs))
    except (BadSignature, ValueError, TypeError):
        return None
    match qui:
        case [str(empreinte), str(masque)]:
            return Abonnement(sujets, masque, empreinte=empreinte)
        case [int(numero)]:
            personne = get_user_model().objects.filter(pk=numero, is_active=True).first()
            return Abonnement(sujets, mask(personne.get_username()), personne) if personne else None
    return None


@transaction.atomic
def stop(abonnement: Abonnement) -> None:
    """Send nothing more of it to this reader; twice is once."""
    if abonnement.personne is not None:
        choose(abonnement.personne, dict.fromkeys(abonnement.sujets, Cadence.JAMAIS))
        return
    for sujet in abonnement.sujets:
        Refus.objects.get_or_create(empreinte=abonnement.empreinte, sujet=sujet)


@transaction.atomic
def resume(abonnement: Abonnement) -> None:
    """Undo it: an account has its former rhythm back."""
    if abonnement.personne is None:
        Refus.objects.filter(empreinte=abonnement.empreinte, sujet__in=abonnement.sujets).delete()
        return
    voulues = read_cadences(abonnement.personne)
    siennes = Preference.objects.filter(personne_id=abonnement.personne.pk)
    avant = dict(siennes.values_list("sujet", "avant"))
    arretes = [sujet for sujet in abonnement.sujets if voulues[sujet] == Cadence.JAMAIS]
    choose(abonnement.personne, {s: Cadence(avant.get(s) or Cadence.AUSSITOT) for s in arretes})
