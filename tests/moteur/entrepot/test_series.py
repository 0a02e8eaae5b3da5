"""What years the files of a store hold, as the store kept them."""

from datetime import date

import pytest

from spaser.moteur.corrige.lecture import open_corrige
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.entrepot.manifeste import name_serie
from spaser.moteur.entrepot.series import list_series
from spaser.moteur.importation import import_fichiers
from tests.moteur.fabrique_decp import ACHETEUR, AUTRE_ACHETEUR, marche, write_v2

SIREN, AUTRE = ACHETEUR[:9], AUTRE_ACHETEUR[:9]


def _marche(jour, acheteur=ACHETEUR, publie=None):
    return marche(
        id=f"M-{jour}",
        objet=f"Besoin du {jour}",
        acheteur={"id": acheteur},
        dateNotification=jour,
        datePublicationDonnees=publie or jour,
    )


def _tell(serie):
    return [(vue.annee, vue.marches, vue.premier, vue.dernier) for vue in serie.annees]


def test_files_that_bear_one_name_make_a_series_but_a_siret_is_somebody():
    assert name_serie("decp-2023.json") == name_serie("decp-2024.json")
    assert name_serie("lot_2024-07-02_3.json") == name_serie("lot_2024-11-27_12.json")
    assert name_serie(f"DECP-{ACHETEUR}-2024.json") != name_serie(
        f"DECP-{AUTRE_ACHETEUR}-2024.json"
    )


def test_a_series_says_what_it_holds_of_each_year_whoever_bought(tmp_path):
    import_fichiers(
        [
            write_v2(tmp_path / "decp-2023.json", [_marche("2023-05-04", AUTRE_ACHETEUR)]),
            write_v2(
                tmp_path / "decp-2024.json",
                [_marche("2024-02-01"), _marche("2024-11-30", AUTRE_ACHETEUR, "2025-01-08")],
            ),
            write_v2(tmp_path / "ville.json", [_marche("2021-06-07", AUTRE_ACHETEUR)]),
        ],
        tmp_path / "entrepot",
    )

    with open_entrepot(tmp_path / "entrepot") as entrepot:
        (serie,) = list_series(entrepot, SIREN)
        autres = list_series(entrepot, AUTRE)

    assert [fichier.nom for fichier in serie.fichiers] == ["decp-2023.json", "decp-2024.json"]
    assert _tell(serie) == [
        (2023, 1, date(2023, 5, 4), date(2023, 5, 4)),
        (2024, 2, date(2024, 2, 1), date(2024, 11, 30)),
    ]
    assert (serie.publie_le, serie.un_acheteur) == (date(2025, 1, 8), False)
    assert autres[0] == serie
    assert _tell(autres[1]) == [(2021, 1, date(2021, 6, 7), date(2021, 6, 7))]
    assert autres[1].un_acheteur is True


@pytest.mark.longue
def test_a_wrong_date_among_a_hundred_stretches_no_year(tmp_path):
    jours = [f"2024-{mois:02d}-{jour:02d}" for mois in (1, 2, 3, 4) for jour in range(1, 27)]
    source = write_v2(tmp_path / "a.json", [*map(_marche, jours), _marche("2024-12-19")])
    import_fichiers([source], tmp_path / "entrepot")

    with open_entrepot(tmp_path / "entrepot") as entrepot:
        (serie,) = list_series(entrepot, SIREN)

    assert _tell(serie) == [(2024, 105, date(2024, 1, 2), date(2024, 4, 26))]


@pytest.mark.longue
def test_a_file_of_the_buyer_s_own_is_a_series_beside_the_published_ones(tmp_path):
    import_fichiers([write_v2(tmp_path / "a.json", [_marche("2024-02-01")])], tmp_path / "publie")
    import_fichiers([write_v2(tmp_path / "a.json", [_marche("2022-03-04")])], tmp_path / "prive")

    with open_corrige(tmp_path / "publie", SIREN, tmp_path / "prive") as entrepot:
        series = list_series(entrepot, SIREN)
    with open_corrige(tmp_path / "rien", SIREN, tmp_path / "prive") as entrepot:
        seules = list_series(entrepot, SIREN)

    assert [_tell(serie)[0][0] for serie in series] == [2024, 2022]
    assert [_tell(serie)[0][0] for serie in seules] == [2022]
