"""Backups: made while people work, refused when damaged, put back into an empty place, drilled."""

import contextlib
import io
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
from uuid import UUID

import pytest

from tests.cli.conftest import LIMITE
from tests.transverses.arbre import RACINE

CLE = "age1wrsq62kdglcdsmpstqhfm3gxsyywn68079v7unpzdj0w7xatmp4qxuvc7h"
PRIVEE = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
ECRIVAIN = "import django; django.setup(); from tests.cli import ecrivain; ecrivain.main()"
ECHANTILLON = 3  # backups made while contracts are corrected


def plain(texte):
    return " ".join(texte.replace("\u00a0", " ").replace("\u202f", " ").split())


class Serie:
    """Runs commands one after the other in one process of its own: to start is what costs."""

    def __init__(self, environnement):
        self.processus = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.serie"], env=environnement, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, *arguments):
        """Return the code and what was said."""
        self.processus.stdin.write(json.dumps([str(a) for a in arguments]) + "\n")
        self.processus.stdin.flush()
        code, dit = json.loads(self.processus.stdout.readline())
        return code, plain(dit)


@contextlib.contextmanager
def open_serie(environnement):
    serie = Serie(environnement)
    with serie.processus:
        yield serie
        serie.processus.stdin.close()


@pytest.fixture(scope="module")
def site(environnement, pret, tmp_path_factory):
    """A copy of the demonstration's site, that these tests may change, and its settings."""
    dossier = tmp_path_factory.mktemp("sauve") / "site"
    shutil.copytree(environnement["SPASER_DOSSIER"], dossier, symlinks=True)
    return dossier, environnement | {"SPASER_DOSSIER": str(dossier)}


@pytest.fixture(scope="module")
def lance(site):
    """Run commands on this site."""
    with open_serie(site[1]) as serie:
        yield serie


@pytest.fixture(scope="module")
def faite(lance, tmp_path_factory):
    """A backup, proved, and what was said of it."""
    dossier = tmp_path_factory.mktemp("sauvegardes")
    code, dit = lance("sauvegarder", dossier, "--eprouver", "--garder", "2")
    assert code == 0, dit
    [chemin] = dossier.glob("spaser-*.tar")
    return chemin, dit


def read_base(chemin, tmp_path):
    """Return the base of a backup, open, and the names of all that the backup holds."""
    with tarfile.open(chemin) as archive:
        noms = archive.getnames()
        copie = tmp_path / f"{chemin.name}.sqlite3"
        copie.write_bytes(archive.extractfile("base.sqlite3").read())
    return contextlib.closing(sqlite3.connect(copie)), set(noms)


def list_nommes(base):
    """Return what the base names, in the words of this test."""
    nommes = {f"fichiers/{nom}" for (nom,) in base.execute("SELECT contenu FROM socle_fichier")}
    fonds = base.execute("SELECT espace_id, dossier FROM marches_fonds WHERE dossier <> ''")
    nommes |= {f"marches-prives/{espace}/{nom}/courant" for espace, nom in fonds}
    calculs = base.execute("SELECT cle FROM depenses_calcul WHERE cle IS NOT NULL")
    return nommes | {f"fichiers/depenses/{UUID(str(cle)).hex}.parquet" for (cle,) in calculs}


def test_a_backup_is_one_closed_file_that_says_what_it_holds(faite, site):
    (chemin, dit), (dossier, _) = faite, site
    assert re.search(r"Sauvegarde : .*\.tar \([\d,]+ Mo\)", dit)
    assert "restaurée à côté : tout s’y retrouve" in dit
    assert chemin.stat().st_mode & 0o777 == 0o600
    assert [c.name for c in chemin.parent.iterdir()] == [chemin.name]
    assert {c.name for c in dossier.iterdir()} & {".sauvegarde", ".epreuve"} == set()
    with tarfile.open(chemin) as archive:
        noms = archive.getnames()
        manifeste = json.load(archive.extractfile("manifeste.json"))
    assert (noms[0], noms[1], noms[-1]) == ("manifeste.json", "base.sqlite3", "empreintes.sha256")
    assert {nom.partition("/")[0] for nom in noms[2:-1]} == {
        "fichiers", "marches-prives", "entrepot",
    }  # fmt: skip
    assert manifeste["manquants"] == []
    assert manifeste["secrets"] == ["SPASER_SECRET"]
    assert manifeste["tables"]["registre_fiche"] > 0
    assert (dossier / "secret").read_bytes() not in chemin.read_bytes()


