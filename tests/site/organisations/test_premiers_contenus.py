"""The demonstration: three buyers, a person for each role."""

import pytest

from spaser.regles.droits import Role
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.identite import list_demandes_programme
from spaser.site.organisations.models import (
    Appartenance,
    DemandeAdhesion,
    Organisation,
    RoleProgramme,
)
from spaser.site.organisations.premiers_contenus import make_liens
from tests.outils.scenario import METROPOLE, play

pytestmark = pytest.mark.django_db


def _count():
    modeles = (Organisation, Utilisateur, Appartenance, RoleProgramme, DemandeAdhesion)
    return [modele.objects.count() for modele in modeles]


def test_every_role_has_somebody():
    play("Organisations")

    tenus = {*Appartenance.objects.values_list("role", flat=True)}
    tenus |= {*RoleProgramme.objects.values_list("role", flat=True)}
    assert tenus == {role.value for role in Role} - {"conseil"}  # a consent gives it, later on


def test_loaded_twice_it_is_the_same():
    play("Organisations")
    une = _count()
    play("Organisations")

    assert _count() == une == [3, 10, 5, 3, 1]


def test_everybody_is_plainly_fictitious_and_has_no_password():
    play("Organisations")

    for utilisateur in Utilisateur.objects.all():
        assert utilisateur.courriel.endswith(("@demo.exemple", "@exemple.fr"))
        assert utilisateur.nom == "Fictif"
        assert not utilisateur.has_usable_password()
    assert [o.nom for o in Organisation.objects.all() if "fictif" not in o.nom.lower()] == []


def test_a_request_waits_for_the_programme():
    play("Organisations")

    assert [d.organisation.nom for d in list_demandes_programme()] == ["Région Val-Fictif (fictif)"]


@pytest.mark.longue
def test_each_link_leads_where_its_role_has_something_to_do(client, settings):
    settings.DEMONSTRATION = True
    play("Organisations")

    pages = [client.get(lien.chemin, follow=True) for lien in make_liens()]

    assert {page.status_code for page in pages} == {200}
    arrivees = [page.request["PATH_INFO"] for page in pages]
    assert arrivees[:4] == ["/registre/moderation/"] * 2 + [
        "/organisations/programme/",
        f"/espace/{METROPOLE}/",
    ]
    assert arrivees[-1] == "/organisations/rejoindre/"


def test_each_person_has_a_sign_in_link_named_by_role():
    play("Organisations")

    libelles = [lien.libelle for lien in make_liens()]

    assert libelles[:4] == [
        "Modération du programme",
        "Modération du programme",
        "Animation du programme",
        "Administration – Métropole de Val-Fictif (fictif)",
    ]
    assert len({lien.chemin for lien in make_liens()}) == 10


def test_there_is_no_link_before_the_demonstration_is_loaded():
    assert make_liens() == []
