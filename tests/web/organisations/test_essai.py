"""Private trial spaces, and what becomes of them."""

import pytest

from spaser.metier.droits import Role
from spaser.web.organisations.models import EspaceEssai, Verification
from spaser.web.organisations.selectors import list_espaces
from spaser.web.organisations.services.essai import close_espace, open_espace
from spaser.web.organisations.services.membres import activate
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.signals import espace_transfere
from tests.web.organisations.fabrique import make_personne

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def recus():
    """Give what the floors above are told."""
    recus = []

    def receive(sender, espace, organisation, **_):
        recus.append((espace.pk, organisation.siren))

    espace_transfere.connect(receive)
    yield recus
    espace_transfere.disconnect(receive)


def test_a_confirmed_address_opens_one_space_for_a_siren():
    personne = make_personne("a@exemple.fr")

    espace = open_espace(personne, "200 023 414")

    assert (espace.siren, espace.nom) == ("200023414", "Métropole Rouen Normandie")
    assert open_espace(personne, "200023414") == espace


def test_an_address_that_is_not_confirmed_opens_none():
    with pytest.raises(GesteRefuse, match="Confirmez"):
        open_espace(make_personne("a@exemple.fr", confirmee=False), "200023414")


def test_an_unknown_siren_needs_a_name():
    personne = make_personne("a@exemple.fr")
    with pytest.raises(GesteRefuse, match="donnez le nom"):
        open_espace(personne, "001010024")

    assert open_espace(personne, "001010024", "Haut-Fictif").nom == "Haut-Fictif"


def test_a_member_works_in_the_space_of_her_organisation(administration):
    with pytest.raises(GesteRefuse, match="déjà membre"):
        open_espace(administration.utilisateur, administration.organisation.siren)


def test_joining_hands_the_work_over_to_the_organisation(organisation, recus):
    personne = make_personne("a@exemple.fr")
    espace = open_espace(personne, organisation.siren)
    autre = open_espace(personne, "200023414")

    activate(personne, organisation, Role.LECTURE, Verification.ADMINISTRATEUR)

    espace.refresh_from_db()
    assert recus == [(espace.pk, "001010016")]
    assert espace.organisation == organisation
    assert espace.transfere_le is not None
    assert list(list_espaces(personne)) == [autre]


def test_the_space_of_somebody_else_is_not_handed_over(organisation, recus):
    open_espace(make_personne("a@exemple.fr"), organisation.siren)

    activate(make_personne("b@exemple.fr"), organisation, Role.LECTURE, Verification.ADMINISTRATEUR)

    assert recus == []


def test_what_was_in_a_closed_space_is_not_handed_over(organisation, recus):
    personne = make_personne("a@exemple.fr")
    close_espace(open_espace(personne, organisation.siren))
    activate(personne, organisation, Role.LECTURE, Verification.ADMINISTRATEUR)

    assert recus == []
    assert not EspaceEssai.objects.exists()
