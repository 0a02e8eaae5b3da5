from datetime import date

import duckdb
import pytest

from spaser.moteur.referentiels.depot import attach
from spaser.moteur.referentiels.importation import import_referentiel, recognise_liste
from spaser.moteur.referentiels.modele import ErreurReferentiel
from spaser.moteur.referentiels.sirene import STOCKS
from tests.moteur.fabrique_decp import siren as numero
from tests.moteur.referentiels.fabrique import (
    SIRET_A,
    SIRET_B,
    A,
    B,
    C,
    D,
    siret,
    write_etablissements,
    write_parquet,
    write_unites,
)


@pytest.fixture
def connexion():
    with duckdb.connect() as ouverte:
        yield ouverte


@pytest.fixture
def rencontres(connexion):
    connexion.execute("CREATE TABLE titulaires (nom VARCHAR, siren VARCHAR)")
    connexion.execute(
        "INSERT INTO titulaires VALUES ('x', ?), ('y', ?), ('y', ?), ('z', NULL)", [A, B, B]
    )
    return connexion.table("titulaires")


def _read(connexion, dossier, requete):
    attach(connexion, dossier)
    return connexion.execute(requete).fetchall()


def test_units_met_are_kept(tmp_path, connexion, rencontres):
    fichier = write_unites(tmp_path / "stock.parquet", {}, {"siren": B}, {"siren": C})

    rapport = import_referentiel(fichier, tmp_path / "ref", rencontres)

    assert (rapport.nom, rapport.lues, rapport.gardees) == ("sirene_unites", 3, 2)
    assert rapport.rejets == {"non_rencontre": 1}
    assert _read(
        connexion, tmp_path / "ref", "SELECT * FROM ref_sirene_unites WHERE siren = " + f"'{A}'"
    ) == [(A, "ATELIER DU LAC", "PME", "5710", "43.21A", False, None, "A", True)]


NOMS = [
    ({}, "ATELIER DU LAC"),
    ({"denominationUniteLegale": None, "denominationUsuelle1UniteLegale": "LE LAC"}, "LE LAC"),
    (
        {
            "denominationUniteLegale": None,
            "nomUniteLegale": "FICTIF",
            "prenomUsuelUniteLegale": "CAMILLE",
        },
        "CAMILLE FICTIF",
    ),
    (
        {
            "denominationUniteLegale": None,
            "nomUniteLegale": "FICTIF",
            "nomUsageUniteLegale": "IMAGINAIRE",
            "prenomUsuelUniteLegale": "CAMILLE",
        },
        "CAMILLE IMAGINAIRE",
    ),
    ({"denominationUniteLegale": None}, None),
    ({"denominationUniteLegale": "[ND]"}, None),
    ({"statutDiffusionUniteLegale": "P"}, None),
    (
        {
            "statutDiffusionUniteLegale": "P",
            "denominationUniteLegale": "[ND]",
            "nomUniteLegale": "FICTIF",
        },
        None,
    ),
]


def _read_unites(connexion, dossier, lignes, colonnes):
    """Read a stock of one unit a row; return what is kept of each, in that order."""
    sirens = [numero(rang) for rang in range(1, 1 + len(lignes))]
    unites = [{"siren": siren, **ligne} for siren, ligne in zip(sirens, lignes, strict=True)]
    fichier = write_unites(dossier / "stock.parquet", *unites)
    import_referentiel(fichier, dossier, connexion.sql(f"SELECT unnest({sirens}) AS siren"))
    lues = _read(connexion, dossier, f"SELECT siren, {colonnes} FROM ref_sirene_unites")
    par_siren = {siren: tuple(valeurs) for siren, *valeurs in lues}
    return [par_siren[siren] for siren in sirens]


def test_name_is_the_one_that_may_be_shown(tmp_path, connexion):
    lignes = [ligne for ligne, _ in NOMS]

    lus = _read_unites(connexion, tmp_path, lignes, "nom, diffusible")

    assert lus == [
        (nom, ligne.get("statutDiffusionUniteLegale", "O") == "O") for ligne, nom in NOMS
    ]


@pytest.mark.parametrize(
    "etats", [{"O": True, "N": False, None: None, "": None}, {True: True, False: False}], ids=repr
)
def test_flag_has_three_states(tmp_path, connexion, etats):
    lignes = [
        {"economieSocialeSolidaireUniteLegale": publie, "societeMissionUniteLegale": publie}
        for publie in etats
    ]

    lus = _read_unites(connexion, tmp_path, lignes, "ess, societe_mission")

    assert lus == [(lu, lu) for lu in etats.values()]


def test_size_is_a_known_one_or_unknown(tmp_path, connexion):
    tailles = {"PME": "PME", "GE": "GE", "": None, "?": None}
    lignes = [{"categorieEntreprise": publie} for publie in tailles]

    lues = _read_unites(connexion, tmp_path, lignes, "categorie_entreprise")

    assert [lue for (lue,) in lues] == list(tailles.values())


def test_number_typed_category_is_text(tmp_path, connexion, rencontres):
    fichier = write_unites(tmp_path / "s.parquet", {"categorieJuridiqueUniteLegale": 7210})
    import_referentiel(fichier, tmp_path, rencontres)

    assert _read(connexion, tmp_path, "SELECT categorie_juridique FROM ref_sirene_unites") == [
        ("7210",)
    ]


