"""Private trial spaces: opened by a confirmed address, taken over on joining."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.models import Appartenance, EspaceEssai, Organisation
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.signals import espace_transfere
from spaser.web.organisations.siren import read_siren
from spaser.web.socle.journal import record


@transaction.atomic
def open_espace(proprietaire: Utilisateur, siren: str, nom: str = "") -> EspaceEssai:
    """Return the person's open space for a SIREN, made if need be."""
    if not proprietaire.courriel_verifie_le:
        raise GesteRefuse("Confirmez d’abord votre adresse électronique.")
    siren = read_siren(siren)
    if _is_member(proprietaire, siren):
        raise GesteRefuse(
            "Vous êtes déjà membre de cette organisation : travaillez dans son espace."
        )
    identite = describe_siren(siren)
    nom = identite.nom if identite else " ".join(nom.split())
    if not nom:
        raise GesteRefuse("Ce SIREN n’est pas dans nos tables : donnez le nom de l’organisation.")
    espace, cree = EspaceEssai.objects.get_or_create(
        proprietaire=proprietaire, siren=siren, transfere_le=None, defaults={"nom": nom}
    )
    if cree:
        record("espace.ouverture", auteur=proprietaire, objet=espace, organisation_siren=siren)
    return espace


@transaction.atomic
def close_espace(espace: EspaceEssai) -> None:
    """Close a space: what its owner wrote stays hers and is handed over to nobody."""
    record(
        "espace.fermeture",
        auteur=espace.proprietaire,
        objet=espace,
        organisation_siren=espace.siren,
    )
    espace.delete()


def transfer_espaces(utilisateur: Utilisateur, organisation: Organisation) -> None:
    """Hand the person's open space over to the organisation she has just joined."""
    ouverts = EspaceEssai.objects.select_for_update().filter(
        proprietaire=utilisateur, siren=organisation.siren, transfere_le__isnull=True
    )
    for espace in ouverts:
        espace.transfere_le = timezone.now()
        espace.organisation = organisation
        espace.save(update_fields=["transfere_le", "organisation"])
        espace_transfere.send(sender=EspaceEssai, espace=espace, organisation=organisation)
        record(
            "espace.remise",
            auteur=utilisateur,
            objet=espace,
            organisation_siren=organisation.siren,
        )


def _is_member(utilisateur: Utilisateur, siren: str) -> bool:
    siennes = Appartenance.objects.actives().filter(utilisateur=utilisateur)
    return siennes.filter(organisation__siren=siren).exists()
