import csv
import hashlib
from datetime import date

import duckdb
import pytest

from spaser.elements import is_siren
from spaser.moteur.referentiels.embarques import (
    TABLES,
    describe_tables,
    load_embarques,
    read_familles,
)

DIVISIONS = (
    "03 09 14 15 16 18 19 22 24 30 31 32 33 34 35 37 38 39 41 42 43 44 45 48 50 51 55 60 63 64 65 "
    "66 70 71 72 73 75 76 77 79 80 85 90 92 98"
).split()


@pytest.fixture(scope="module")
def connexion():
    with duckdb.connect() as ouverte:
        load_embarques(ouverte)
        yield ouverte


def _read(connexion, requete):
    return connexion.execute(requete).fetchall()


def test_each_table_says_where_it_comes_from():
    tables = describe_tables()

    assert tables.keys() >= {
        "communes",
        "codes_postaux",
        "epci",
        "departements",
        "regions",
        "segments",
        "familles_acheteurs",
        "seuils",
    }
    assert all(t.libelle and t.source and t.licence and t.date for t in tables.values())


@pytest.mark.parametrize("nom", describe_tables())
def test_each_file_is_the_one_described(connexion, nom):
    fiche = describe_tables()[nom]
    contenu = (TABLES / fiche.fichier).read_bytes()

    assert _read(connexion, f"SELECT count(*) FROM ref_{nom}") == [(fiche.lignes,)]
    assert fiche.sha256 in {None, hashlib.sha256(contenu).hexdigest()}
    assert f"`{nom}`" in (TABLES / "LICENCES.md").read_text(encoding="utf-8")


def test_embedded_tables_stay_small():
    assert sum(f.stat().st_size for f in TABLES.iterdir()) < 1_600_000


@pytest.mark.parametrize(
    ("table", "cle"),
    [
        ("communes", "code"),
        ("communes_anciennes", "code"),
        ("codes_postaux", "code_postal, commune"),
        ("epci", "siren"),
        ("collectivites", "siren"),
        ("departements", "code"),
        ("regions", "code"),
        ("segments", "prefixe"),
        ("familles_acheteurs", "prefixe"),
        ("seuils", "nature, type_acheteur, debut"),
    ],
)
def test_keys_are_unique(connexion, table, cle):
    doubles = f"SELECT {cle} FROM ref_{table} GROUP BY ALL HAVING count(*) > 1"

    assert _read(connexion, doubles) == []


@pytest.mark.parametrize(
    ("table", "colonne", "cible"),
    [
        ("communes", "departement", "departements.code"),
        ("communes", "region", "regions.code"),
        ("communes", "epci_siren", "epci.siren"),
        ("communes", "ept_siren", "epci.siren"),
        ("communes_anciennes", "commune", "communes.code"),
        ("codes_postaux", "commune", "communes.code"),
        ("departements", "region", "regions.code"),
        ("epci", "departement", "departements.code"),
        ("collectivites", "region", "regions.code"),
    ],
)
def test_tables_refer_to_each_other(connexion, table, colonne, cible):
    autre, cle = cible.split(".")
    perdus = (
        f"SELECT DISTINCT {colonne} FROM ref_{table} WHERE {colonne} IS NOT NULL "
        f"AND {colonne} NOT IN (SELECT {cle} FROM ref_{autre})"
    )

    assert _read(connexion, perdus) == []


@pytest.mark.parametrize("table", ["communes", "epci", "collectivites"])
def test_sirens_are_valid_and_belong_to_one(connexion, table):
    sirens = [s for (s,) in _read(connexion, f"SELECT siren FROM ref_{table}") if s is not None]

    assert all(map(is_siren, sirens))
    assert len(set(sirens)) == len(sirens)


def test_only_some_overseas_communes_lack_a_siren(connexion):
    sans = (
        "SELECT DISTINCT d.zone FROM ref_communes c "
        "JOIN ref_departements d ON d.code = c.departement WHERE siren IS NULL"
    )

    assert _read(connexion, sans) == [("com",)]


