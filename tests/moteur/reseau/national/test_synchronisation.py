"""The synchronisation, when all goes well."""

import hashlib
import json

import pytest
import time_machine

from spaser.moteur.reseau.national import MANIFESTE, read_copies
from spaser.moteur.reseau.telechargement import RessourceIntrouvable
from tests.moteur.reseau.national.commun import OFFICIEL, TABULAIRE, content_of, sorts

PARQUET = b"PAR1" + b"\x00" * 5000 + b"PAR1"


@time_machine.travel("2026-01-05T08:00:00+00:00", tick=False)
def test_a_first_synchronisation_brings_everything(serveur, synchronise, dossier, temps):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.publish(OFFICIEL, "decp-2025-01.json", content_of("b"))
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "nouveau", "decp-2025-01.json": "nouveau"}
    assert bilan["decp-2024.json"].chemin == dossier / "decp-2024.json"
    assert bilan["decp-2024.json"].chemin.read_bytes() == content_of("a")
    entree = json.loads((dossier / MANIFESTE).read_text())["decp-2024.json"]
    assert entree == {
        "url": publie.url,
        "etag": publie.etag,
        "last_modified": publie.last_modified,
        "sommes": {
            "sha256": hashlib.sha256(content_of("a")).hexdigest(),
            "sha1": publie.checksum["value"],
        },
        "taille": len(content_of("a")),
        "date": "2026-01-05T08:00:00+00:00",
        "modification": (dossier / "decp-2024.json").stat().st_mtime_ns,
    }
    assert temps.pauses == []


def test_a_file_whose_checksum_is_announced_is_not_even_asked_for(serveur, synchronise):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "inchange"}
    assert len(serveur.demandes(publie)) == 1


def test_the_same_file_published_again_elsewhere_is_not_fetched(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}
    assert serveur.demandes(publie) == []
    entree = read_copies(dossier)["decp-2024.json"]
    assert (entree.url, entree.etag) == (publie.url, None)


@pytest.mark.parametrize(("filetype", "somme"), [("remote", True), ("file", False)])
def test_without_a_sure_checksum_the_host_is_asked(serveur, synchronise, dossier, filetype, somme):
    publie = serveur.publish(
        OFFICIEL, "decp-2024.json", content_of("a"), filetype=filetype, somme=somme
    )
    synchronise()
    avant = read_copies(dossier)
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}
    assert serveur.demandes(publie)[1].entetes["if-none-match"] == publie.etag
    assert read_copies(dossier) == avant


def test_a_changed_file_is_fetched(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    serveur.publish(OFFICIEL, "decp-2025.json", content_of("b"))
    synchronise()
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("c"))
    bilan = synchronise()
    assert sorts(bilan) == {"decp-2024.json": "modifie", "decp-2025.json": "inchange"}
    assert bilan["decp-2024.json"].chemin.read_bytes() == content_of("c")


def test_marks_of_another_address_are_not_sent(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"), somme=False)
    synchronise()
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"), somme=False)
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}  # fetched, and found the same
    assert "if-none-match" not in serveur.demandes(publie)[0].entetes


def test_only_the_years_asked_for_are_fetched(serveur, synchronise, dossier):
    for nom in ("decp-2024.json", "decp-2025.json", "decp-2026-01.json"):
        serveur.publish(OFFICIEL, nom, content_of(nom))
    assert list(synchronise(annees=[2024, 2026])) == ["decp-2024.json", "decp-2026-01.json"]
    assert not (dossier / "decp-2025.json").exists()


def test_a_year_that_is_not_published_is_told_beside_the_others(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    bilan = synchronise(annees=[2024, 2031])
    assert sorts(bilan) == {"decp-2024.json": "nouveau", "decp-2031.json": "echec"}
    assert bilan["decp-2031.json"].chemin is None
    assert "2024" in bilan["decp-2031.json"].erreur.conseil


def test_the_parquet_plan(serveur, synchronise):
    serveur.publish(TABULAIRE, "decp.csv", b"uid")
    serveur.publish(TABULAIRE, "decp.parquet", PARQUET)
    bilan = synchronise("tabulaire")
    assert sorts(bilan) == {"decp.parquet": "nouveau"}
    assert bilan["decp.parquet"].chemin.read_bytes() == PARQUET


def test_both_plans_share_a_folder(serveur, synchronise, dossier):
    serveur.publish(TABULAIRE, "decp.parquet", PARQUET)
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise("tabulaire")
    synchronise("officiel")
    assert list(read_copies(dossier)) == ["decp-2024.json", "decp.parquet"]


def test_a_data_set_without_its_parquet_is_told(serveur, synchronise):
    serveur.publish(TABULAIRE, "decp.csv", b"uid")
    bilan = synchronise("tabulaire")
    assert isinstance(bilan["decp.parquet"].erreur, RessourceIntrouvable)


def test_progress_names_the_file(serveur, synchronise):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    vus = []
    synchronise(suivi=lambda *etape: vus.append(etape))
    taille = len(content_of("a"))
    assert vus == [("decp-2024.json", 0, taille), ("decp-2024.json", taille, taille)]