def test_anybody_checks_it_without_the_program(faite, tmp_path):
    with tarfile.open(faite[0]) as archive:
        archive.extractall(tmp_path, filter="data")
    verifie = subprocess.run(
        ["sha256sum", "--check", "--quiet", "empreintes.sha256"], cwd=tmp_path, check=False
    )
    assert verifie.returncode == 0


@contextlib.contextmanager
def at_work(environnement, trace):
    """Have contracts corrected for the time of the block."""
    ecrivain = [sys.executable, "-c", ECRIVAIN, str(trace)]
    reglages = environnement | {"DJANGO_SETTINGS_MODULE": "spaser.site.config.settings"}
    with subprocess.Popen(ecrivain, env=reglages) as processus:
        try:
            wait_for(lambda: trace.exists() and trace.read_text("utf-8"))
            yield
            assert processus.poll() is None
        finally:
            processus.send_signal(signal.SIGTERM)


def wait_for(condition):
    fin, pas = time.monotonic() + LIMITE, threading.Event()
    while not condition():
        assert time.monotonic() < fin, "nothing came"
        pas.wait(0.02)


@pytest.mark.longue
def test_no_confirmed_correction_and_no_file_is_missing_from_what_is_saved_meanwhile(
    lance, site, tmp_path
):
    trace, dossier = tmp_path / "trace", tmp_path / "sauvegardes"
    confirmees = []
    with at_work(site[1], trace):
        for _ in range(ECHANTILLON):
            confirmees.append([int(mot) for mot in trace.read_text("utf-8").split()])
            code, dit = lance("sauvegarder", dossier)
            assert code == 0, dit
            wait_for(lambda: len(trace.read_text("utf-8").split()) > len(confirmees[-1]))
    faites = sorted(dossier.glob("spaser-*.tar"))
    assert len(faites) == ECHANTILLON
    for chemin, avant in zip(faites, confirmees, strict=True):
        ouverte, noms = read_base(chemin, tmp_path)
        with ouverte as base:
            assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            check_gestes(base, avant)
            assert list_nommes(base) - noms == set()
    assert lance("eprouver", dossier)[0] == 0


def check_gestes(base, confirmees):
    """Check that a base has every correction that was confirmed, each whole."""
    gestes = {pk for (pk,) in base.execute("SELECT id FROM marches_geste")}
    assert set(confirmees) - gestes == set()
    orphelines = base.execute(
        "SELECT count(*) FROM marches_correction WHERE geste_id NOT IN "
        "(SELECT id FROM marches_geste)"
    )
    assert orphelines.fetchone() == (0,)


def alter(chemin, cible, change):
    """Write a backup anew, each member through `change`; None leaves it out."""
    with tarfile.open(chemin) as source, tarfile.open(cible, "w") as copie:
        for lu in source:
            garde = change(lu, source.extractfile(lu).read() if lu.isfile() else None)
            if garde is not None:
                membre, contenu = garde
                membre.size = len(contenu or b"")
                copie.addfile(membre, contenu and io.BytesIO(contenu))


def _flip(membre, contenu):
    if membre.name.startswith("fichiers/") and contenu:
        contenu = bytes([contenu[0] ^ 1]) + contenu[1:]
    return membre, contenu


def _drop(membre, contenu):
    return None if membre.name == "base.sqlite3" else (membre, contenu)


def _cut(membre, contenu):
    return None if membre.name == "empreintes.sha256" else (membre, contenu)


def _flee(membre, contenu):
    if membre.name.startswith("fichiers/"):
        membre.name = f"../{membre.name}"
    return membre, contenu


