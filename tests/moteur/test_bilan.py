"""What a bilan gathers beyond the figures: a name, the files, what must be known first."""

from datetime import date

import pytest

from spaser.elements import ErreurSpaser
from spaser.moteur.bilan import compute_bilan
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import ACHETEUR, AUTRE_ACHETEUR, concession, marche, write_v2
from tests.moteur.referentiels.fabrique import write_unites

JOUR = date(2026, 11, 24)
SIREN = ACHETEUR[:9]


@pytest.fixture
def importer(tmp_path):
    """Import files into the store of the test."""

    def importe(*fichiers):
        import_fichiers(fichiers, tmp_path / "entrepot", aujourdhui=JOUR)

    return importe


@pytest.fixture
def calculer(tmp_path):
    def calcule(annee=None, siren=SIREN):
        with open_entrepot(tmp_path / "entrepot") as ouvert:
            return compute_bilan(ouvert, siren, annee, JOUR)

    return calcule


def test_nobody_of_that_number_gives_nothing(importer, calculer, tmp_path):
    importer(write_v2(tmp_path / "a.json", [marche()]))
    assert calculer(siren="552100554") is None


@pytest.mark.longue
def test_a_year_without_contracts_is_refused_with_those_that_have_some(
    importer, calculer, tmp_path
):
    importer(write_v2(tmp_path / "a.json", [marche()]))
    with pytest.raises(ErreurSpaser, match="Aucun marché de 2019") as erreur:
        calculer(2019)
    assert erreur.value.conseil == "Années connues : 2024."


@pytest.mark.longue
def test_the_sources_are_the_files_of_the_buyer(importer, calculer, tmp_path):
    importer(
        write_v2(tmp_path / "a.json", [marche()]),
        write_v2(tmp_path / "b.json", [marche(acheteur={"id": AUTRE_ACHETEUR})]),
    )
    assert [source.nom for source in calculer().sources] == ["a.json"]


@pytest.mark.longue
def test_a_buyer_without_a_name_takes_that_of_sirene(importer, calculer, tmp_path):
    importer(write_v2(tmp_path / "a.json", [marche()]))
    assert calculer().acheteur.nom is None
    importer(
        write_unites(
            tmp_path / "StockUniteLegale.parquet",
            {"siren": SIREN, "denominationUniteLegale": "VILLE DE VALFLEUR"},
        )
    )
    assert calculer().acheteur.nom == "VILLE DE VALFLEUR"


@pytest.mark.longue
def test_a_buyer_of_concessions_alone_is_told_that_they_count_in_no_share(
    importer, calculer, tmp_path
):
    importer(write_v2(tmp_path / "a.json", [], [concession()]))
    assert "n’a publié que des concessions" in calculer().avertissements[0]


@pytest.mark.longue
def test_contracts_without_a_date_are_announced(importer, calculer, tmp_path):
    sans = marche(id="2024-002", dateNotification=None, datePublicationDonnees=None)
    importer(write_v2(tmp_path / "a.json", [marche(), sans]))
    sans_date, listes = calculer().avertissements
    assert sans_date == "1 marché n’a pas de date lisible : il ne compte dans aucune année."
    assert listes.startswith("Quatre listes manquent sur ce site : ")
