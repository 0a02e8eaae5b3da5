"""The commands of the site: prepared, refused when it is not ready, served, stopped."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from spaser.cli.site import tell_listes
from spaser.site.config.supervision import listen
from tests.bench.mesure import read_pss

SUPERVISEUR = 60_000_000  # bytes
LIMITE = 240  # seconds for what takes a few on an idle machine


def find_free_port():
    with listen("127.0.0.1", 0) as prise:
        return prise.getsockname()[1]


def ask(port):
    """Return the first line of what the home page answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMITE) as lien:
        lien.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return lien.makefile("rb").readline().decode().split()[1]


def list_enfants(numero):
    return Path(f"/proc/{numero}/task/{numero}/children").read_text("utf-8").split()


@pytest.mark.longue
def test_a_site_that_was_not_prepared_is_not_served(commande, tmp_path):
    resultat = commande("serve", "--port", str(find_free_port()), SPASER_DOSSIER=str(tmp_path))
    assert resultat.returncode == 1
    assert "Le site n’est pas prêt." in resultat.stderr
    assert "spaser preparer" in resultat.stderr


@pytest.mark.longue
@pytest.mark.parametrize("arguments", [("serve", "--port", "1"), ("preparer",)])
def test_a_base_of_before_is_refused_with_what_to_do(commande, tmp_path, arguments):
    with contextlib.closing(sqlite3.connect(tmp_path / "spaser.sqlite3")) as base, base:
        base.execute("CREATE TABLE django_migrations (id, app, name, applied)")
        base.executemany(
            "INSERT INTO django_migrations VALUES (?, ?, ?, '2026-11-24 10:00:00')",
            [(1, "suivi", "0001_initial"), (2, "espace", "0002_proposition")],
        )

    resultat = commande(*arguments, SPASER_DOSSIER=str(tmp_path))

    assert resultat.returncode == 1
    dit = " ".join(resultat.stderr.replace("\u00a0", " ").split())
    assert "La base vient d’une autre version du site" in dit
    assert "Aucune base d’avant la version 0.2.0 n’est reprise." in dit
    assert "Traceback" not in dit


@pytest.mark.longue
def test_a_demonstration_is_not_shown_to_other_machines(commande, pret):
    resultat = commande("serve", "--adresse", "0.0.0.0", "--port", str(find_free_port()))  # noqa: S104 - the very case
    assert resultat.returncode == 1
    assert "Une démonstration ne se sert que sur cette machine" in resultat.stderr


def test_a_taken_port_is_told(commande, pret):
    with listen("127.0.0.1", 0) as prise:
        resultat = commande("serve", "--port", str(prise.getsockname()[1]))
    assert resultat.returncode == 1
    assert "est déjà pris" in resultat.stderr


FAUX = {"SPASER_ADRESSE": "http://exemple.fr", "SPASER_MANDATAIRES": "deux", "SPASER_HOTE": "x"}


@pytest.mark.parametrize(
    "arguments",
    [("preparer", "--reglages"), ("serve", "--port", "8999"), ("travailler",)],
    ids=lambda arguments: arguments[0],
)
def test_wrong_settings_are_named_at_start_by_every_command_of_the_site(commande, arguments):
    resultat = commande(*arguments, **FAUX)
    dit = resultat.stderr.replace("\u00a0", " ")
    assert resultat.returncode == 1
    assert "Les réglages du site ne vont pas." in dit
    assert "SPASER_ADRESSE vaut « http://exemple.fr ». Donnez l’adresse du site en https" in dit
    assert "SPASER_MANDATAIRES vaut « deux ». Donnez un nombre entier, de 0 à 9." in dit
    assert "inattendue" not in dit


@pytest.mark.longue
def test_right_settings_are_told_and_a_misspelt_one_is_recognised(commande):
    resultat = commande("preparer", "--reglages", SPASER_HOTE="x", SPASER_MEMOIRE="4000")
    dit = resultat.stderr.replace("\u00a0", " ")
    assert resultat.returncode == 0
    assert "SPASER_HOTE n’est pas un réglage : vouliez-vous dire SPASER_HOTES ?" in dit
    assert "Les réglages du site vont." in dit
    lignes = [" ".join(ligne.split()) for ligne in dit.splitlines()]
    assert lignes[lignes.index("Mémoire : 4000 Mo, dont au plus :") + 1 :] == [
        "superviseur 1 × 20 = 20 Mo",
        "serveur web, en commun 1 × 110 = 110 Mo",
        "processus web 2 × 400 = 800 Mo",
        "travailleur des urgences 1 × 190 = 190 Mo",
        "travailleur des fichiers 1 × 110 = 110 Mo",
        "sauvegarde de chaque jour 0 × 240 = 0 Mo",
        "lecture d’un fichier envoyé 2 × 640 = 1280 Mo",
        "lecture par un travailleur 1 × 1490 = 1490 Mo",
        "en tout 1 × 4000 = 4000 Mo",
        "Les fichiers ont moins de place qu’ailleurs : un gros peut être refusé.",
    ]


