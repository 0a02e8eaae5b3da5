"""The demonstration's buyers and people, all of them plainly fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from spaser.demonstration.territoire import ACHETEURS
from spaser.metier.droits import Role
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import (
    Appartenance,
    DemandeAdhesion,
    Destinataire,
    Espace,
    IdentiteOrganisation,
    Organisation,
    RoleProgramme,
    Verification,
)
from spaser.web.organisations.services.espaces import make_espace

DOMAINE: Final = "demo.exemple"
AILLEURS: Final = "exemple.fr"
METROPOLE, DEPARTEMENT, REGION = (acheteur.siren for acheteur in ACHETEURS[:3])
_TYPES: Final = {
    METROPOLE: TypeStructure.METROPOLE,
    DEPARTEMENT: TypeStructure.DEPARTEMENT,
    REGION: TypeStructure.REGION,
}


@dataclass(frozen=True)
class Figurant:
    """Somebody of the demonstration; without SIREN, of the programme's team or of nowhere."""

    compte: str
    prenom: str
    role: Role | None
    siren: str = ""

    @property
    def courriel(self) -> str:
        return f"{self.compte}@{DOMAINE if self.role else AILLEURS}"


FIGURANTS: Final = (
    Figurant("moderation", "Maud", Role.MODERATION),
    Figurant("moderation-2", "Mael", Role.MODERATION),
    Figurant("animation", "Anouk", Role.ANIMATION),
    Figurant("administration", "Adama", Role.ADMINISTRATION, METROPOLE),
    Figurant("redaction", "Robin", Role.REDACTION, METROPOLE),
    Figurant("contribution", "Camille", Role.CONTRIBUTION, METROPOLE),
    Figurant("lecture", "Lou", Role.LECTURE, METROPOLE),
    Figurant("departement", "Dominique", Role.ADMINISTRATION, DEPARTEMENT),
    Figurant("sans-organisation", "Sacha", None),
)


def load_demonstration() -> None:
    """Record three buyers, a person for each role, the team, and a request that waits."""
    organisations = {siren: _load_organisation(siren) for siren in _TYPES}
    for organisation in organisations.values():
        make_espace(organisation)
    personnes = {figurant.compte: _load_personne(figurant) for figurant in FIGURANTS}
    for figurant in FIGURANTS:
        _load_role(figurant, personnes[figurant.compte], organisations.get(figurant.siren))
    # The region has nobody to answer: the programme does.
    DemandeAdhesion.objects.get_or_create(
        utilisateur=personnes["sans-organisation"],
        organisation=organisations[REGION],
        defaults={
            "role_souhaite": Role.REDACTION.value,
            "message": "Je prépare le schéma de la région (démonstration).",
            "destinataire": Destinataire.PROGRAMME,
        },
    )


def find_metropole() -> Espace | None:
    """Return the space that the demonstration fills."""
    return _find_espace(METROPOLE)


def find_departement() -> Espace | None:
    """Return the space of the demonstration whose scheme is adopted."""
    return _find_espace(DEPARTEMENT)


def find_figurant(compte: str) -> Utilisateur:
    courriel = next(figurant.courriel for figurant in FIGURANTS if figurant.compte == compte)
    return Utilisateur.objects.get(courriel=courriel)


def _find_espace(siren: str) -> Espace | None:
    return Espace.objects.filter(organisation__siren=siren).first()


def _load_organisation(siren: str) -> Organisation:
    nom = next(acheteur.nom for acheteur in ACHETEURS if acheteur.siren == siren)
    return Organisation.objects.get_or_create(
        siren=siren,
        defaults={
            "nom": nom,
            "type": _TYPES[siren].value,
            "identite": IdentiteOrganisation.VERIFIEE,
        },
    )[0]


def _load_personne(figurant: Figurant) -> Utilisateur:
    """Return an account without password: only the demonstration's links open it."""
    existante = Utilisateur.objects.filter(courriel=figurant.courriel).first()
    if existante:
        return existante
    utilisateur = Utilisateur.objects.create_user(figurant.courriel)
    utilisateur.prenom, utilisateur.nom = figurant.prenom, "Fictif"
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    return utilisateur


def _load_role(
    figurant: Figurant, utilisateur: Utilisateur, organisation: Organisation | None
) -> None:
    if figurant.role is None:
        return
    if organisation is None:
        RoleProgramme.objects.get_or_create(utilisateur=utilisateur, role=figurant.role.value)
        return
    Appartenance.objects.get_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={"role": figurant.role.value, "verification": Verification.ADMINISTRATEUR},
    )
