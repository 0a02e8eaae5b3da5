"""Exit codes and messages when something is missing, refused or interrupted."""

import json
import os
import signal
import subprocess
import sys

import pytest

PROGRAMME = [sys.executable, "-m", "spaser.cli"]
SIREN = "001010016"
PLUS_QU_UN_TUBE = 1 << 20  # bytes: Linux keeps 65 536 of a pipe that nobody reads


def executer(*arguments, **options):
    return subprocess.run(
        [*PROGRAMME, *map(str, arguments)], capture_output=True, text=True, check=False, **options
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["bilan", "001010017"], 2, "001010017 est mal recopié : sa clé de contrôle est fausse"),
        (["bilan", "552100554"], 1, "Aucun marché de l’acheteur 552 100 554 n’a été lu."),
        (["bilan", "fictiveville"], 1, "Aucun acheteur ne s’appelle « fictiveville »."),
        (["bilan", "fictiville"], 2, "« fictiville » désigne 2 acheteurs : donnez un SIREN."),
        (["bilan", SIREN, "--annee", "2012"], 1, "Aucun marché de 2012 dans les fichiers lus"),
        (["preuve", SIREN, "SOC-99", "--annee", "2025"], 2, "« SOC-99 »"),
        (["preuve", SIREN, "SOC-17", "--annee", "2025"], 1, "SOC-17 n’a pas de chiffre"),
        (
            ["preuve", SIREN, "SOC-01", "--annee", "2025", "--expression", "montant"],
            2,
            "Son jumeau en valeur est SOC-02.",
        ),
        (
            ["preuve", SIREN, "SOC-01", "--annee", "2025", "--sortie", "preuve.txt"],
            2,
            "la preuve s’écrit en json ou en csv",
        ),
    ],
)
def test_a_refusal_says_why(depart, lancer, arguments, code, message):
    resultat = lancer(*arguments, "--entrepot", depart.entrepot)
    assert (resultat.code, resultat.sortie) == (code, "")
    assert message in resultat.erreurs


def test_a_slip_in_a_siren_is_met_with_the_buyer_meant(depart, lancer):
    resultat = lancer("bilan", "001010106", "--entrepot", depart.entrepot)
    assert "001010016  Métropole de Val-Fictif (fictif)" in resultat.erreurs


@pytest.mark.parametrize(
    "arguments", [["acheteurs"], ["bilan", SIREN], ["preuve", SIREN, "SOC-01", "--annee", "2025"]]
)
def test_without_a_store_the_way_to_make_one_is_given(lancer, tmp_path, arguments):
    resultat = lancer(*arguments, "--entrepot", tmp_path / "rien")
    assert resultat.code == 1
    assert "spaser importer FICHIER…" in resultat.erreurs
    assert not (tmp_path / "rien").exists()


def test_a_place_where_nothing_can_be_written_is_named(depart, lancer, tmp_path):
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    cible = tmp_path / "fichier" / "bilan.html"
    resultat = lancer("bilan", SIREN, "--sortie", cible, "--entrepot", depart.entrepot)
    assert resultat.code == 1
    assert f"{cible} : " in resultat.erreurs


@pytest.mark.longue
@pytest.mark.parametrize(("forme", "debut"), [("pdf", b"%PDF"), ("docx", b"PK"), ("odt", b"PK")])
def test_a_bilan_is_written_as_a_document(depart, lancer, tmp_path, forme, debut):
    cible = tmp_path / f"bilan.{forme}"
    resultat = lancer("bilan", SIREN, "--sortie", cible, "--entrepot", depart.entrepot)

    assert resultat.code == 0, resultat.erreurs
    assert cible.read_bytes().startswith(debut)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_named(depart, lancer, tmp_path):
    tmp_path.chmod(0o555)
    cible = tmp_path / "bilan.html"
    resultat = lancer("bilan", SIREN, "--sortie", cible, "--entrepot", depart.entrepot)
    assert resultat.code == 1
    assert f"{cible} : accès refusé." in resultat.erreurs


@pytest.mark.longue
def test_the_standard_output_holds_the_json_and_nothing_else(depart, tmp_path):
    fini = executer("importer", depart.fichiers, "--format", "json", "--entrepot", tmp_path / "e")
    assert fini.returncode == 0
    assert json.loads(fini.stdout)["lus"] == 3077
    assert fini.stderr.startswith("lecture…\n")


@pytest.mark.parametrize("numero", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_at_once_and_no_store(ctrl_c, tmp_path, numero):
    entrepot = tmp_path / "entrepot"
    with subprocess.Popen(
        [*PROGRAMME, "importer", "-", "--entrepot", str(entrepot)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as travail:
        assert travail.stderr.readline() == "lecture…\n"
        travail.stdin.write(" " * PLUS_QU_UN_TUBE)  # ends once some of it was read
        travail.stdin.flush()
        travail.send_signal(numero)
        reste = travail.communicate(timeout=20)[1]
    assert (travail.returncode, reste.strip()) == (130, "Interrompu.")
    assert not (entrepot / "courant").exists()
    assert not list(entrepot.glob("entrees-*"))


@pytest.mark.longue
def test_a_pipe_that_says_nothing_holds_up_no_other_import(depart, tmp_path):
    entrepot, tube = tmp_path / "entrepot", tmp_path / "tube"
    os.mkfifo(tube)
    importer = ["importer", "--entrepot", str(entrepot)]
    with (
        subprocess.Popen(
            [*PROGRAMME, *importer, str(tube)], stderr=subprocess.PIPE, text=True
        ) as travail,
        tube.open("wb"),
    ):  # opens once the command reads, and writes nothing
        assert executer(*importer, depart.fichiers).returncode == 0
        travail.terminate()
        reste = travail.communicate(timeout=20)[1]
    assert (travail.returncode, reste.split()) == (130, ["lecture…", "Interrompu."])
    assert not list(entrepot.glob("entrees-*"))
    assert executer("bilan", SIREN, "--entrepot", entrepot).returncode == 0


@pytest.mark.longue
def test_a_bilan_does_without_the_engines_that_compute(depart):
    fini = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "spaser.cli", "bilan", SIREN,
         "--entrepot", str(depart.entrepot)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    modules = {ligne.rpartition("|")[2].strip() for ligne in fini.stderr.splitlines()}
    assert "duckdb" in modules
    assert not modules & {"pandas", "pyspark"}


@pytest.mark.longue
@pytest.mark.parametrize("commande", [["bilan", SIREN], ["exporter"]])
def test_an_output_that_closes_early_is_no_fault(depart, commande):
    lecture, ecriture = os.pipe()
    with subprocess.Popen(
        [*PROGRAMME, *commande, "--entrepot", str(depart.entrepot)],
        stdout=ecriture,
        stderr=subprocess.PIPE,
        text=True,
    ) as travail:
        os.close(ecriture)
        os.close(lecture)
        erreurs = travail.communicate(timeout=20)[1]
    assert "Traceback" not in erreurs
    assert "inattendue" not in erreurs