def test_a_city_is_placed(connexion):
    rennes = (
        "SELECT c.departement, c.region, e.type, e.departement FROM ref_communes c "
        "JOIN ref_epci e ON e.siren = c.epci_siren WHERE c.nom = 'Rennes'"
    )

    assert _read(connexion, rennes) == [("35", "53", "METRO", "35")]


def test_a_grouping_over_two_departments_has_no_single_one(connexion):
    beaune = "SELECT departement, departements FROM ref_epci WHERE nom LIKE 'CA Beaune%'"

    assert _read(connexion, beaune) == [(None, ["21", "71"])]


def test_districts_of_the_great_cities_lead_to_them(connexion):
    arrondissements = (
        "SELECT commune, count(*) FROM ref_communes_anciennes WHERE nature = 'arrondissement' "
        "GROUP BY ALL ORDER BY 1"
    )

    assert _read(connexion, arrondissements) == [("13055", 16), ("69123", 9), ("75056", 20)]


def test_no_replaced_code_is_still_a_commune(connexion):
    vivants = "SELECT code FROM ref_communes_anciennes SEMI JOIN ref_communes USING (code)"

    assert _read(connexion, vivants) == []


def test_every_division_has_a_segment(connexion):
    divisions = "SELECT prefixe FROM ref_segments WHERE length(prefixe) = 2 ORDER BY 1"

    assert [d for (d,) in _read(connexion, divisions)] == DIVISIONS


def test_a_part_of_a_division_goes_elsewhere_for_a_reason(connexion):
    exceptions = (
        "SELECT e.prefixe, raison IS NOT NULL, raison LIKE '%.' FROM ref_segments e "
        "WHERE length(prefixe) > 2 AND raison IS NULL"
    )
    inutiles = (
        "SELECT e.prefixe FROM ref_segments e WHERE length(prefixe) > 2 AND famille = ("
        "SELECT arg_max(famille, length(d.prefixe)) FROM ref_segments d "
        "WHERE starts_with(e.prefixe, d.prefixe) AND d.prefixe <> e.prefixe)"
    )

    assert _read(connexion, exceptions) == []
    assert _read(connexion, inutiles) == []


@pytest.mark.parametrize(
    ("cpv", "famille"),
    [
        ("34928480", "Environnement, propreté et espaces verts"),  # waste containers
        ("44613700", "Environnement, propreté et espaces verts"),  # skips for waste
        ("44613800", "Environnement, propreté et espaces verts"),
        ("39224340", "Environnement, propreté et espaces verts"),  # bins
        ("34928400", "Bâtiment et travaux publics"),  # street furniture
        ("34928471", "Mobilité et transports"),  # signs
        ("34144510", "Mobilité et transports"),  # a lorry, whatever it carries
        ("34000000", "Mobilité et transports"),
        ("44613300", "Bâtiment et travaux publics"),  # containers for goods
        ("03220000", "Alimentation et restauration"),
        ("03451000", "Environnement, propreté et espaces verts"),
        ("31682000", "Énergie et eau"),
        ("31682230", "Équipements et produits techniques"),
        ("34999999", "Mobilité et transports"),  # no such code: its division
        ("99000000", None),
        (None, None),
    ],
)
def test_a_code_takes_the_family_of_its_longest_prefix(connexion, cpv, famille):
    requete = (
        "SELECT any_value(famille_libelle) FROM ref_segments WHERE prefixe = prefixe_cpv($cpv)"
    )

    assert connexion.execute(requete, {"cpv": cpv}).fetchone() == (famille,)


def test_families_are_listed_by_their_label():
    familles = read_familles()

    assert list(familles)[:3] == ["alimentation", "batiment", "organisation"]
    assert familles["energie"] == "Énergie et eau"
    assert len(familles) == 17


@pytest.mark.parametrize(
    ("table", "code", "libelle"),
    [("segments", "famille", "famille_libelle"), ("familles_acheteurs", "famille", "libelle")],
)
def test_a_family_has_one_label(connexion, table, code, libelle):
    requete = (
        f"SELECT {code} FROM ref_{table} GROUP BY 1 HAVING count(DISTINCT {libelle}) > 1 UNION ALL "
        f"SELECT {libelle} FROM ref_{table} GROUP BY 1 HAVING count(DISTINCT {code}) > 1"
    )

    assert _read(connexion, requete) == []


