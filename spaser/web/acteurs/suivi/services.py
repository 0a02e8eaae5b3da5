"""Writes people and contacts; the journal says the gesture, never the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from spaser.web.acteurs.models import Acteur, Echange, Personne
from spaser.web.commun.versions import save_version
from spaser.web.comptes.donnees_personnelles import keep_effacement
from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.journal import record


@transaction.atomic
def create_personne(acteur: Acteur, champs: Mapping[str, Any], auteur: Utilisateur) -> Personne:
    personne = Personne.objects.create(acteur=acteur, notee_par=auteur, **champs)
    _note("personne.ajout", acteur, auteur)
    return personne


@transaction.atomic
def update_personne(personne: Personne, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    """Replace what is noted of somebody; VersionDepassee when another wrote meanwhile."""
    save_version(personne, personne.version, **champs)
    _note("personne.modification", personne.acteur, auteur)


@transaction.atomic
def erase_personne(personne: Personne, auteur: Utilisateur | None = None) -> None:
    """Erase somebody for good: contacts stay, without her."""
    acteur = personne.acteur
    keep_effacement(personne)
    personne.delete()
    _note("personne.effacement", acteur, auteur)


@transaction.atomic
def create_echange(acteur: Acteur, champs: Mapping[str, Any], auteur: Utilisateur) -> Echange:
    """Note a contact; the person met is kept from then on."""
    echange = Echange.objects.create(acteur=acteur, auteur=auteur, **champs)
    _touch(echange)
    _note("echange.ajout", acteur, auteur)
    return echange


@transaction.atomic
def update_echange(echange: Echange, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    """Correct a contact; VersionDepassee when another wrote meanwhile."""
    if champs["relance_le"] != echange.relance_le:
        champs = {**champs, "relance_faite_le": None}
    save_version(echange, echange.version, **champs)
    _touch(echange)
    _note("echange.modification", echange.acteur, auteur)


@transaction.atomic
def end_relance(echange: Echange, auteur: Utilisateur) -> None:
    echange.relance_faite_le = timezone.localdate()
    echange.save(update_fields=["relance_faite_le"])
    _note("echange.relance_faite", echange.acteur, auteur)


def _touch(echange: Echange) -> None:
    """Restart the retention of the person met, from this day."""
    if echange.personne_id:
        Personne.objects.filter(pk=echange.personne_id, dernier_contact__lt=echange.jour).update(
            dernier_contact=echange.jour, annonce_le=None
        )


def _note(geste: str, acteur: Acteur, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=acteur, espace=acteur.espace)
