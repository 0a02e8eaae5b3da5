import json
from pathlib import Path

import pytest

from spaser.cli.national import fetch_national
from spaser.elements import ErreurSpaser
from spaser.moteur.reseau import national
from spaser.moteur.reseau.national import JEUX, FichierNational
from tests.outils.serveur_data_gouv import Reponse, ServeurDataGouv
from tests.outils.temps import Temps

PANNE = ErreurSpaser("Le serveur ne répond pas.", "Relancez plus tard.")


@pytest.fixture
def synchronise(monkeypatch):
    """Replace the network: `sync` returns what the test gives, after two progress calls."""
    appels = []

    def remplacer(*fichiers):
        def sync(dossier, plan, annees, suivi):
            appels.append((dossier, plan, annees))
            suivi("decp-2024.json", 10, 100)
            suivi("decp-2024.json", 100, 100)
            return list(fichiers)

        monkeypatch.setattr(national, "sync", sync)
        return appels

    return remplacer


def test_the_copies_that_can_be_read_are_returned(synchronise, capsys):
    appels = synchronise(
        FichierNational("decp-2024.json", "nouveau", Path("d/decp-2024.json")),
        FichierNational("decp-2025.json", "echec", Path("d/decp-2025.json"), erreur=PANNE),
        FichierNational("decp-2026.json", "echec", None, erreur=PANNE),
    )
    copies = fetch_national(Path("e"), (2024,), tabulaire=False)
    assert copies.choose(()) == ("d/decp-2024.json", "d/decp-2025.json")
    assert copies.manquants == ("decp-2025.json", "decp-2026.json")
    assert appels == [(Path("e/telechargements"), "officiel", (2024,))]
    sortie = capsys.readouterr()
    assert sortie.out == ""
    assert sortie.err.count("téléchargement de decp-2024.json") == 1
    assert "Le serveur ne répond pas." in sortie.err
    assert sortie.err.count("Relancez plus tard.") == 2
    assert "La copie précédente est gardée." in sortie.err


def test_nothing_to_read_is_an_error_with_a_way_out(synchronise):
    appels = synchronise(FichierNational("decp.parquet", "echec", None, erreur=PANNE))
    copies = fetch_national(Path("e"), None, tabulaire=True)
    assert appels[0][1] == "tabulaire"
    with pytest.raises(ErreurSpaser, match="Ce fichier national n’est pas à jour : decp"):
        copies.choose(())
    assert copies.choose(["mien.json"]) == ()


@pytest.fixture
def plateforme(monkeypatch):
    """A local host in place of the public platform."""
    Temps(monkeypatch)
    with ServeurDataGouv() as serveur:
        monkeypatch.setattr(national, "BASE", serveur.base)
        yield serveur


@pytest.mark.longue
def test_a_file_in_failure_does_not_lose_the_others(plateforme, depart, lancer, tmp_path):
    bon = (depart.fichiers / "marches-2024.json").read_bytes()
    plateforme.publish(JEUX["officiel"], "decp-2024.json", bon)
    perdu = plateforme.publish(JEUX["officiel"], "decp-2025.json", bon)
    plateforme.prepare(perdu, Reponse(404))
    entrepot = tmp_path / "entrepot"
    resultat = lancer(
        "importer", "--national", "--annees", "2024-2025", "--format", "json",
        "--entrepot", entrepot,
    )  # fmt: skip
    assert resultat.code == 1
    assert json.loads(resultat.brut)["lus"] == 397
    assert "decp-2024.json : téléchargé" in resultat.erreurs
    assert "Ce fichier national n’est pas à jour : decp-2025.json." in resultat.erreurs
    assert (entrepot / "telechargements" / "decp-2024.json").read_bytes() == bon

    encore = lancer("importer", "--national", "--annees", "2024,2025", "--entrepot", entrepot)
    assert encore.code == 0
    assert "decp-2024.json : déjà à jour" in encore.erreurs
    assert "0   marchés nouveaux" in encore.sortie


@pytest.mark.longue
def test_a_year_that_is_not_published_is_told_with_those_that_are(
    plateforme, depart, lancer, tmp_path
):
    bon = (depart.fichiers / "marches-2024.json").read_bytes()
    plateforme.publish(JEUX["officiel"], "decp-2024.json", bon)
    resultat = lancer(
        "importer", "--national", "--annees", "2024,2031", "--entrepot", tmp_path / "entrepot"
    )
    assert resultat.code == 1
    assert "397 enregistrements lus" in resultat.sortie
    assert "Années publiées : 2024." in resultat.erreurs
