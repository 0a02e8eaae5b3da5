"""Reference lists among the inputs: entered with the contracts, before or after them."""

import pytest

from spaser.moteur.entrepot import construction
from spaser.moteur.entrepot.construction import VersionFausse
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import (
    AUTRE_ACHETEUR,
    AUTRE_TITULAIRE,
    TITULAIRE,
    ask,
    marche,
    siren,
    titulaire_v2,
    write_v2,
)

FIGURES = (
    "SELECT siren, numerateur, n FROM valeurs WHERE indicateur = 'SOC-13' "
    "AND variante = 'nombre' ORDER BY 1"
)
MARCHES = [marche(id="1"), marche(id="2", titulaires=[titulaire_v2(AUTRE_TITULAIRE)])]


@pytest.fixture
def liste(tmp_path):
    """Write a list of ESUS where one of the two holders is."""
    chemin = tmp_path / "ESUS_2024-01-31.csv"
    lignes = ["Dénomination;SIREN;Date d'agrément;Date de fin d'agrément"]
    lignes += [f"Structure {n};{siren(n)};01/01/2022;31/12/2027" for n in (11, 40, 41, 42)]
    chemin.write_text("\n".join(lignes), encoding="utf-8")
    return chemin


@pytest.fixture
def contrats(tmp_path):
    return write_v2(tmp_path / "contrats.json", MARCHES)


def test_a_list_read_with_the_contracts_makes_its_figures(contrats, liste, tmp_path):
    rapport = import_fichiers([liste, contrats], tmp_path / "e")

    assert rapport.referentiels == {"esus": {"lues": 4, "gardees": 4}}
    assert rapport.ignores == []
    assert ask(tmp_path / "e", FIGURES) == [(MARCHES[0]["acheteur"]["id"][:9], 1, 2)]
    assert TITULAIRE.startswith(siren(11))


@pytest.mark.longue
def test_a_list_read_before_any_contract_is_kept_for_them(contrats, liste, tmp_path):
    premier = import_fichiers([liste], tmp_path / "e")
    import_fichiers([contrats], tmp_path / "e")

    assert premier.referentiels == {"esus": {"lues": 4, "gardees": 4}}
    assert [ligne[1:] for ligne in ask(tmp_path / "e", FIGURES)] == [(1, 2)]


@pytest.mark.longue
def test_a_list_read_after_the_contracts_renews_every_figure(contrats, liste, tmp_path):
    autre = write_v2(tmp_path / "autre.json", [marche(acheteur={"id": AUTRE_ACHETEUR})])
    for fichier in (contrats, autre):
        import_fichiers([fichier], tmp_path / "e")
    assert ask(tmp_path / "e", FIGURES) == []

    import_fichiers([liste], tmp_path / "e")

    assert [ligne[1:] for ligne in ask(tmp_path / "e", FIGURES)] == [(1, 2), (1, 1)]


@pytest.mark.longue
def test_a_list_left_by_an_import_that_failed_counts_for_everyone_at_the_next(
    contrats, liste, tmp_path, monkeypatch
):
    import_fichiers([contrats], tmp_path / "e")
    monkeypatch.setattr(construction, "list_assertions", lambda _: [("faux", "SELECT 1")])
    with pytest.raises(VersionFausse):
        import_fichiers([liste], tmp_path / "e")
    assert ask(tmp_path / "e", FIGURES) == []
    monkeypatch.undo()

    autre = write_v2(tmp_path / "autre.json", [marche(acheteur={"id": AUTRE_ACHETEUR})])
    import_fichiers([autre], tmp_path / "e")

    assert [ligne[1:] for ligne in ask(tmp_path / "e", FIGURES)] == [(1, 2), (1, 1)]
