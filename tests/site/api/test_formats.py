import json

import jsonschema
import pytest

pytestmark = pytest.mark.django_db


def _path(adresse):
    return adresse.removeprefix("http://127.0.0.1:8000")


def test_every_published_format_is_served_where_it_is_said(demande, client):
    formats = demande("formats").json()

    for publie in formats["formats"]:
        reponse = client.get(_path(publie["url"]))
        assert reponse.status_code == 200
        assert reponse["Content-Type"] == publie["media"]
        assert json.loads(reponse.content)["title"]
    assert "# Journal du format ouvert SPASER" in client.get(_path(formats["journal"])).text


def test_the_addresses_of_formats_do_not_change(demande):
    assert [publie["url"] for publie in demande("formats").json()["formats"]] == [
        "http://127.0.0.1:8000/formats/spaser-1.0.schema.json",
        "http://127.0.0.1:8000/formats/spaser-1.1.schema.json",
        "http://127.0.0.1:8000/formats/registre.tableschema.json",
        "http://127.0.0.1:8000/formats/publications.tableschema.json",
    ]


def test_both_versions_are_closed(demande):
    formats = demande("formats").json()["formats"]

    assert [f["version"] for f in formats][:2] == ["1.0", "1.1"]
    assert not any(f["ebauche"] for f in formats)


def test_the_example_of_version_1_1_is_served_and_follows_it(client):
    schema = client.get("/formats/spaser-1.1.schema.json").json()
    exemple = client.get("/formats/exemple-complet-1.1.json").json()

    jsonschema.validate(exemple, schema)
    assert exemple["version"] == "1.1"


@pytest.mark.longue
def test_examples_and_sheets_follow_the_published_schema(demande, client, registre):
    schemas = {
        version: client.get(f"/formats/spaser-{version}.schema.json").json()
        for version in ("1.0", "1.1")
    }
    exemples = [client.get(_path(a)).json() for a in demande("formats").json()["exemples"]]
    fiches = json.loads(demande("fiches.json").getvalue())["fiches"]

    for contenu in [*exemples, *(fiche["contenu"] for fiche in fiches)]:
        jsonschema.validate(contenu, schemas[contenu["version"]])


@pytest.mark.parametrize("nom", ["spaser-9.schema.json", "publies.py", "..", "%00"])
def test_nothing_else_of_the_folder_is_served(client, nom):
    reponse = client.get(f"/formats/{nom}")

    assert reponse.status_code == 404
    assert "Choisissez parmi" in reponse.json()["detail"]


def test_formats_are_open_to_any_site_and_not_sent_twice(client):
    premiere = client.get("/formats/spaser-1.0.schema.json")
    seconde = client.get(
        "/formats/spaser-1.0.schema.json", headers={"if-none-match": premiere["ETag"]}
    )

    assert premiere["Access-Control-Allow-Origin"] == "*"
    assert seconde.status_code == 304