def test_older_stock_lacks_columns(tmp_path, connexion, rencontres):
    sauf = (
        "societeMissionUniteLegale",
        "dateDebut",
        "nomUsageUniteLegale",
        "dateDernierTraitementUniteLegale",
    )
    fichier = write_unites(tmp_path / "s.parquet", {}, sauf=sauf)

    rapport = import_referentiel(fichier, tmp_path, rencontres)

    assert rapport.gardees == 1
    assert _read(connexion, tmp_path, "SELECT societe_mission FROM ref_sirene_unites") == [(None,)]


def test_most_recent_row_of_a_unit_is_kept(tmp_path, connexion, rencontres):
    fichier = write_unites(
        tmp_path / "s.parquet",
        {"etatAdministratifUniteLegale": "A", "dateDebut": "2012-01-01"},
        {"etatAdministratifUniteLegale": "C", "dateDebut": "2024-01-01"},
        {"etatAdministratifUniteLegale": "A", "dateDebut": None},
    )

    rapport = import_referentiel(fichier, tmp_path, rencontres)

    assert rapport.rejets == {"doublon": 2}
    assert _read(connexion, tmp_path, "SELECT etat FROM ref_sirene_unites") == [("C",)]


def test_establishments_of_the_units_met_are_kept(tmp_path, connexion, rencontres):
    annexe = siret(81234560, 2)
    fichier = write_etablissements(
        tmp_path / "stock.parquet",
        {},
        {
            "siret": annexe,
            "etablissementSiege": "false",
            "codeCommuneEtablissement": "2A004",
            "etatAdministratifEtablissement": "F",
        },
        {"siren": B, "siret": SIRET_B, "codeCommuneEtablissement": "[ND]"},
        {"siren": D, "siret": siret(81234563)},
    )

    rapport = import_referentiel(fichier, tmp_path / "ref", rencontres)

    assert (rapport.nom, rapport.lues, rapport.gardees) == ("sirene_etablissements", 4, 3)
    assert set(_read(connexion, tmp_path / "ref", "SELECT * FROM ref_sirene_etablissements")) == {
        (SIRET_A, A, "75102", True, "A"),
        (annexe, A, "2A004", False, "F"),
        (SIRET_B, B, None, True, "A"),
    }


def test_stock_is_dated_by_its_latest_change(tmp_path, rencontres):
    fichier = write_unites(
        tmp_path / "s.parquet", {}, {"siren": C, "dateDernierTraitementUniteLegale": "2026-11-02"}
    )

    ref = import_referentiel(fichier, tmp_path, rencontres).referentiel

    assert (ref.date, ref.date_estimee) == (date(2026, 11, 2), True)


def test_stock_is_not_read_without_the_units_met(tmp_path):
    fichier = write_unites(tmp_path / "s.parquet", {})

    with pytest.raises(ErreurReferentiel, match="SIREN de l’entrepôt"):
        import_referentiel(fichier, tmp_path / "ref")


def test_stock_without_any_unit_met_changes_nothing(tmp_path, connexion, rencontres):
    import_referentiel(write_unites(tmp_path / "a.parquet", {}), tmp_path, rencontres)

    with pytest.raises(ErreurReferentiel, match="pas remplacée"):
        import_referentiel(write_unites(tmp_path / "b.parquet", {"siren": D}), tmp_path, rencontres)

    assert _read(connexion, tmp_path, "SELECT siren FROM ref_sirene_unites") == [(A,)]


def test_units_met_may_come_from_any_query(tmp_path, connexion):
    fichier = write_unites(tmp_path / "s.parquet", {}, {"siren": B})
    relation = connexion.sql(f"SELECT DISTINCT '{B}' AS identifiant")

    assert import_referentiel(fichier, tmp_path, relation).gardees == 1


@pytest.mark.longue
def test_large_stock_is_streamed(tmp_path, connexion):
    """The stock is wider than what is kept: DuckDB only holds the rows met."""
    stock = tmp_path / "stock.parquet"
    connexion.execute(
        "COPY (SELECT printf('%09d', i) AS siren, printf('%09d', i) || '00017' AS siret, "
        "'75056' AS codeCommuneEtablissement, true AS etablissementSiege, "
        "'A' AS etatAdministratifEtablissement, '2020-01-01' AS dateDebut "
        f"FROM range(300000) t(i)) TO '{stock}' (FORMAT parquet)"
    )
    rencontres = connexion.sql("SELECT printf('%09d', i * 1000) AS siren FROM range(100) t(i)")

    rapport = import_referentiel(stock, tmp_path, rencontres)

    assert (rapport.lues, rapport.gardees) == (300_000, 100)
    assert rapport.rejets == {"non_rencontre": 299_900}


@pytest.mark.parametrize("nom", STOCKS)
def test_history_files_are_not_stocks(tmp_path, nom):
    """The historical files share names with the stocks but hold several periods."""
    modele = {
        "siren": A,
        "siret": SIRET_A,
        "dateDebut": None,
        "dateFin": None,
        "denominationUniteLegale": "X",
        "etatAdministratifUniteLegale": "A",
        "etatAdministratifEtablissement": "A",
    }

    assert recognise_liste(write_parquet(tmp_path / f"{nom}.parquet", [{}], modele)) is None


def test_damaged_parquet_is_refused(tmp_path):
    fichier = tmp_path / "s.parquet"
    fichier.write_bytes(b"PAR1" + b"\0" * 40)

    assert recognise_liste(fichier) is None
    with pytest.raises(ErreurReferentiel, match="abîmé"):
        import_referentiel(fichier, tmp_path)
