"""« Un SPASER disséqué », as anybody reads it."""

import pytest

from spaser.contenus.lecture import list_contenus
from spaser.metier.approches import load_approches
from spaser.web.registre.models import Fiche
from spaser.web.registre.premiers_contenus import load_reference

pytestmark = pytest.mark.django_db

ADRESSE = "/fiches/un-spaser-disseque/"
RUBRIQUES = [r for partie in load_approches().trame for r in partie.rubriques]


def test_each_heading_has_an_example_of_the_register_with_its_source(client):
    load_reference()

    page = client.get(ADRESSE).content.decode()

    assert page.count("fr-highlight") == len(RUBRIQUES)
    assert page.count("Source&nbsp;:") == len(RUBRIQUES)
    pays_basque = Fiche.objects.get(identifiant="pays-basque-2023")
    assert f'href="{pays_basque.get_absolute_url()}"' in page


def test_an_example_that_left_the_register_is_not_shown(client):
    load_reference()
    Fiche.objects.filter(identifiant="pays-basque-2023").update(etat="retiree")

    assert client.get(ADRESSE).content.decode().count("fr-highlight") == len(RUBRIQUES) - 1


def test_without_a_register_the_outline_is_read_all_the_same(client):
    page = client.get(ADRESSE).content.decode()

    assert [r.code for r in RUBRIQUES if f'id="{r.code}"' not in page] == []
    assert page.count("Commencer le mien") == 2


def test_each_example_names_a_sheet_that_is_delivered():
    livrees = set(list_contenus("recenses"))

    assert [r.code for r in RUBRIQUES if not r.exemple or r.exemple.fiche not in livrees] == []
