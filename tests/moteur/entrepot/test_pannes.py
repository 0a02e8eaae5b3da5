"""What the machine refuses: told in French, and the former store goes on serving."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot import construction
from spaser.moteur.entrepot import dossier as dossier_entrepot
from spaser.moteur.entrepot.dossier import EntrepotOccupe, find_version
from spaser.moteur.entrepot.editions import ChoixEditions
from spaser.moteur.entrepot.pannes import (
    DisquePlein,
    DisqueRefuse,
    MemoireEpuisee,
    MoteurEnPanne,
    explain_pannes,
)
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import ask_one, marche, sorts, write_v1, write_v2

RACINE = Path(__file__).parents[3]
GROS = 1500  # contracts of the file that does not fit
MARGE_DISQUE = 40  # kB: what a file of one contract adds, and no more
PLEIN, REFUS = os.strerror(errno.ENOSPC), os.strerror(errno.EACCES)


@pytest.mark.parametrize(
    ("panne", "attendue"),
    [
        (OSError(errno.ENOSPC, PLEIN), DisquePlein),
        (OSError(errno.EDQUOT, "quota"), DisquePlein),
        (OSError(errno.EFBIG, "trop"), DisquePlein),
        (PermissionError(errno.EACCES, REFUS, "x.json"), DisqueRefuse),
        (OSError(errno.EROFS, "lecture seule"), DisqueRefuse),
        (FileNotFoundError(errno.ENOENT, "absent", "x.json"), DisqueRefuse),
        (OSError(errno.EIO, "usé"), DisqueRefuse),
        (MemoryError(), MemoireEpuisee),
        (duckdb.OutOfMemoryException("could not allocate block"), MemoireEpuisee),
        (duckdb.OutOfMemoryException("… 'max_temp_directory_size' was reached"), DisquePlein),
        (duckdb.IOException(f"Could not write file: {PLEIN}"), DisquePlein),
        (duckdb.IOException(f"Cannot open file: {REFUS}"), DisqueRefuse),
        (duckdb.InternalException("surprise"), MoteurEnPanne),
    ],
)
def test_a_failure_is_told_in_french_with_what_to_do(panne, attendue):
    with pytest.raises(attendue) as erreur, explain_pannes(Path("entrepot")):
        raise panne

    assert "précédent reste en service" in erreur.value.conseil
    assert erreur.value.__cause__ is panne


def test_our_own_bound_is_not_told_as_the_machine_s():
    borne = "failed to allocate data of size 256.0 MiB (768.5 MiB/900.0 MiB used)"
    with pytest.raises(MemoireEpuisee) as erreur, explain_pannes(Path("entrepot")):
        raise duckdb.OutOfMemoryException(borne)

    assert erreur.value.message == "Ce travail a pris toute la mémoire qu’il se permet (900.0 MiB)."
    assert "machine" not in erreur.value.conseil


@pytest.mark.parametrize(
    "panne", [RuntimeError("Query interrupted"), duckdb.InterruptException("Interrupted!")]
)
def test_a_query_that_the_user_stopped_is_an_interruption(panne):
    with pytest.raises(KeyboardInterrupt), explain_pannes(Path("entrepot")):
        raise panne


@pytest.mark.parametrize(
    "panne", [EntrepotOccupe("occupé"), RuntimeError("autre"), KeyboardInterrupt(), KeyError("x")]
)
def test_other_errors_pass_as_they_are(panne):
    with pytest.raises(type(panne)) as erreur, explain_pannes(Path("entrepot")):
        raise panne

    assert erreur.value is panne


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("pannes")
    import_fichiers([write_v2(dossier / "1.json", [marche(id="a")])], dossier / "e")
    gros = [marche(id=str(i), objet=f"Objet {i} {i**7}") for i in range(GROS)]
    write_v1(dossier / "gros.json", gros)
    return dossier


@pytest.fixture
def dossier(modele, tmp_path):
    shutil.copytree(modele, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path


def serves(dossier, contrats=1):
    """Check that the store serves, and that the next import works and tidies up."""
    entrepot = dossier / "e"
    assert ask_one(entrepot, "SELECT count(*) FROM marches") == (contrats,)
    suite = import_fichiers([write_v2(dossier / "suite.json", [marche(id="suite")])], entrepot)
    assert sorts(suite) == {"lus": 1, "contrats": 1}
    assert ask_one(entrepot, "SELECT count(*) FROM marches") == (contrats + 1,)
    assert list((entrepot / "versions").iterdir()) == [find_version(entrepot)]
    noms = sorted(f.name for f in entrepot.iterdir())
    assert noms == ["construction.verrou", "courant", "versions"]


def left_nothing(dossier):
    """Check that a build that failed took its own version away."""
    entrepot = dossier / "e"
    return list((entrepot / "versions").iterdir()) == [find_version(entrepot)]


@contextmanager
def no_file_above(octets):
    """Refuse to write a file longer than that, as a disk with no room would."""
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, dure))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))


@pytest.mark.longue
@pytest.mark.parametrize("octets", [50, 5_000, 60_000])
def test_a_full_disk_is_told_and_the_store_serves(dossier, octets):
    with no_file_above(octets), pytest.raises(DisquePlein) as erreur:
        import_fichiers([dossier / "gros.json"], dossier / "e")

    assert str(dossier / "e") in erreur.value.message
    assert left_nothing(dossier)
    serves(dossier)


@pytest.mark.longue
def test_a_full_disk_while_a_damaged_file_is_repaired_is_told_too(dossier):
    texte = (dossier / "gros.json").read_text().replace('"Objet 7 ', "Objet 7 ")
    (dossier / "gros.json").write_text(texte)

    with no_file_above(60_000), pytest.raises(ErreurSpaser) as erreur:
        import_fichiers([dossier / "gros.json"], dossier / "e")

    assert erreur.value.conseil
    assert left_nothing(dossier)
    serves(dossier)


@pytest.fixture
def petit_disque(modele, tmp_path):
    """Mount a disk where two small stores fit and a large one does not, where we may."""
    disque = tmp_path / "disque"
    disque.mkdir()
    magasin = sum(-(-f.lstat().st_size // 4096) * 4 for f in (modele / "e").rglob("*"))  # kB
    taille = f"size={2 * magasin + MARGE_DISQUE}k"
    monter = ["mount", "-t", "tmpfs", "-o", taille, "tmpfs", str(disque)]
    if os.geteuid() != 0 or subprocess.run(monter, capture_output=True, check=False).returncode:
        pytest.skip("cette machine ne laisse pas monter un petit disque")
    yield disque
    subprocess.run(["umount", str(disque)], check=True)


@pytest.mark.longue
def test_a_real_small_disk_that_fills_up(modele, petit_disque):
    shutil.copytree(modele / "e", petit_disque / "e", symlinks=True)

    with pytest.raises(DisquePlein):
        import_fichiers([modele / "gros.json"], petit_disque / "e")

    serves(petit_disque)


@pytest.mark.longue
def test_a_memory_that_does_not_suffice_is_told(dossier, monkeypatch):
    monkeypatch.setattr(construction, "size_moteur", lambda _: 3_000_000)

    with pytest.raises(MemoireEpuisee) as erreur:
        import_fichiers([dossier / "gros.json"], dossier / "e")

    assert "mémoire" in erreur.value.message
    monkeypatch.undo()
    serves(dossier)


@pytest.mark.longue
def test_a_store_that_cannot_be_written_is_told(dossier, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, REFUS, str(dossier / "e"))

    monkeypatch.setattr(dossier_entrepot, "create_version", refuse)

    with pytest.raises(DisqueRefuse, match="refuse l'accès"):
        import_fichiers([dossier / "gros.json"], dossier / "e")

    monkeypatch.undo()
    serves(dossier)


def test_an_input_that_does_not_exist_leaves_the_store(dossier):
    with pytest.raises(ErreurSpaser, match=r"absent\.json"):
        import_fichiers([dossier / "gros.json", dossier / "absent.json"], dossier / "e")

    assert left_nothing(dossier)
    serves(dossier)


# Stops at a step of a build: `arret()` is called just before the step, in the thread that does it.
PROGRAMME = """
import os, signal, sys, threading
etape, arret, *arguments = sys.argv[1:]

