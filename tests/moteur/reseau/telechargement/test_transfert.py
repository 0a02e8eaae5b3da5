"""The plain case."""

import pytest

from spaser.moteur.reseau import telechargement
from tests.moteur.reseau.telechargement.commun import (
    CONTENU,
    download,
    leave_a_part,
    names_in,
    sha256,
)
from tests.outils.serveur_data_gouv import Reponse


def test_a_file_is_fetched_whole_and_alone(fichier, cible, temps):
    vus = []
    resultat = download(fichier.url, cible, suivi=lambda *etape: vus.append(etape))
    assert cible.read_bytes() == CONTENU
    assert names_in(cible) == ["decp-2024.json"]
    assert resultat.sommes == {"sha256": sha256(CONTENU)}
    assert resultat.taille == len(CONTENU)
    assert (resultat.etag, resultat.last_modified) == (fichier.etag, fichier.last_modified)
    assert vus[0] == (0, len(CONTENU))
    assert vus[-1] == (len(CONTENU), len(CONTENU))
    assert vus == sorted(vus)
    assert temps.pauses == []


def test_the_program_gives_its_name_and_asks_for_the_bytes_as_they_are(serveur, fichier, cible):
    download(fichier.url, cible)
    entetes = serveur.demandes(fichier)[0].entetes
    assert entetes["user-agent"] == telechargement.read_entetes()["User-Agent"]
    assert entetes["accept-encoding"] == "identity"
    assert not {"range", "if-none-match", "authorization", "cookie"} & set(entetes)


@pytest.mark.parametrize(
    ("version", "agent"), [("0.1.0", "spaser/0.1.0"), ("développement", "spaser/dev")]
)
def test_the_name_fits_in_a_header(monkeypatch, version, agent):
    monkeypatch.setattr(telechargement, "read_version", lambda: version)
    assert telechargement.read_entetes()["User-Agent"] == agent


def test_no_cookie_is_kept(serveur, fichier, cible):
    serveur.prepare(fichier, Reponse(503, entetes={"Set-Cookie": "suivi=1; Path=/"}))
    download(fichier.url, cible)
    assert [("cookie" in demande.entetes) for demande in serveur.demandes(fichier)] == [False] * 2


def test_a_proxy_has_no_say_on_the_local_machine(fichier, cible, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert download(fichier.url, cible).taille == len(CONTENU)


def test_an_old_file_is_replaced_only_at_the_end(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(b"ancien")
    leave_a_part(serveur, fichier, cible)
    assert cible.read_bytes() == b"ancien"
    download(fichier.url, cible)
    assert cible.read_bytes() == CONTENU
