from collections import defaultdict

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.referentiels.embarques import load_embarques
from spaser.moteur.referentiels.lieu import (
    DEPARTEMENTS,
    POSTAUX_DETACHES,
    REGIONS_UNIQUES,
    departement,
)


@pytest.fixture(scope="module")
def connexion():
    with duckdb.connect() as ouverte:
        load_embarques(ouverte)
        yield ouverte


@pytest.mark.parametrize(
    ("code", "type_code", "attendu"),
    [
        # postal codes
        ("75002", "Code postal", "75"),
        ("01000", "Code postal", "01"),
        ("20090", "Code postal", "2A"),
        ("20167", "Code postal", "2A"),
        ("20200", "Code postal", "2B"),
        ("20620", "Code postal", "2B"),
        ("97410", "Code postal", "974"),
        ("98800", "Code postal", "988"),
        ("97133", "Code postal", "977"),
        ("97150", "Code postal", "978"),
        ("94390", "Code postal", "91"),  # Orly airport
        ("FR63170", "Code postal", "63"),
        ("F-45000", "CODE POSTAL", "45"),
        (" 59 000 ", "Code Postal", "59"),
        ("34", "Code postal", "34"),  # a department under the wrong kind
        ("974", "Code postal", "974"),
        ("3200", "Code postal", None),  # not a lost zero: see the module
        ("775000", "Code postal", None),
        ("99999", "Code postal", None),
        ("FR", "Code postal", None),
        ("Nantes", "Code postal", None),
        # communes
        ("2A004", "Code commune", "2A"),
        ("2b033", "Code commune", "2B"),
        ("97411", "Code commune", "974"),
        ("13055", "commune", "13"),
        ("97133", "Code commune", "971"),  # a postal code elsewhere
        ("20000", "Code commune", "2A"),  # a postal code under the wrong kind
        # departments
        ("75", "Code département", "75"),
        ("075", "Code département", "75"),
        ("1", "Code département", "01"),
        ("2A", "CODE DEPARTEMENT", "2A"),
        ("02b", "Code d\ufffdpartement", "2B"),
        ("974", "Code departement", "974"),
        ("54000", "Code département", "54"),
        ("20", "Code département", None),
        ("97", "Code département", None),
        ("99", "Code département", None),
        ("972231", "Code département", None),
        # arrondissements and cantons
        ("651", "Code arrondissement", "65"),
        ("2A1", "Code arrondissement", "2A"),
        ("9711", "Code arrondissement", "971"),
        ("75102", "Code arrondissement", "75"),
        ("971", "Code arrondissement", "971"),
        ("12", "Code arrondissement", None),
        ("0101", "Code canton", "01"),
        ("97101", "Code canton", "971"),
        ("2B05", "Code canton", "2B"),
        # regions and countries
        ("04", "Code région", "974"),
        ("02", "Code r\ufffdgion", "972"),
        ("93", "Code région", None),
        ("94", "Code région", None),
        ("3", "Code région", None),
        ("FR", "Code pays", None),
        ("75", "Code pays", None),
        # no kind, no code
        ("75002", None, "75"),
        ("2A004", "", "2A"),
        ("974", None, "974"),
        ("97133", None, None),
        ("75", None, None),  # a department or a region
        ("563", None, None),
        (None, "Code postal", None),
        ("", "Code postal", None),
        ("   ", "Code département", None),
    ],
)
def test_department_of_a_place(code, type_code, attendu):
    assert departement(code, type_code) == attendu


def test_departments_are_those_of_the_table(connexion):
    lus = connexion.execute("SELECT code FROM ref_departements").fetchall()

    assert {code for (code,) in lus} == DEPARTEMENTS


def test_regions_of_one_department(connexion):
    lus = connexion.execute(
        "SELECT r.code, any_value(d.code) FROM ref_regions r JOIN ref_departements d "
        "ON d.region = r.code WHERE length(r.code) = 2 GROUP BY ALL HAVING count(*) = 1"
    ).fetchall()

    assert dict(lus) == REGIONS_UNIQUES


def test_every_commune_code_gives_its_department(connexion):
    lus = connexion.execute(
        "SELECT c.code, r.departement FROM ref_communes r JOIN (SELECT code, code AS commune "
        "FROM ref_communes UNION ALL SELECT code, commune FROM ref_communes_anciennes "
        "WHERE nature = 'arrondissement') c ON r.code = c.commune"
    ).fetchall()

    assert [(c, d) for c, d in lus if departement(c, "Code commune") != d] == []


def test_every_postal_code_gives_a_department_it_serves(connexion):
    servis = defaultdict(set)
    for code, dep in connexion.execute(
        "SELECT p.code_postal, c.departement FROM ref_codes_postaux p "
        "JOIN ref_communes c ON c.code = p.commune"
    ).fetchall():
        servis[code].add(dep)
    faux = {c: d for c, d in servis.items() if departement(c, "Code postal") not in d}

    assert faux == {}
    assert servis.keys() >= POSTAUX_DETACHES.keys()


@given(
    st.one_of(st.none(), st.text(max_size=8), st.from_regex(r"[0-9AB]{1,6}", fullmatch=True)),
    st.one_of(
        st.none(),
        st.text(max_size=12),
        st.sampled_from(
            [
                "Code postal",
                "Code commune",
                "Code arrondissement",
                "Code canton",
                "Code département",
                "Code région",
                "Code pays",
            ]
        ),
    ),
)
def test_any_place_has_a_known_department_or_none(code, type_code):
    assert departement(code, type_code) in DEPARTEMENTS | {None}
