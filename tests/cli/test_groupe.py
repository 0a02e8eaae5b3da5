import errno
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from spaser.cli.application import GroupeFrancais, spaser
from spaser.elements import ErreurSpaser

ESPACES = str.maketrans("\u00a0\u202f", "  ")


@pytest.fixture
def lancer():
    return CliRunner().invoke


def errors(resultat):
    return resultat.stderr.translate(ESPACES)


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["bilann"], "La commande « bilann » n’existe pas. Vouliez-vous écrire 'bilan' ?"),
        (["bilan"], "Argument manquant 'SIREN'"),
        (["bilan", "--nope"], "L’option « --nope » n’existe pas."),
        (["bilan", "x", "--anee", "2025"], "Vouliez-vous écrire '--annee' ?"),
        (["bilan", "x", "--format", "xls"], "choisissez parmi 'texte', 'json', 'csv', 'html'"),
        (["bilan", "x", "--annee"], "L’option « --annee » demande une valeur."),
        (["bilan", "x", "--annee", "zz"], "« zz » n’est pas une année, par exemple 2025."),
        (["bilan", "12"], "un SIREN en a 9, un SIRET en a 14"),
        (["demo", "a", "b"], "Argument en trop : b"),
        (["importer"], "Donnez au moins un fichier"),
        (["importer", ".", "--annees", "2024"], "--annees et --tabulaire vont avec --national"),
        (["importer", "--national", "--tabulaire", "--annees", "2024"], "découpé par année"),
        (["importer", "/n/existe/pas"], "« /n/existe/pas » n’existe pas."),
        (["demarrer", "/n/existe", "/ni/lui"], "« /n/existe », « /ni/lui » n’existent pas."),
        (["bilan", "x", "--sortie", "/"], "est un dossier, pas un fichier"),
    ],
)
def test_a_wrong_command_is_answered_in_french_with_code_2(lancer, arguments, attendu):
    resultat = lancer(spaser, arguments)
    assert resultat.exit_code == 2
    assert resultat.stdout == ""
    assert attendu.replace("--annee ?", "").strip() in errors(resultat)
    assert "Traceback" not in errors(resultat)


COMMANDES = tuple(spaser.modules)


@pytest.mark.parametrize("commande", ["", *COMMANDES])
def test_help_is_complete_and_french(lancer, commande):
    resultat = lancer(spaser, [*commande.split(), "--help"])
    aide = resultat.stdout.translate(ESPACES)
    assert resultat.exit_code == 0
    assert aide.startswith("Utilisation : spaser")
    for mot in ("Usage", "Options:", "Commands", "Show", "default", "required", "env var"):
        assert mot not in aide
    assert "Affiche cette aide et quitte." in aide


@pytest.mark.parametrize("commande", COMMANDES)
def test_every_option_and_argument_says_what_it_does(commande):
    with click.Context(spaser) as contexte:
        parametres = spaser.get_command(contexte, commande).params
    assert all(parametre.help for parametre in parametres)


def test_the_first_page_lists_every_command_and_every_code(lancer):
    aide = lancer(spaser, ["--help"]).stdout
    assert all(f"  {commande} " in aide for commande in COMMANDES)
    assert "Codes de sortie" in aide
    assert "..." not in aide  # no summary is cut


def test_the_version_is_told(lancer):
    assert lancer(spaser, ["--version"]).stdout.startswith("spaser, version ")


def make_groupe(erreur):
    @click.command()
    def casse():
        raise erreur

    class Groupe(GroupeFrancais):
        def get_command(self, _contexte, _nom):
            return casse

    return Groupe("essai", modules={"casse": "sans.module"})


@pytest.mark.parametrize(
    ("erreur", "code", "attendu"),
    [
        (ErreurSpaser("Fichier vide.", "Prenez-en un autre."), 1, "Fichier vide.\nPrenez-en"),
        (ErreurSpaser("Rien."), 1, "Erreur : Rien.\n"),
        (OSError(errno.ENOSPC, "No space", "/d/x"), 1, "/d/x : il n’y a plus de place"),
        (PermissionError(errno.EACCES, "Permission denied"), 1, "Accès refusé."),
        (ValueError("boum"), 1, "Une erreur inattendue s’est produite (ValueError : boum)."),
        (KeyboardInterrupt(), 130, "Interrompu."),
        (click.Abort(), 130, "Interrompu."),
    ],
)  # fmt: skip
def test_every_mishap_has_its_code_and_no_traceback(lancer, erreur, code, attendu):
    resultat = lancer(make_groupe(erreur), ["casse"])
    assert resultat.exit_code == code
    assert attendu in errors(resultat)
    assert "Traceback" not in errors(resultat)


def test_a_fault_of_ours_can_be_seen_whole(lancer, monkeypatch):
    monkeypatch.setenv("SPASER_TRACE", "1")
    resultat = lancer(make_groupe(ValueError("boum")), ["casse"])
    assert isinstance(resultat.exception, ValueError)


def test_click_s_own_calling_mode_still_raises():
    with pytest.raises(ErreurSpaser):
        make_groupe(ErreurSpaser("Rien.")).main(["casse"], standalone_mode=False)


@pytest.mark.parametrize("langue", ["C", "en_US.UTF-8", "fr_FR.UTF-8"])
def test_the_language_of_the_machine_changes_nothing(langue):
    resultat = subprocess.run(
        [sys.executable, "-m", "spaser.cli", "--nope"],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env=os.environ | {"LANG": langue, "LC_ALL": langue, "LANGUAGE": "en"},
    )
    assert resultat.returncode == 2
    assert "L’option « --nope » n’existe pas." in resultat.stderr.translate(ESPACES)


def test_a_poor_terminal_gets_question_marks_not_a_crash():
    resultat = subprocess.run(
        [sys.executable, "-m", "spaser.cli", "--help"],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert resultat.returncode == 0
    assert b"Utilisation" in resultat.stdout


def test_help_loads_no_engine():
    code = (
        "import sys\n"
        "from spaser.cli.application import spaser\n"
        "try: spaser(['bilan', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'duckdb', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    sortie = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout
    assert sortie.splitlines()[-1] == "[]"