def _link_out(membre, contenu):
    if membre.issym():
        membre.linkname = "/etc"
    return membre, contenu


def _rewrite(**champs):
    def change(membre, contenu):
        if membre.name == "manifeste.json":
            contenu = json.dumps(json.loads(contenu) | champs).encode()
        return membre, contenu

    return change


DOMMAGES = [
    (_flip, "est abîmée"),
    (_drop, "est abîmée : « base.sqlite3 » manque"),
    (_cut, "n’est pas entière : sa fin manque"),
    (_flee, "qui n’est pas annoncé"),
    (_link_out, "qui n’est pas annoncé"),
    (_rewrite(logiciel="0.1"), "« manifeste.json » a changé depuis"),
    (_rewrite(format=2), "écrite par une version plus récente de spaser"),
    (_rewrite(base="postgresql"), "Donnez une base PostgreSQL vide à SPASER_BASE."),
    (_rewrite(migrations=[["chiffres", "9999_futur"]]), "plus récent que celui-ci"),
    (_rewrite(migrations=[["commun", "0001_initial"]]), "Avec la version 0.3.0, lancez : spaser"),
    (_rewrite(tables="beaucoup"), "est illisible"),
]


@pytest.mark.longue
def test_it_is_refused_when_damaged_then_put_back_into_an_empty_place_only(
    faite, environnement, tmp_path
):
    neuf = tmp_path / "neuf"
    vide = {"SPASER_DOSSIER": str(neuf), "SPASER_ENTREPOT": str(tmp_path / "entrepot-neuf")}
    with open_serie(environnement | vide) as lance:
        for rang, (change, attendu) in enumerate(DOMMAGES):
            cible = tmp_path / f"{rang}.tar"
            alter(faite[0], cible, change)
            check_refus(lance("restaurer", cible), attendu)
        tronquee = tmp_path / "tronquee.tar"
        tronquee.write_bytes(faite[0].read_bytes()[:500_000])
        check_refus(lance("restaurer", tronquee), "n’est pas")
        autre = tmp_path / "autre.tar"
        autre.write_bytes(b"rien de tout cela" * 100)
        check_refus(lance("restaurer", autre), "n’est pas une sauvegarde entière")
        assert [c.name for c in neuf.iterdir()] == ["secret"]  # drawn at the start

        code, dit = lance("restaurer", faite[0])

        assert code == 0, dit
        assert "tous conformes" in dit
        assert "redonner SPASER_SECRET, qu’aucune sauvegarde ne contient" in dit
        assert "SPASER_DEMONSTRATION=oui" in (neuf / "reglages-sauvegardes.env").read_text("utf-8")
        for prive in ("spaser.sqlite3", "fichiers", "fichiers/depenses", "marches-prives/1"):
            assert (neuf / prive).stat().st_mode & 0o077 == 0
        assert not (neuf / ".restauration").exists()
        assert lance("preparer")[0] == 0
        check_refus(lance("restaurer", faite[0]), "on ne restaure que dans un site vide")
        assert (neuf / "spaser.sqlite3").exists()


def check_refus(rendu, attendu):
    code, dit = rendu
    assert code == 1, dit
    assert attendu in dit
    assert "inattendue" not in dit


@pytest.mark.skipif(not shutil.which("age"), reason="age est absent (paquet age)")
def test_an_encrypted_backup_opens_with_its_private_key_alone(lance, tmp_path):
    cles = []
    for nom in ("une", "seconde", "autre"):
        privee = tmp_path / nom
        subprocess.run(["age-keygen", "-o", privee], check=True, capture_output=True)
        cles.append((privee, re.search(r"age1\w+", privee.read_text("ascii"))[0]))
    (privee, publique), (seconde, sienne), (autre, _) = cles
    dossier = tmp_path / "chiffrees"
    deux = f"{publique},{sienne}"

    code, dit = lance("sauvegarder", dossier, "--chiffrer", deux, "--eprouver", "--cle", privee)

    assert code == 0, dit
    [chemin] = dossier.iterdir()
    assert chemin.name.endswith(".tar.age")
    assert b"manifeste.json" not in chemin.read_bytes()
    check_refus(lance("eprouver", chemin), "est chiffrée")
    assert lance("eprouver", dossier, "--cle", seconde)[0] == 0
    check_refus(lance("eprouver", dossier, "--cle", autre), "age a refusé")