@pytest.mark.longue
def test_a_base_that_does_not_answer_is_told_without_its_password(commande):
    adresse = f"postgresql://u:motdepasse@127.0.0.1:{find_free_port()}/base"
    resultat = commande("preparer", SPASER_BASE=adresse)
    dit = resultat.stderr.replace("\u00a0", " ")
    assert resultat.returncode == 1
    assert re.search(r"La base ne répond pas : SPASER_BASE \(127\.0\.0\.1:\d+, base « base »", dit)
    assert "motdepasse" not in dit
    assert "Traceback" not in dit


@pytest.mark.longue
def test_served_alone_the_site_hears_its_own_machine_only(commande):
    arguments = ("serve", "--adresse", "0.0.0.0", "--port", str(find_free_port()))  # noqa: S104 - the very case
    refuse = commande(*arguments, SPASER_DEMONSTRATION="")
    assert refuse.returncode == 1
    assert "dans SPASER_MANDATAIRES" in refuse.stderr


@pytest.mark.longue
def test_preparing_twice_changes_nothing(commande, pret, dossier):
    avant = count_rows(dossier)
    assert commande("preparer", "--demonstration").returncode == 0
    assert count_rows(dossier) == avant


def count_rows(dossier):
    """Count the rows of every table; what is dated at each run keeps the same count."""
    with contextlib.closing(sqlite3.connect(dossier / "spaser.sqlite3")) as base:
        noms = [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {nom: base.execute(f'SELECT count(*) FROM "{nom}"').fetchone()[0] for nom in noms}


# The seconds of processor that its first page costs to a process that has made none.
A_FROID = """
import time
from spaser.site.config.wsgi import application
from spaser.site.config.gunicorn import ask
assert ask(application, "http://127.0.0.1:8000/") == "200 OK"
print(time.process_time())
"""


def read_cpu(numeros):
    """Return the seconds of processor that processes have used."""
    etats = [Path(f"/proc/{numero}/stat").read_text("utf-8") for numero in numeros]
    durees = [etat.rpartition(")")[2].split()[11:13] for etat in etats]
    return sum(int(duree) for paire in durees for duree in paire) / os.sysconf("SC_CLK_TCK")


def list_ouverts(dossier):
    """Return what another account of the machine could read of the site's folder."""
    tout = [chemin for chemin in (dossier, *dossier.rglob("*")) if not chemin.is_symlink()]
    assert dossier / "spaser.sqlite3" in tout
    return [chemin for chemin in tout if chemin.stat().st_mode & 0o077]


@pytest.mark.longue(parts=4)
def test_the_site_is_served_and_stops_cleanly(environnement, pret, dossier):
    a_froid = subprocess.run(
        [sys.executable, "-c", A_FROID],
        env=environnement, capture_output=True, text=True, timeout=LIMITE, check=True,
    )  # fmt: skip
    port = find_free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "spaser.cli", "serve", "--port", str(port)],
        env=environnement,
        stderr=subprocess.PIPE,
        text=True,
    ) as processus:
        try:
            dits = read_until(processus.stderr, f"Le site est servi sur http://127.0.0.1:{port}/")
            enfants = list_enfants(processus.pid)
            siens = map(list_enfants, enfants)
            [web] = [ouvriers for ouvriers in siens if len(ouvriers) > 1]  # not a box of a worker
            avant = read_cpu(web)
            assert ask(port) == "200"
            assert read_cpu(web) - avant < float(a_froid.stdout) / 5
            assert read_pss(processus.pid) < SUPERVISEUR
            processus.send_signal(signal.SIGINT)
            dits += processus.communicate(timeout=LIMITE)[1]
        finally:
            processus.terminate()  # where the above failed
    assert processus.returncode == 0
    assert dits.startswith("Le site démarre…")
    assert "Le site est arrêté." in dits
    assert not re.search(r"Traceback|ERROR|First page|relancé", dits), dits
    assert len(enfants) == 3  # the web server, two workers
    assert len(web) == 2
    assert [numero for numero in enfants if Path(f"/proc/{numero}").exists()] == []
    assert list_ouverts(dossier) == []


def read_until(flux, fin):
    """Return what is written up to the line that holds a text."""
    lignes = []
    for ligne in flux:
        lignes.append(ligne)
        if fin in ligne:
            return "".join(lignes)
    pytest.fail("".join(lignes))


def test_lists_that_a_site_lacks_are_told_with_what_to_type(settings, tmp_path, capsys):
    settings.ENTREPOT = tmp_path

    tell_listes()

    dit = capsys.readouterr()
    lignes = " ".join((dit.out + dit.err).split())
    assert "4 listes d’entreprises à charger" in lignes.replace("\u00a0", " ")
    assert "spaser importer liste-esus.xlsx --entrepot" in lignes
