"""The list of files that the platform announces."""

import hashlib
import json

import pytest

from spaser.moteur.reseau.national import BASE, JEUX, Ressource, list_ressources
from spaser.moteur.reseau.telechargement import ErreurContenu, RessourceIntrouvable, SommeControle
from tests.moteur.reseau.national.commun import API, GROS, OFFICIEL, content_of
from tests.outils.serveur_data_gouv import Reponse


def test_the_public_platform_is_the_default():
    assert BASE == "https://www.data.gouv.fr"
    assert JEUX == {
        "officiel": "5cd57bf68b4c4179299eb0e9",
        "tabulaire": "608c055b35eb4e6ee20eb325",
    }


def test_a_resource_carries_what_the_platform_says(serveur, client):
    fichier = serveur.publish(OFFICIEL, "decp-2024.json", GROS)
    (ressource,) = list_ressources(client, OFFICIEL)
    assert ressource == Ressource(
        id=fichier.id,
        nom="decp-2024.json",
        url=fichier.url,
        somme=SommeControle("sha1", hashlib.sha1(GROS, usedforsecurity=False).hexdigest()),
        modifiee=fichier.modifie.isoformat(),
    )


def test_a_checksum_told_by_the_producer_is_only_indicative(serveur, client):
    serveur.publish(OFFICIEL, "decp-2024.json", GROS, filetype="remote")
    (ressource,) = list_ressources(client, OFFICIEL)
    assert ressource.somme.indicative


def test_a_long_list_is_read_page_by_page_at_the_address_we_know(serveur, client):
    noms = [f"decp-2025-0{mois}.json" for mois in range(1, 6)]
    for nom in noms:
        serveur.publish(OFFICIEL, nom, content_of(nom))
    assert [r.nom for r in list_ressources(client, OFFICIEL)] == noms
    assert len(serveur.demandes(API)) == 3


@pytest.mark.parametrize("corps", [b"[]", b'{"data": 3}', b"{}"])
def test_a_list_of_another_shape_is_told(serveur, client, corps):
    serveur.prepare(API, Reponse(200, corps))
    with pytest.raises(ErreurContenu, match="illisible"):
        list_ressources(client, OFFICIEL)


def test_a_page_of_another_shape_is_told(serveur, client):
    serveur.prepare(API, Reponse(200, b'{"data": [1], "next_page": "x"}'), Reponse(200, b"[]"))
    with pytest.raises(ErreurContenu, match="illisible"):
        list_ressources(client, OFFICIEL)


def test_details_that_are_missing_or_odd_lose_no_file(serveur, client):
    ressources = [
        {"id": "a", "url": "https://x.fr/decp-2024.json"},
        {"id": "b", "url": "https://x.fr/b", "title": None, "filesize": "gros", "checksum": []},
        {"id": "c", "url": "https://x.fr/c", "last_modified": "hier", "format": None},
        {"id": "d", "url": "https://x.fr/d", "last_modified": "2026-01-02T03:04:05"},
        {"id": "e", "url": None},
        "f",
    ]
    serveur.prepare(API, Reponse(200, json.dumps({"data": ressources}).encode()))
    lues = list_ressources(client, OFFICIEL)
    assert [ressource.id for ressource in lues] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("titre", "url", "nom"),
    [
        ("DECP-2024.json ", "https://x.fr/a", "decp-2024.json"),
        ("Marchés 2024", "https://x.fr/x/decp-2024.json?v=2", "decp-2024.json"),
        (None, "https://x.fr/decp%2D2024.json", "decp-2024.json"),
        ("decp.parquet", "https://x.fr/decp-2024.json", "decp.parquet"),
    ],
)
def test_a_file_is_known_by_its_title_or_by_its_address(serveur, client, titre, url, nom):
    brute = {"id": "a", "title": titre, "url": url}
    serveur.prepare(API, Reponse(200, json.dumps({"data": [brute]}).encode()))
    assert [ressource.nom for ressource in list_ressources(client, OFFICIEL)] == [nom]


@pytest.mark.parametrize(
    ("genre", "valeur", "lue"),
    [
        ("sha1", "A" * 40, SommeControle("sha1", "a" * 40, indicative=True)),
        ("SHA-256", "b" * 64, SommeControle("sha256", "b" * 64, indicative=True)),
        ("sha1", "b" * 64, None),
        ("crc", "12345678", None),
        (None, "x", None),
        ("md5", None, None),
    ],
)
def test_only_checksums_that_we_can_compute_are_read(serveur, client, genre, valeur, lue):
    brute = {"id": "a", "url": "https://x.fr/a", "checksum": {"type": genre, "value": valeur}}
    serveur.prepare(API, Reponse(200, json.dumps({"data": [brute]}).encode()))
    assert [ressource.somme for ressource in list_ressources(client, OFFICIEL)] == [lue]


def test_an_unknown_data_set_is_told(client, serveur):
    serveur.prepare("/api/2/datasets/rien/resources/", Reponse(404))
    with pytest.raises(RessourceIntrouvable):
        list_ressources(client, "rien")
