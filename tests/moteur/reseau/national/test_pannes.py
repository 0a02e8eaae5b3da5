"""Failures during a synchronisation."""

import json

import pytest

from spaser.moteur.reseau.national import read_copies
from spaser.moteur.reseau.telechargement import (
    ErreurContenu,
    ErreurReseau,
    ErreurTelechargement,
    RessourceIntrouvable,
)
from tests.moteur.reseau.national.commun import API, GROS, OFFICIEL, content_of, sorts
from tests.outils.serveur_data_gouv import Coupure, Reponse


def test_a_failure_on_one_file_leaves_the_others(serveur, synchronise, dossier):
    panne = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.publish(OFFICIEL, "decp-2025.json", content_of("b"))
    serveur.prepare(panne, *[Reponse(500)] * 6)
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "echec", "decp-2025.json": "nouveau"}
    assert isinstance(bilan["decp-2024.json"].erreur, ErreurReseau)
    assert bilan["decp-2024.json"].chemin is None
    assert list(read_copies(dossier)) == ["decp-2025.json"]
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau", "decp-2025.json": "inchange"}


def test_after_a_failure_the_previous_copy_still_serves(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    panne = serveur.publish(OFFICIEL, "decp-2024.json", content_of("b"))
    serveur.prepare(panne, Reponse(403))
    fichier = synchronise()["decp-2024.json"]
    assert fichier.sort == "echec"
    assert isinstance(fichier.erreur, ErreurTelechargement)
    assert fichier.chemin.read_bytes() == content_of("a")


def test_a_wrong_checksum_fails_when_the_platform_computed_it(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.overwrite(publie, content_of("b"))
    fichier = synchronise()["decp-2024.json"]
    assert isinstance(fichier.erreur, ErreurContenu)
    assert fichier.chemin is None


def test_a_wrong_checksum_warns_when_the_producer_told_it(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"), filetype="remote")
    serveur.overwrite(publie, content_of("b"))
    fichier = synchronise()["decp-2024.json"]
    assert fichier.sort == "nouveau"
    assert "sha1" in fichier.avertissement


def test_a_file_replaced_after_the_list_was_read_is_followed(serveur, synchronise):
    ancien = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    perimee = json.dumps({"data": [ancien.describe()]}).encode()
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("b"))
    serveur.prepare(API, Reponse(200, perimee))
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "nouveau"}
    assert bilan["decp-2024.json"].chemin.read_bytes() == content_of("b")


def test_a_file_withdrawn_after_the_list_was_read_is_told(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    liste = json.dumps({"data": [publie.describe()]}).encode()
    serveur.withdraw(publie)
    serveur.prepare(API, Reponse(200, liste), Reponse(403))
    assert isinstance(synchronise()["decp-2024.json"].erreur, RessourceIntrouvable)


def test_an_interruption_keeps_what_is_done_and_what_is_begun(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    gros = serveur.publish(OFFICIEL, "decp-2025.json", GROS)

    def interrupt(nom, octets, _total):
        if nom == "decp-2025.json" and octets >= 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synchronise(suivi=interrupt)
    assert list(read_copies(dossier)) == ["decp-2024.json"]
    commence = (dossier / "decp-2025.json.part").stat().st_size
    assert sorts(synchronise()) == {"decp-2024.json": "inchange", "decp-2025.json": "nouveau"}
    assert serveur.demandes(gros)[1].entetes["range"] == f"bytes={commence}-"
    assert (dossier / "decp-2025.json").read_bytes() == GROS


def test_a_cut_file_is_finished_at_the_next_synchronisation(serveur, synchronise, dossier):
    gros = serveur.publish(OFFICIEL, "decp-2025.json", GROS)
    serveur.prepare(gros, Coupure(100_000), *[Reponse(500)] * 10)
    assert sorts(synchronise()) == {"decp-2025.json": "echec"}
    serveur._incidents.clear()
    assert sorts(synchronise()) == {"decp-2025.json": "nouveau"}
    assert serveur.demandes(gros)[-1].entetes["range"] == "bytes=100000-"
    assert (dossier / "decp-2025.json").read_bytes() == GROS


def test_without_the_list_nothing_is_touched(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    avant = sorted((chemin.name, chemin.read_bytes()) for chemin in dossier.iterdir())
    serveur.prepare(API, *[Reponse(503)] * 6)
    with pytest.raises(ErreurReseau):
        synchronise()
    assert sorted((chemin.name, chemin.read_bytes()) for chemin in dossier.iterdir()) == avant
