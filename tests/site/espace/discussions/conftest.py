"""What the tests of teams share."""

from dataclasses import dataclass

import pytest
from django.test import Client

from spaser.site.organisations.models import Organisation
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@dataclass
class Membre:
    """Somebody of the organisation, and her browser."""

    personne: object
    client: Client

    @property
    def nom(self):
        return self.personne.nom_complet


@dataclass
class Equipe:
    """An organisation with a person for each role."""

    organisation: Organisation
    membres: dict[str, Membre]

    def __getattr__(self, role):
        return self.membres[role]

    @property
    def espace(self):
        return self.organisation.espace


@pytest.fixture
def equipe(db):
    organisation = make_organisation()
    roles = ("administration", "redaction", "contribution", "lecture")
    membres = {}
    for role in roles:
        personne = make_membre(organisation, role).utilisateur
        membres[role] = Membre(personne, sign_in(personne))
    return Equipe(organisation, membres)
