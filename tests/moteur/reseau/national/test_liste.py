"""The list of files that the platform announces."""

import hashlib
import json

import pytest

from spaser.moteur.reseau.controles import SommeControle
from spaser.moteur.reseau.national import BASE_PUBLIQUE
from spaser.moteur.reseau.pannes import ErreurContenu, RessourceIntrouvable
from spaser.moteur.reseau.ressources import JEUX, Ressource, list_ressources
from tests.moteur.reseau.national.commun import API, GROS, OFFICIEL, content_of
from tests.outils.serveur_data_gouv import Reponse


def test_the_public_platform_is_the_default():
    assert BASE_PUBLIQUE == "https://www.data.gouv.fr"
    assert JEUX == {
        "officiel": "5cd57bf68b4c4179299eb0e9",
        "tabulaire": "608c055b35eb4e6ee20eb325",
    }


def test_a_resource_carries_what_the_platform_says(serveur, client):
    fichier = serveur.publish(OFFICIEL, "decp-2024.json", GROS)
    (ressource,) = list_ressources(client, OFFICIEL, f"{serveur.base}/")
    assert ressource == Ressource(
        id=fichier.id,
        nom="decp-2024.json",
        url=fichier.url,
        format="json",
        taille=len(GROS),
        somme=SommeControle("sha1", hashlib.sha1(GROS, usedforsecurity=False).hexdigest()),
        modifiee=fichier.modifie,
    )


def test_a_checksum_told_by_the_producer_is_only_indicative(serveur, client):
    serveur.publish(OFFICIEL, "decp-2024.json", GROS, filetype="remote")
    (ressource,) = list_ressources(client, OFFICIEL, serveur.base)
    assert ressource.somme.indicative


def test_a_long_list_is_read_page_by_page_at_the_address_we_know(serveur, client):
    serveur.api_paginee = True
    noms = [f"decp-2025-0{mois}.json" for mois in range(1, 6)]
    for nom in noms:
        serveur.publish(OFFICIEL, nom, content_of(nom))
    assert [r.nom for r in list_ressources(client, OFFICIEL, serveur.base)] == noms
    assert len(serveur.demandes(f"/api/2/datasets/{OFFICIEL}/resources/")) == 3


@pytest.mark.parametrize("corps", [b"[]", b'{"resources": 3}', b"{}"])
def test_a_list_of_another_shape_is_told(serveur, client, corps):
    serveur.prepare(API, Reponse(200, corps))
    with pytest.raises(ErreurContenu, match="illisible"):
        list_ressources(client, OFFICIEL, serveur.base)


def test_a_page_of_another_shape_is_told(serveur, client):
    serveur.api_paginee = True
    serveur.prepare(f"/api/2/datasets/{OFFICIEL}/resources/", Reponse(200, b"[]"))
    with pytest.raises(ErreurContenu, match="illisible"):
        list_ressources(client, OFFICIEL, serveur.base)


def test_details_that_are_missing_or_odd_lose_no_file(serveur, client):
    ressources = [
        {"id": "a", "url": "https://x.fr/decp-2024.json"},
        {"id": "b", "url": "https://x.fr/b", "title": None, "filesize": "gros", "checksum": []},
        {"id": "c", "url": "https://x.fr/c", "last_modified": "hier", "format": None},
        {"id": "d", "url": "https://x.fr/d", "last_modified": "2026-01-02T03:04:05"},
        {"id": "e", "url": None},
        "f",
    ]
    serveur.prepare(API, Reponse(200, json.dumps({"resources": ressources}).encode()))
    lues = list_ressources(client, OFFICIEL, serveur.base)
    assert [ressource.id for ressource in lues] == ["a", "b", "c", "d"]


def test_an_unknown_data_set_is_told(client, serveur):
    with pytest.raises(RessourceIntrouvable):
        list_ressources(client, "rien/", serveur.base)