def test_labels_are_short(connexion):
    longs = "SELECT segment FROM ref_segments WHERE length(segment) > 65"

    assert _read(connexion, longs) == []


@pytest.mark.parametrize(
    ("categorie", "famille"),
    [
        ("7210", "commune"),
        ("7344", "intercommunalite"),
        ("7354", "syndicat"),
        ("7357", "syndicat"),  # by the prefix 735
        ("7113", "etat"),
        ("7364", "hopital"),
        ("5710", None),
        (None, None),
    ],
)
def test_buyer_family_is_that_of_the_longest_prefix(connexion, categorie, famille):
    lu = connexion.execute(
        "SELECT arg_max(famille, length(prefixe)) FROM ref_familles_acheteurs "
        "WHERE starts_with(?, prefixe)",
        [categorie],
    ).fetchall()

    assert lu == [(famille,)]


def test_families_say_how_sure_they_are(connexion):
    lues = _read(connexion, "SELECT DISTINCT confiance FROM ref_familles_acheteurs ORDER BY 1")

    assert lues == [("B",), ("C",)]


@pytest.mark.parametrize(
    ("nature", "acheteur", "jour", "montant"),
    [
        ("fournitures_services", "etat", date(2025, 12, 31), 143_000),
        ("fournitures_services", "etat", date(2026, 1, 1), 140_000),
        ("fournitures_services", "pouvoir_adjudicateur", date(2024, 1, 1), 221_000),
        ("fournitures_services", "pouvoir_adjudicateur", date(2027, 12, 31), 216_000),
        ("fournitures_services", "entite_adjudicatrice", date(2026, 6, 1), 432_000),
        ("fournitures_services", "defense_securite", date(2024, 6, 1), 443_000),
        ("travaux", "pouvoir_adjudicateur", date(2025, 1, 1), 5_538_000),
        ("travaux", "etat", date(2026, 1, 1), 5_404_000),
        ("concession", "pouvoir_adjudicateur", date(2026, 1, 1), 5_404_000),
        ("travaux", "etat", date(2023, 12, 31), 5_382_000),
        ("concession", "pouvoir_adjudicateur", date(2022, 1, 1), 5_382_000),
        ("fournitures_services", "pouvoir_adjudicateur", date(2022, 1, 1), 215_000),
        ("fournitures_services", "etat", date(2023, 6, 1), 140_000),
        ("fournitures_services", "entite_adjudicatrice", date(2022, 6, 1), 431_000),
        ("fournitures_services", "pouvoir_adjudicateur", date(2021, 12, 31), 214_000),
        ("fournitures_services", "defense_securite", date(2020, 6, 1), 428_000),
        ("travaux", "pouvoir_adjudicateur", date(2020, 1, 1), 5_350_000),
        ("travaux", "pouvoir_adjudicateur", date(2019, 12, 31), None),  # no source was read
        ("fournitures_services", "pouvoir_adjudicateur", date(2017, 6, 1), None),
        ("travaux", "etat", date(2028, 1, 1), None),
    ],
)
def test_thresholds_have_a_period(connexion, nature, acheteur, jour, montant):
    lus = connexion.execute(
        "SELECT montant, verifie_le, confiance FROM ref_seuils "
        "WHERE nature = ? AND type_acheteur = ? AND ? BETWEEN debut AND fin",
        [nature, acheteur, jour],
    ).fetchall()

    verifie = date(2026, 11, 24) if jour.year >= 2024 else date(2026, 11, 26)
    assert lus == ([] if montant is None else [(montant, verifie, "B")])


def test_text_tables_have_no_stray_space():
    for chemin in TABLES.glob("*.csv"):
        with chemin.open(encoding="utf-8", newline="") as flux:
            assert all(c == c.strip() for ligne in csv.reader(flux) for c in ligne), chemin.name
