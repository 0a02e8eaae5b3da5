"""What comes is not what is expected."""

import pytest

from spaser.moteur.reseau import telechargement
from spaser.moteur.reseau.telechargement import ErreurContenu, SommeControle
from tests.moteur.reseau.telechargement.commun import (
    CONTENU,
    COUPE,
    JEU,
    PAGE,
    download,
    leave_a_part,
    names_in,
    part_of,
    sha256,
)
from tests.outils.serveur_data_gouv import Reponse, SansLongueur


def test_a_wrong_checksum_is_refused_and_the_old_file_stays(fichier, cible, temps):
    cible.parent.mkdir()
    cible.write_bytes(b"ancien")
    with pytest.raises(ErreurContenu, match="somme de contrôle sha1"):
        download(fichier.url, cible, somme=SommeControle("sha1", "0" * 40))
    assert cible.read_bytes() == b"ancien"
    assert names_in(cible) == ["decp-2024.json"]
    assert temps.pauses == []


def test_a_checksum_that_proves_nothing_is_a_warning(fichier, cible):
    somme = SommeControle("sha1", "0" * 40, indicative=True)
    assert "sha1" in download(fichier.url, cible, somme=somme).avertissement
    assert cible.read_bytes() == CONTENU


def test_a_right_checksum_is_kept_in_the_result(fichier, cible):
    somme = SommeControle("sha1", fichier.checksum["value"])
    resultat = download(fichier.url, cible, somme=somme)
    assert resultat.sommes == {"sha256": sha256(CONTENU), "sha1": somme.valeur}
    assert resultat.avertissement == ""


@pytest.mark.parametrize(
    "reponse",
    [
        Reponse(200, PAGE),
        Reponse(200, PAGE, {"Content-Type": "text/html; charset=utf-8"}),
        Reponse(200, b"{}", {"Content-Type": "text/html"}),
        Reponse(200, b"\xef\xbb\xbf <HTML>"),
        Reponse(200, b"Acces interdit"),
        Reponse(200, b"  \n "),
        Reponse(204),
    ],
)
def test_a_page_in_place_of_a_file_is_refused(serveur, fichier, cible, reponse):
    leave_a_part(serveur, fichier, cible)
    serveur.prepare(fichier, reponse)
    with pytest.raises(ErreurContenu) as erreur:
        download(fichier.url, cible)
    assert erreur.value.conseil
    assert part_of(cible).stat().st_size == COUPE  # what was received before is not lost
    download(fichier.url, cible)
    assert serveur.demandes(fichier)[-1].entetes["range"] == f"bytes={COUPE}-"


def test_recoded_bytes_are_refused(serveur, fichier, cible):
    serveur.prepare(fichier, Reponse(200, b"\x1f\x8b", {"Content-Encoding": "gzip"}))
    with pytest.raises(ErreurContenu, match="recodé"):
        download(fichier.url, cible)


@pytest.mark.parametrize(
    ("contenu", "message"), [(b"PAR1" + b"x" * 99, "tronqué"), (b"{}", "Parquet")]
)
def test_a_parquet_file_has_its_two_ends(serveur, tmp_path, contenu, message):
    fichier = serveur.publish(JEU, "decp.parquet", contenu)
    with pytest.raises(ErreurContenu, match=message):
        download(fichier.url, tmp_path / "decp.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_file_announced_over_the_limit_is_not_fetched(fichier, cible, monkeypatch):
    monkeypatch.setattr(telechargement, "TAILLE_MAX", 1000)
    with pytest.raises(ErreurContenu, match="taille permise"):
        download(fichier.url, cible)
    assert names_in(cible) == []


def test_a_file_that_passes_the_limit_without_telling_is_stopped(
    serveur, fichier, cible, monkeypatch
):
    monkeypatch.setattr(telechargement, "TAILLE_MAX", 200_000)
    serveur.prepare(fichier, SansLongueur())
    with pytest.raises(ErreurContenu, match="taille permise"):
        download(fichier.url, cible)
    assert names_in(cible) == []


def test_a_file_of_unknown_length_is_fetched(serveur, fichier, cible):
    vus = []
    serveur.prepare(fichier, SansLongueur())
    download(fichier.url, cible, suivi=lambda *etape: vus.append(etape))
    assert cible.read_bytes() == CONTENU
    assert vus[-1] == (len(CONTENU), None)
