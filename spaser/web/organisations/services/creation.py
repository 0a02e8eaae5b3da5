"""Records a buyer the first time somebody needs it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.identite import Identite, describe_siren
from spaser.web.organisations.models import Espace, IdentiteOrganisation, Organisation
from spaser.web.organisations.services.espaces import make_espace
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.siren import read_siren
from spaser.web.socle.journal import record


@transaction.atomic
def open_organisation(
    siren: str, *, auteur: Utilisateur | None = None, nom: str = "", type_: str = ""
) -> Organisation:
    """Return the organisation of a SIREN, recorded from the tables or under the name given.

    SirenRefuse for a wrong number; GesteRefuse when nobody knows its name.
    """
    siren = read_siren(siren)
    existante = Organisation.objects.filter(siren=siren).first()
    if existante is not None:
        return existante
    identite = describe_siren(siren)
    connue = identite is not None
    if identite is None:
        identite = Identite(siren=siren, nom=" ".join(nom.split()), type=type_)
    if not identite.nom:
        raise GesteRefuse("Ce SIREN n’est pas dans nos tables : donnez le nom de l’organisation.")
    etat = IdentiteOrganisation.REFERENCE if connue else IdentiteOrganisation.A_VERIFIER
    organisation, nouvelle = Organisation.objects.get_or_create(
        siren=siren, defaults=_write(identite) | {"identite": etat}
    )
    if nouvelle:
        make_espace(organisation)
        record(
            "organisation.creation",
            auteur=auteur,
            objet=organisation,
            organisation_siren=siren,
            details={"identite": etat.value},
        )
    return organisation


@transaction.atomic
def save_identite(organisation: Organisation, auteur: Utilisateur) -> None:
    """Keep what somebody of the organisation typed about it; the programme checks it again."""
    if organisation.identite == IdentiteOrganisation.REFERENCE:
        raise GesteRefuse("Le nom et le territoire viennent des tables de référence.")
    organisation.identite = IdentiteOrganisation.A_VERIFIER
    _save(organisation, auteur, "organisation.modification")


@transaction.atomic
def verify_identite(organisation: Organisation, auteur: Utilisateur) -> None:
    organisation.identite = IdentiteOrganisation.VERIFIEE
    _save(organisation, auteur, "organisation.verification")


def _write(identite: Identite) -> dict[str, Any]:
    return {
        "nom": identite.nom,
        "type": identite.type,
        "code_region": identite.code_region,
        "codes_departement": list(identite.codes_departement),
        "population": identite.population,
    }


def _save(organisation: Organisation, auteur: Utilisateur, geste: str) -> None:
    organisation.save()
    Espace.objects.filter(organisation=organisation).update(nom=organisation.nom)
    record(geste, auteur=auteur, objet=organisation, organisation_siren=organisation.siren)
