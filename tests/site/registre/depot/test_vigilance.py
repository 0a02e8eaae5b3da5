"""What is to be looked at twice: told to the guest who sends, and to the team that reads."""

import pytest

from spaser.regles.fiche import Contact, DocumentPublic
from spaser.regles.nomenclatures import Statut
from spaser.site.organisations.models import Organisation
from spaser.site.registre.depot.services import list_vigilances
from spaser.site.registre.models import Depot
from tests.site.registre.depot.conftest import open_draft, texte
from tests.site.registre.fabrique import MAINTENANT, make_spaser

pytestmark = pytest.mark.django_db

DOCUMENT = DocumentPublic(titre="Schéma", url="https://www.ville.exemple/spaser.pdf")


@pytest.fixture
def depot():
    return Depot.objects.create(cree_le=MAINTENANT, modifie_le=MAINTENANT)


def _vigilances(depot, courriel="camille@ville.exemple", **champs):
    return " ".join(list_vigilances(depot, make_spaser(**champs), courriel))


def test_an_adoption_that_nothing_shows_is_doubtful(depot):
    assert "rien ne le montre" in _vigilances(depot, statut=Statut.ADOPTE)
    assert "rien ne le montre" not in _vigilances(
        depot, statut=Statut.ADOPTE, documents=(DOCUMENT,)
    )
    assert "rien ne le montre" not in _vigilances(depot, statut=Statut.EN_REFLEXION)


@pytest.mark.parametrize(
    ("courriel", "dit"),
    [
        ("camille@ville.exemple", ""),
        ("camille@achats.ville.exemple", ""),
        ("camille@conseil.exemple", "L’expéditeur écrit depuis conseil.exemple"),
        ("camille@autre-ville.exemple", "L’expéditeur écrit depuis autre-ville.exemple"),
        ("camille@gmail.com", "messagerie grand public"),
        ("", "messagerie grand public"),
    ],
)
def test_where_the_sender_writes_from_is_compared_with_the_sheet(depot, courriel, dit):
    trouvees = _vigilances(depot, courriel, documents=(DOCUMENT,))

    assert dit in trouvees
    assert bool(dit) == bool(trouvees)


def test_the_address_of_the_service_counts_too(depot):
    spaser = make_spaser()
    spaser = type(spaser)(
        structure=spaser.structure,
        contact=Contact(service="Achats", courriel="achats@ville.exemple"),
    )

    assert list_vigilances(depot, spaser, "camille@ville.exemple") == []


def test_a_sheet_without_an_address_ties_nobody_to_its_body(depot):
    assert "Rien dans la fiche ne rattache ville.exemple" in _vigilances(depot)


def test_a_member_who_publishes_for_her_organisation_is_not_doubted(depot):
    depot.organisation = Organisation(pk=1, siren="999999998", nom="Ville")

    assert _vigilances(depot, "camille@gmail.com", statut=Statut.ADOPTE) == ""


def test_the_guest_is_warned_before_sending(invite):
    adresse = open_draft(invite)

    assert "À vérifier" in texte(invite.get(f"{adresse}verification/"))
