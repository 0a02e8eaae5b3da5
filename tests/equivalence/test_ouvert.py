from dataclasses import replace
from unittest.mock import patch

import pytest

from spaser.contenus.lecture import EXEMPLES, read_exemple
from spaser.regles.format_spaser import read_spaser
from tests.equivalence import ouvert
from tests.equivalence.ouvert import _list_adresses, describe_aller_retour, list_reprises

PETITE = read_spaser(read_exemple("minimal.json"))


@pytest.mark.parametrize("nom", EXEMPLES)
def test_a_sheet_that_comes_back_the_same_is_told_once(nom):
    genres = {x.split(" ")[0] for x in describe_aller_retour(read_spaser(read_exemple(nom)))}

    assert genres <= {"écrit", "élargi"}


def test_what_a_sheet_loses_on_the_way_is_told():
    autre = replace(PETITE, structure=replace(PETITE.structure, nom="Un autre"))
    with patch.object(ouvert, "read_spaser", lambda _octets: autre):
        lignes = describe_aller_retour(PETITE)

    assert [x for x in lignes if x.startswith("relu +")] == ['relu +    "nom": "Un autre",']


def test_what_cannot_be_read_back_is_told():
    with patch.object(ouvert, "read_spaser", lambda _octets: read_spaser(b"{}")):
        lignes = describe_aller_retour(PETITE)

    assert [x for x in lignes if x.startswith("faute ")] != []


def test_each_kind_of_table_comes_back_to_its_owner_and_to_another():
    assert len(list_reprises()) == 24
    assert ("politiques", "ods", "departement") in list_reprises()


def test_addresses_of_the_api_are_tried_bare_with_each_parameter_and_wrong():
    parametres = [{"name": "tri", "schema": {"enum": ["nom", "maj", "fin"]}}]
    chemins = {
        "/api/v1/fiches": {"get": {"parameters": parametres}},
        "/api/v1/fiches/{numero}/versions/{version}": {"get": {}},
    }

    assert list(_list_adresses(chemins, [4])) == [
        "/api/v1/fiches",
        "/api/v1/fiches?tri=nom",
        "/api/v1/fiches?tri=maj",
        "/api/v1/fiches?inconnu=1",
        "/api/v1/fiches?page=999",
        "/api/v1/fiches?type=inconnu",
        "/api/v1/fiches?par_page=0",
        "/api/v1/fiches?tri=x&region=zz",
        "/api/v1/fiches/4/versions/1",
    ]
