"""Each page of the guide is reached from the screens that it explains."""

import pytest

from spaser.site.portail.aide import ECRANS, find_code, load_guide
from tests.transverses.site.vues import list_vues

pytestmark = pytest.mark.django_db


def _noms():
    return {vue.nom for vue in list_vues()}


def test_every_page_of_the_guide_is_reached_from_a_screen():
    assert set(ECRANS) == set(load_guide())
    assert {find_code(nom) for nom in _noms()} - {""} == set(load_guide())


def test_every_screen_of_the_map_exists():
    apps = {f"{nom.partition(':')[0]}:*" for nom in _noms()}

    assert {e for ecrans in ECRANS.values() for e in ecrans} - _noms() - apps == set()


def test_a_screen_has_one_page():
    nommes = [ecran for ecrans in ECRANS.values() for ecran in ecrans]

    assert sorted(nommes) == sorted(set(nommes))


@pytest.mark.longue
def test_every_app_but_the_help_has_a_page():
    apps = {nom.partition(":")[0] for nom in _noms()}

    assert {
        app for app in apps if not any(find_code(n) for n in _noms() if n.startswith(f"{app}:"))
    } == {"aide"}


@pytest.mark.parametrize(
    ("adresse", "aide"),
    [
        ("/", "premiers-pas"),
        ("/registre/", "registre"),
        ("/registre/deposer/", "deposer"),
        ("/suis-je-concerne/", "obligations"),
        ("/diagnostic/", "diagnostic"),
        ("/indicateurs/", "grille"),
        ("/compte/connexion/", "compte"),
    ],
)
def test_a_screen_leads_to_its_page(client, adresse, aide):
    page = client.get(adresse).text

    assert page.count(f'href="/aide/{aide}/"\n          >Aide sur cette page</a>') == 1


def test_an_address_that_leads_nowhere_offers_no_page(client):
    assert "Aide sur cette page" not in client.get("/nulle-part/").text
