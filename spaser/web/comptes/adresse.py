"""Changing one's address: both mailboxes must agree."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from axes.utils import reset as reset_verrou
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from spaser.web.comptes.models import ChangementAdresse, Utilisateur
from spaser.web.socle.courriel import absolute_url, send_courriel
from spaser.web.socle.jetons import JetonRefuse, make_jeton, read_jeton, use_jeton
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from typing import Any

USAGE: Final = "adresse"
DUREE: Final = timedelta(hours=24)
ANCIENNE: Final = "ancienne"
NOUVELLE: Final = "nouvelle"
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
    lien = _make_lien(changement, ANCIENNE)
    contexte = {"prenom": utilisateur.prenom, "nouvelle": nouvelle}
    send_courriel(
        "comptes/courriels/adresse_ancienne", utilisateur.courriel, contexte | {"lien": lien}
    )
    if Utilisateur.objects.filter(courriel=nouvelle).exists():
        send_courriel("comptes/courriels/adresse_prise", nouvelle, {})
    else:
        lien = _make_lien(changement, NOUVELLE)
        contexte = {"prenom": utilisateur.prenom, "lien": lien}
        send_courriel("comptes/courriels/adresse_nouvelle", nouvelle, contexte)
    return changement


def read_accord(jeton: str) -> tuple[ChangementAdresse, str]:
    """Return the change a link agrees to, and for which side; JetonRefuse if it opens nothing."""
    return _find(json.loads(read_jeton(USAGE, jeton)))


@transaction.atomic
def give_accord(jeton: str) -> ChangementAdresse:
    """Use a link; once both sides have agreed, the address changes."""
    changement, cote = _find(json.loads(use_jeton(USAGE, jeton)))
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
    for destinataire in (ancienne, utilisateur.courriel):
        send_courriel(
            "comptes/courriels/adresse_changee", destinataire, {"prenom": utilisateur.prenom}
        )


def _make_lien(changement: ChangementAdresse, cote: str) -> str:
    valeur = {
        "personne": changement.utilisateur_id,
        "cote": cote,
        "demande": changement.demande_le.isoformat(),
    }
    jeton = make_jeton(USAGE, json.dumps(valeur), DUREE)
    return absolute_url(reverse("comptes:adresse_accord", args=[jeton]))


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
