"""A transfer that is cut goes on."""

import signal
import subprocess
import sys

import pytest

from spaser.moteur.reseau import telechargement
from spaser.moteur.reseau.telechargement import ErreurReseau, SommeControle
from tests.moteur.reseau.telechargement.commun import (
    AUTRE,
    CONTENU,
    COUPE,
    JEU,
    download,
    interrupt_after,
    leave_a_part,
    marks_of,
    names_in,
    part_of,
    sha256,
)
from tests.outils.serveur_data_gouv import Coupure, Reponse, RepriseAveugle


def test_a_cut_transfer_goes_on_in_the_same_run(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Coupure(COUPE), Coupure(50_000))
    resultat = download(fichier.url, cible)
    assert resultat.sommes["sha256"] == sha256(CONTENU) == sha256(cible.read_bytes())
    demandes = [demande.entetes for demande in serveur.demandes(fichier)]
    assert [demande.get("range") for demande in demandes] == [
        None,
        "bytes=100000-",
        "bytes=150000-",
    ]
    assert demandes[1]["if-range"] == fichier.etag
    assert temps.pauses == [1.0, 1.0]  # each try brought bytes: the waits do not grow


def test_a_cut_transfer_goes_on_at_the_next_run(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    vus = []
    resultat = download(fichier.url, cible, suivi=lambda *etape: vus.append(etape))
    assert vus[0] == (COUPE, len(CONTENU))
    assert resultat.sommes["sha256"] == sha256(CONTENU) == sha256(cible.read_bytes())
    assert serveur.demandes(fichier)[1].entetes["range"] == f"bytes={COUPE}-"
    assert names_in(cible) == ["decp-2024.json"]


def test_a_file_that_changed_meanwhile_starts_again(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    serveur.overwrite(fichier, AUTRE)
    resultat = download(fichier.url, cible)
    assert cible.read_bytes() == AUTRE
    assert resultat.etag == fichier.etag
    assert len(serveur.demandes(fichier)) == 2


def test_a_host_that_goes_on_blindly_is_found_out(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    serveur.overwrite(fichier, AUTRE)
    serveur.prepare(fichier, RepriseAveugle())
    download(fichier.url, cible)
    assert cible.read_bytes() == AUTRE
    assert serveur.demandes(fichier)[2].entetes.get("range") is None


@pytest.mark.parametrize("plage", ["bytes 0-9/20", "bytes 7-9/20", "octets", ""])
def test_a_rest_that_does_not_follow_is_refused(serveur, fichier, cible, plage):
    leave_a_part(serveur, fichier, cible)
    serveur.prepare(fichier, Reponse(206, b"0123456789", {"Content-Range": plage}))
    download(fichier.url, cible)
    assert cible.read_bytes() == CONTENU


def test_a_rest_that_nobody_asked_for_is_refused(serveur, fichier, cible):
    serveur.prepare(fichier, Reponse(206, b"0123", {"Content-Range": "bytes 0-3/20"}))
    download(fichier.url, cible)
    assert cible.read_bytes() == CONTENU


def test_a_host_that_sends_the_rest_by_pieces_is_followed(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    plage = f"bytes {COUPE}-{COUPE + 9}/{len(CONTENU)}"
    morceau = CONTENU[COUPE : COUPE + 10]
    serveur.prepare(fichier, Reponse(206, morceau, {"Content-Range": plage}))
    assert download(fichier.url, cible).sommes["sha256"] == sha256(CONTENU)
    assert serveur.demandes(fichier)[2].entetes["range"] == f"bytes={COUPE + 10}-"


def test_another_address_does_not_continue_a_part(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    nouveau = serveur.publish(JEU, "decp-2024.json", CONTENU)
    download(nouveau.url, cible)
    assert serveur.demandes(nouveau)[0].entetes.get("range") is None


def test_without_marks_a_cut_transfer_starts_from_zero(serveur, fichier, cible):
    fichier.sans_reperes = True
    leave_a_part(serveur, fichier, cible)
    assert not marks_of(cible).exists()
    download(fichier.url, cible)
    assert cible.read_bytes() == CONTENU
    assert "range" not in serveur.demandes(fichier)[1].entetes


def test_a_date_is_enough_to_go_on(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    marques = marks_of(cible).read_text().replace(fichier.etag.strip('"'), "x")
    marks_of(cible).write_text(marques.replace('"\\"x\\""', '"W/\\"x\\""'))
    assert download(fichier.url, cible).sommes["sha256"] == sha256(CONTENU)
    assert serveur.demandes(fichier)[1].entetes["if-range"] == fichier.last_modified


@pytest.mark.parametrize("marques", ["", "{", '{"url": 3}', "\xff\xfe"])
def test_damaged_marks_are_ignored(serveur, fichier, cible, marques):
    leave_a_part(serveur, fichier, cible)
    marks_of(cible).write_text(marques, encoding="latin-1")
    download(fichier.url, cible)
    assert "range" not in serveur.demandes(fichier)[1].entetes
    assert cible.read_bytes() == CONTENU


def test_pieces_that_do_not_match_are_fetched_again_whole(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible)
    part_of(cible).write_bytes(b"x" * COUPE)
    somme = SommeControle("sha1", fichier.checksum["value"])
    resultat = download(fichier.url, cible, somme=somme)
    assert resultat.sommes["sha256"] == sha256(CONTENU) == sha256(cible.read_bytes())
    assert [d.entetes.get("range") for d in serveur.demandes(fichier)] == [
        None,
        f"bytes={COUPE}-",
        None,
    ]


def test_a_complete_part_is_only_put_in_place(serveur, fichier, cible, temps):
    with pytest.raises(KeyboardInterrupt):
        download(fichier.url, cible, suivi=interrupt_after(len(CONTENU)))
    resultat = download(fichier.url, cible)
    assert [d.entetes.get("range") for d in serveur.demandes(fichier)] == [
        None,
        f"bytes={len(CONTENU)}-",
    ]
    assert (resultat.sommes, resultat.etag) == ({"sha256": sha256(CONTENU)}, fichier.etag)
    assert cible.read_bytes() == CONTENU
    assert temps.pauses == []


def test_a_part_longer_than_the_new_file_starts_again(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    serveur.prepare(fichier, Reponse(416, entetes={"Content-Range": "bytes */9"}))
    download(fichier.url, cible)
    assert cible.read_bytes() == CONTENU


def test_ctrl_c_leaves_a_part_that_can_go_on(serveur, fichier, cible):
    with pytest.raises(KeyboardInterrupt):
        download(fichier.url, cible, suivi=interrupt_after(COUPE))
    recus = part_of(cible).stat().st_size
    assert COUPE <= recus < len(CONTENU)
    assert not cible.exists()
    download(fichier.url, cible)
    assert serveur.demandes(fichier)[1].entetes["range"] == f"bytes={recus}-"
    assert cible.read_bytes() == CONTENU


def test_a_killed_program_leaves_a_part_that_can_go_on(serveur, fichier, cible):
    programme = f"""
import os, signal
from pathlib import Path
from spaser.moteur.reseau.telechargement import Client

def suivi(recus, total):
    if recus >= {COUPE}:
        os.kill(os.getpid(), signal.SIGKILL)

Client().download({fichier.url!r}, Path({str(cible)!r}), None, {{}}, suivi)
"""
    tue = subprocess.run([sys.executable, "-c", programme], check=False)
    assert tue.returncode == -signal.SIGKILL
    recus = part_of(cible).stat().st_size
    assert COUPE <= recus < len(CONTENU)
    download(fichier.url, cible)
    assert serveur.demandes(fichier)[1].entetes["range"] == f"bytes={recus}-"
    assert cible.read_bytes() == CONTENU


def test_a_transfer_always_cut_at_the_same_place_ends(serveur, fichier, cible):
    fichier.sans_reperes = True
    serveur.prepare(fichier, *[Coupure(COUPE)] * 50)
    with pytest.raises(
        ErreurReseau, match=r"abandon après 6 tentatives \(la connexion a été coupée\)"
    ):
        download(fichier.url, cible)


def test_a_transfer_by_crumbs_ends_too(serveur, fichier, cible, monkeypatch):
    monkeypatch.setattr(telechargement, "TENTATIVES_MAX", 10)
    serveur.prepare(fichier, *[Coupure(1000)] * 50)
    with pytest.raises(ErreurReseau, match="abandon après 10 tentatives"):
        download(fichier.url, cible)
    assert part_of(cible).stat().st_size == 10_000
