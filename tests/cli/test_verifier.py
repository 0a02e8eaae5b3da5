"""`spaser verifier`: a file in the open format, read as the register reads it, drafts too."""

import json

import pytest

from spaser.contenus.lecture import EXEMPLE_1_1, read_exemple
from spaser.regles.format_spaser import TAILLE_MAXIMUM

FAUTIF = json.loads(read_exemple(EXEMPLE_1_1))
FAUTIF["schema"]["actions"][0]["code_axe"] = "A9"
FAUTIF["structure"]["nom"] = "[bold]x[/]"


@pytest.fixture
def fichier(tmp_path):
    def ecrit(contenu):
        chemin = tmp_path / "schema.spaser.json"
        octets = contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode()
        chemin.write_bytes(octets)
        return chemin

    return ecrit


@pytest.mark.parametrize("nom", ["minimal.json", "complet.json"])
def test_a_good_file_is_told_with_its_version(lancer, fichier, nom):
    resultat = lancer("verifier", fichier(read_exemple(nom)))

    assert resultat.code == 0
    assert "Ce fichier est valable : Comm" in resultat.sortie
    assert "version 1.0 du format." in " ".join(resultat.sortie.split())
    assert "ébauche" not in resultat.sortie


def test_the_last_version_is_read_too(lancer, fichier):
    resultat = lancer("verifier", fichier(read_exemple(EXEMPLE_1_1)))

    assert resultat.code == 0
    page = " ".join(resultat.sortie.split())
    assert "version 1.1 du format." in page


def test_each_fault_is_told_with_its_place_and_its_fix(lancer, fichier):
    resultat = lancer("verifier", fichier(FAUTIF))

    assert resultat.code == 1
    page = " ".join(resultat.sortie.split())
    assert page == (
        "1 faute à corriger Schéma › Actions › n° 1 › Code de l’axe "
        "/schema/actions/0/code_axe aucun axe n’a le code « A9 ». "
        "Corrigez le code, ou donnez-le à l’axe voulu."
    )


def test_a_program_reads_the_same_in_json(lancer):
    valable = lancer("verifier", "-", "--format", "json", entree=read_exemple(EXEMPLE_1_1))
    fautif = lancer("verifier", "-", "--format", "json", entree=json.dumps(FAUTIF))

    assert (valable.code, fautif.code) == (0, 1)
    assert json.loads(valable.brut) == {
        "valable": True,
        "version": "1.1",
        "fautes": [],
    }
    assert json.loads(fautif.brut)["fautes"][0]["place"] == "/schema/actions/0/code_axe"
    assert json.loads(fautif.brut)["valable"] is False


def test_a_file_too_big_is_refused_without_being_read_whole(lancer, fichier):
    resultat = lancer("verifier", fichier(b" " * (TAILLE_MAXIMUM + 100)))

    assert resultat.code == 1
    assert "le fichier est trop gros." in resultat.sortie


def test_a_file_that_is_not_there_is_told(lancer, tmp_path):
    resultat = lancer("verifier", tmp_path / "absent.json")

    assert resultat.code == 2
    assert "n’existe pas" in resultat.erreurs
