from pathlib import Path

import pytest

from spaser.cli.national import fetch_national
from spaser.donnees import national
from spaser.donnees.national import FichierNational
from spaser.donnees.ressources import Ressource
from spaser.erreurs import ErreurSpaser

PANNE = ErreurSpaser("Le serveur ne répond pas.", "Relancez plus tard.")


@pytest.fixture
def synchronise(monkeypatch):
    """Replace the network: `sync` returns what the test gives, after two progress calls."""
    appels = []

    def remplacer(*fichiers):
        def sync(dossier, plan, annees, *, suivi):
            appels.append((dossier, plan, annees))
            suivi(Ressource("1", "decp-2024.json", "u"), 10, 100)
            suivi(Ressource("1", "decp-2024.json", "u"), 100, 100)
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
