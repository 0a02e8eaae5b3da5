"""Addresses that are followed, and those that are refused."""

import httpx
import pytest

from spaser.moteur.reseau.telechargement import ErreurTelechargement, check_url
from tests.moteur.reseau.telechargement.commun import CONTENU, download, sha256
from tests.outils.serveur_data_gouv import Reponse


def test_a_permalink_is_followed(serveur, fichier, cible):
    resultat = download(f"{serveur.base}/api/1/datasets/r/{fichier.id}", cible)
    assert resultat.sommes["sha256"] == sha256(CONTENU)


@pytest.mark.parametrize(
    "suite", ["http://exemple.invalid/x.json", "ftp://127.0.0.1/x", "file:///etc"]
)
def test_a_redirection_in_clear_is_refused(serveur, cible, temps, suite):
    serveur.prepare("/renvoi", Reponse(302, entetes={"Location": suite}))
    with pytest.raises(ErreurTelechargement, match="renvoi depuis"):
        download(f"{serveur.base}/renvoi", cible)
    assert temps.pauses == []


def test_a_resource_that_redirects_to_itself_ends(serveur, cible):
    renvoi = Reponse(302, entetes={"Location": "/boucle"})
    serveur.prepare("/boucle", *[renvoi] * 10)
    with pytest.raises(ErreurTelechargement, match="trop de redirections"):
        download(f"{serveur.base}/boucle", cible)
    assert len(serveur.demandes("/boucle")) == 6


@pytest.mark.parametrize(
    ("url", "depuis"),
    [
        ("http://www.data.gouv.fr/x", None),
        ("ftp://www.data.gouv.fr/x", None),
        ("decp-2024.json", None),
        ("https:///x", None),
        ("https://www.data.gouv.fr:65536/x", None),
        ("https://moi:secret@www.data.gouv.fr/x", None),
        ("http://localhost/x", "https://www.data.gouv.fr/x"),
        ("https://127.0.0.1/x", "https://www.data.gouv.fr/x"),
    ],
)
def test_addresses_that_are_refused(url, depuis):
    with pytest.raises(ErreurTelechargement) as erreur:
        check_url(httpx.URL(url), httpx.URL(depuis) if depuis else None)
    assert "secret" not in erreur.value.message


@pytest.mark.parametrize(
    ("url", "depuis"),
    [
        ("https://www.data.gouv.fr/x", None),
        ("https://static.data.gouv.fr/x", "https://www.data.gouv.fr/x"),
        ("http://127.0.0.1:8000/x", None),
        ("http://[::1]/x", "http://localhost/x"),
    ],
)
def test_addresses_that_are_followed(url, depuis):
    check_url(httpx.URL(url), httpx.URL(depuis) if depuis else None)


@pytest.mark.parametrize("url", ["https://exemple.invalid:port/x", "https://[::1"])
def test_an_address_that_no_client_can_read_is_told(cible, url):
    with pytest.raises(ErreurTelechargement, match="illisible"):
        download(url, cible)
    assert list(cible.parent.iterdir()) == []