from spaser.moteur.entrepot import construction, dossier, editions, manifeste, rapprochement
from spaser.moteur import importation

def tue(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def interrompt(*_):
    os.kill(os.getpid(), signal.SIGINT)

def interrompt_requete(connexion, *_):
    # The signal comes while the engine is at a query that would not end for hours.
    threading.Timer(0.2, interrompt).start()
    connexion.execute("SELECT sum(hash(range)) FROM range(1000000000000)")

stop = {"tue": tue, "interrompt": interrompt, "interrompt_requete": interrompt_requete}[arret]
module, nom = {
    "lecture": (construction, "write_part"),
    "copies": (editions.RecordsConnus, "leave_new"),
    "presences": (editions, "write_presences"),
    "editions": (editions, "settle_editions"),
    "retires": (editions, "settle_retires"),
    "oubli": (editions, "copy_if_any"),
    "rapprochement": (rapprochement, "reconcile"),
    "indicateurs": (importation, "write_valeurs"),
    "verification": (construction, "check_assertions"),
    "manifeste": (manifeste.Manifeste, "write"),
    "bascule": (dossier, "switch_version"),
    "lien": (dossier.os, "replace"),
    "menage": (dossier, "delete_versions"),
}[etape]
vraie = getattr(module, nom)
appels = []

def remplace(*args, **options):
    appels.append(nom)
    ignore = {
        "menage": len(appels) != 2,  # the first call tidies up before the build
        "lien": not str(args[-1]).endswith("courant"),  # other files are replaced too
    }
    if not ignore.get(etape):
        stop(*args)
    return vraie(*args, **options)

setattr(module, nom, remplace)
from spaser.cli import main
sys.argv[1:] = arguments
main()
"""


def stop_at(etape, arret, dossier, geste=None):
    commande = [sys.executable, "-c", PROGRAMME, etape, arret]
    geste = geste or ["importer", str(dossier / "gros.json")]
    arguments = [*geste, "--entrepot", str(dossier / "e")]
    return subprocess.run(
        [*commande, *arguments], capture_output=True, text=True, check=False, cwd=RACINE, timeout=60
    )


@pytest.mark.longue
@pytest.mark.parametrize("etape", ["lecture", "rapprochement", "verification", "lien"])
def test_a_build_killed_before_it_is_in_force_changes_nothing(dossier, etape):
    avant = find_version(dossier / "e")

    assert stop_at(etape, "tue", dossier).returncode == -signal.SIGKILL

    assert find_version(dossier / "e") == avant
    assert not left_nothing(dossier), "it had no time to tidy up"
    serves(dossier)


def test_a_build_killed_once_in_force_serves_its_contracts(dossier):
    avant = find_version(dossier / "e")

    assert stop_at("menage", "tue", dossier).returncode == -signal.SIGKILL

    assert find_version(dossier / "e") != avant
    rapport = import_fichiers([dossier / "gros.json"], dossier / "e")
    assert sorts(rapport) == {"lus": GROS, "copies": GROS}
    serves(dossier, contrats=GROS + 1)


@pytest.mark.longue
@pytest.mark.parametrize(
    ("etape", "arret"),
    [
        ("lecture", "interrompt"),
        ("rapprochement", "interrompt_requete"),
        ("verification", "interrompt_requete"),
        ("bascule", "interrompt"),
    ],
)
def test_ctrl_c_ends_with_130_and_leaves_the_store(ctrl_c, dossier, etape, arret):
    fini = stop_at(etape, arret, dossier)

    assert fini.returncode == 130
    assert "Interrompu" in fini.stderr
    assert "Traceback" not in fini.stderr
    assert left_nothing(dossier)
    serves(dossier)


GROSSE_SUITE = [marche(id=str(i), objet=f"Objet {i} {i**7}") for i in range(1, GROS + 1)]


@pytest.fixture
def reedite(dossier):
    """Give a store that holds a large file, and in its place one of its newer editions."""
    import_fichiers([dossier / "gros.json"], dossier / "e")
    write_v1(dossier / "gros.json", GROSSE_SUITE)
    return dossier


def shows(dossier):
    requete = "SELECT min(id::INTEGER), max(id::INTEGER) FROM marches WHERE id <> 'a'"
    return ask_one(dossier / "e", requete)


@pytest.mark.longue
@pytest.mark.parametrize(
    "etape",
    "lecture copies presences editions retires rapprochement verification manifeste lien".split(),
)
def test_a_killed_build_leaves_the_former_edition_in_force(reedite, etape):
    assert stop_at(etape, "tue", reedite).returncode == -signal.SIGKILL

    assert shows(reedite) == (0, GROS - 1)
    assert sorts(import_fichiers([reedite / "gros.json"], reedite / "e"))["copies"] == GROS - 1
    assert shows(reedite) == (1, GROS)
    assert left_nothing(reedite)


@pytest.mark.longue
def test_a_build_killed_once_in_force_shows_the_newer_edition(reedite):
    assert stop_at("menage", "tue", reedite).returncode == -signal.SIGKILL

    assert shows(reedite) == (1, GROS)


@pytest.mark.longue
def test_a_build_killed_while_it_forgets_former_editions_loses_nothing(reedite):
    import_fichiers([reedite / "gros.json"], reedite / "e")

    assert stop_at("oubli", "tue", reedite, ["editions", "--oublier"]).returncode == -signal.SIGKILL

    assert ask_one(reedite / "e", "SELECT count(*) FROM lus") == (GROS + 2,)
    import_fichiers([], reedite / "e", choix=ChoixEditions(["000002"]))
    assert shows(reedite) == (0, GROS - 1)


@pytest.mark.longue
@pytest.mark.parametrize("octets", [300, 3_000, 8_000])
def test_a_disk_that_fills_while_an_edition_is_replaced_changes_nothing(reedite, octets):
    with no_file_above(octets), pytest.raises(DisquePlein):
        import_fichiers([reedite / "gros.json"], reedite / "e")

    assert shows(reedite) == (0, GROS - 1)
    assert left_nothing(reedite)