def test_what_is_asked_wrongly_is_told(lance, site, tmp_path):
    for arguments, code, attendu in [
        ((tmp_path, "--chiffrer", "cle"), 2, "qui commence par « age1 »"),
        ((tmp_path, "--chiffrer", PRIVEE), 2, "C’est une clé privée"),
        ((tmp_path, "--chiffrer", CLE, "--eprouver"), 2, "donnez --cle"),
        ((site[0] / "fichiers" / "x",), 1, "est dans un dossier qui se sauvegarde"),
    ]:
        rendu, dit = lance("sauvegarder", *arguments)
        assert rendu == code, dit
        assert attendu in dit
        assert PRIVEE not in dit
    check_refus(lance("eprouver", tmp_path), "Il n’y a pas de sauvegarde")
    assert list(tmp_path.iterdir()) == []


def test_only_the_latest_are_kept_and_what_was_killed_is_swept(lance, tmp_path):
    for jour in ("01", "02", "03"):
        (tmp_path / f"spaser-2026-01-{jour}-000000-000.tar").touch()
    (tmp_path / ".spaser-2026-01-04-000000-000.tar.partielle").touch()
    (tmp_path / "notes.txt").touch()

    code, dit = lance("sauvegarder", tmp_path, "--garder", "2")

    assert code == 0, dit
    noms = sorted(c.name for c in tmp_path.iterdir())
    assert noms[:2] == ["notes.txt", "spaser-2026-01-03-000000-000.tar"]
    assert len(noms) == 3
    assert "supprimées : spaser-2026-01-01-000000-000.tar, spaser-2026-01-02-000000-000.tar" in dit


@pytest.mark.longue
def test_a_file_that_the_site_had_lost_is_told_and_the_rest_is_saved(lance, site, tmp_path):
    perdu = next((site[0] / "fichiers").glob("??/*"))
    contenu = perdu.read_bytes()
    perdu.unlink()

    code, dit = lance("sauvegarder", tmp_path, "--eprouver")

    perdu.write_bytes(contenu)
    assert code == 1
    assert f"fichiers/{perdu.parent.name}/{perdu.name}" in dit
    assert "avait déjà perdu des fichiers" in dit
    assert "restaurée à côté" in dit
    [chemin] = tmp_path.glob("spaser-*.tar")
    assert chemin.stat().st_size > 1_000_000


@pytest.mark.longue
def test_the_page_of_the_documentation_is_followed_word_for_word(site, tmp_path):
    page = (RACINE / "docs/exploitation/sauvegarder.md").read_text("utf-8")
    gestes = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    lieux = {
        "/var/backups/spaser": tmp_path / "sauvegardes",
        "/var/lib/spaser-neuf": tmp_path / "neuf",
        "/tmp/controle": tmp_path / "controle",  # noqa: S108 - as the page writes it
    }
    texte = "\n".join(gestes)
    for ecrit, ici in lieux.items():
        assert ecrit in texte
        texte = texte.replace(ecrit, str(ici))
    programme = f'spaser() {{ "{sys.executable}" -m spaser.cli "$@"; }}'

    suivie = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{programme}\n{texte}"],
        env=site[1], capture_output=True, text=True, timeout=4 * LIMITE, check=False,
    )  # fmt: skip

    assert len(gestes) == 4
    assert suivie.returncode == 0, suivie.stderr
    dit = plain(suivie.stderr)
    assert dit.count("tout s’y retrouve") == 1
    assert "tables, fichiers et entrepôts sont conformes" in dit
    assert "tous conformes" in dit
    assert (tmp_path / "neuf/site/spaser.sqlite3").is_file()
    assert (tmp_path / "controle/manifeste.json").is_file()
