import re
from contextlib import closing

import pytest

from spaser.site.api.pages import describe_api

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("une_connexion")]


def statut(client, adresse):
    with closing(client.get(adresse)) as reponse:
        return reponse.status_code


def test_the_open_data_page_gives_every_export_and_format(client, registre):
    page = client.get("/donnees-ouvertes/").text

    assert "3 schémas" in page
    for adresse in ("fiches.csv", "fiches.json", "fiches.jsonl", "fiches.geojson"):
        assert f'href="/api/v1/{adresse}"' in page
    for nom in ("spaser-1.0.schema.json", "registre.tableschema.json", "JOURNAL.md"):
        assert f"/formats/{nom}" in page
    assert "Licence Ouverte 2.0" in page


def test_every_link_of_the_open_data_page_leads_somewhere(client, registre):
    page = client.get("/donnees-ouvertes/").text
    adresses = re.findall(r'href="(?:http://127\.0\.0\.1:8000)?(/(?:api|formats)[^"]*)"', page)

    assert len(adresses) >= 8
    assert {statut(client, adresse) for adresse in adresses} == {200}


def test_both_versions_of_the_format_are_shown_and_none_is_called_a_draft(client, registre):
    page = " ".join(client.get("/donnees-ouvertes/").text.split())
    formats = page.partition('id="formats"')[2].partition("</ul>")[0].split("<li>")

    for version in ("1.0", "1.1"):
        [ligne] = [ligne for ligne in formats if f"<code>spaser-{version}.schema.json" in ligne]
        assert f"Format ouvert SPASER, version {version}</a>" in ligne
    assert "ébauche" not in page
    assert "exemple-complet-1.1.json" in page


def test_the_documentation_tells_every_operation(client):
    page = client.get("/donnees-ouvertes/api/").text

    for chemin, operations in describe_api()["paths"].items():
        assert chemin in page
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page
            assert all(f"<code>{p['name']}</code>" in page for p in operation["parameters"])


def test_every_example_of_the_documentation_works(client, bretagne):
    page = client.get("/donnees-ouvertes/api/").text
    exemples = re.findall(r"curl &#x27;http://127\.0\.0\.1:8000(\S+)&#x27;", page) or re.findall(
        r"curl '?http://127\.0\.0\.1:8000([^'<]+)'", page
    )
    essais = [
        exemple.replace("&amp;", "&").replace("/1", f"/{bretagne.pk}", 1)
        if "/fiches/1" in exemple
        else exemple.replace("&amp;", "&")
        for exemple in exemples
    ]

    assert len(essais) == 13
    for essai in essais:
        assert statut(client, essai) == 200, essai


@pytest.mark.parametrize("adresse", ["/donnees-ouvertes/", "/donnees-ouvertes/api/"])
def test_the_pages_owe_what_every_page_owes(client, adresse, django_assert_max_num_queries):
    client.get(adresse)
    with django_assert_max_num_queries(4):
        page = client.get(adresse).text

    assert page.count("<h1") == 1
    assert re.search(r"<script(?![^>]*src=)", page) is None
    assert " style=" not in page
    assert " onclick" not in page
    assert client.post(adresse).status_code in {403, 405}


def test_the_menu_leads_to_the_open_data(client):
    assert 'href="/donnees-ouvertes/"' in client.get("/").text


def test_the_list_offers_the_exports_of_its_search(client, registre):
    page = client.get("/registre/?q=bretagne&region=53").text

    for adresse in ("fiches.csv", "fiches.json", "fiches.geojson"):
        assert f"/api/v1/{adresse}?q=bretagne&amp;region=53" in page
    for adresse in re.findall(r'href="(/api/v1/[^"]+)"', page):
        assert client.get(adresse.replace("&amp;", "&")).status_code == 200
