"""Addresses that are followed, and those that are refused."""

import pytest

from spaser.moteur.reseau.controles import check_adresse
from spaser.moteur.reseau.pannes import ErreurAdresse
from spaser.moteur.reseau.telechargement import download
from tests.moteur.reseau.telechargement.commun import CONTENU, sha256
from tests.outils.serveur_data_gouv import Reponse


def test_a_permalink_is_followed(serveur, fichier, cible):
    resultat = download(f"{serveur.base}/api/1/datasets/r/{fichier.id}", cible)
    assert resultat.sha256 == sha256(CONTENU)


@pytest.mark.parametrize(
    "suite", ["http://exemple.invalid/x.json", "ftp://127.0.0.1/x", "file:///etc"]
)
def test_a_redirection_in_clear_is_refused(serveur, cible, temps, suite):
    serveur.prepare("/renvoi", Reponse(302, entetes={"Location": suite}))
    with pytest.raises(ErreurAdresse, match="renvoi depuis"):
        download(f"{serveur.base}/renvoi", cible, options=temps.options())
    assert temps.pauses == []


def test_a_resource_that_redirects_to_itself_ends(serveur, cible, temps):
    renvoi = Reponse(302, entetes={"Location": "/boucle"})
    serveur.prepare("/boucle", *[renvoi] * 10)
    with pytest.raises(ErreurAdresse, match="trop de redirections"):
        download(f"{serveur.base}/boucle", cible, options=temps.options())
    assert len(serveur.demandes("/boucle")) == 6


@pytest.mark.parametrize(
    ("url", "depuis"),
    [
        ("http://www.data.gouv.fr/x", None),
        ("ftp://www.data.gouv.fr/x", None),
        ("decp-2024.json", None),
        ("https:///x", None),
        ("https://[::1", None),
        ("https://moi:secret@www.data.gouv.fr/x", None),
        ("http://localhost/x", "https://www.data.gouv.fr/x"),
        ("https://127.0.0.1/x", "https://www.data.gouv.fr/x"),
    ],
)
def test_addresses_that_are_refused(url, depuis):
    with pytest.raises(ErreurAdresse) as erreur:
        check_adresse(url, depuis)
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
    check_adresse(url, depuis)


def test_an_address_that_no_client_can_read_is_told(cible):
    with pytest.raises(ErreurAdresse, match="illisible"):
        download("https://exemple.invalid:99999/x", cible)
