"""What SQL reads by itself of plain texts: the same as the functions of `valeurs`."""

import duckdb
import pytest

from spaser.moteur.decp.conversion.regles import ACHETEUR, CPV, Dictionnaire
from spaser.moteur.decp.listes_imbriquees import MACROS
from tests.moteur.fabrique_decp import siret

BON = siret(3)
MAUVAIS = f"{BON[:-1]}{(int(BON[-1]) + 1) % 10}"


@pytest.fixture(scope="module")
def read_en_sql():
    with duckdb.connect() as connexion:
        for macro in MACROS:
            connexion.execute(macro)

        def read(dictionnaire: Dictionnaire, texte: str) -> tuple[str | None, ...] | None:
            clair = dictionnaire.clair
            assert clair is not None
            return connexion.execute(
                f"SELECT {', '.join(clair.valeurs)} "
                f"FROM (SELECT brut, {clair.nombre} AS n FROM (SELECT $1::VARCHAR AS brut)) "
                f"WHERE {clair.quand}",
                [texte],
            ).fetchone()

        yield read


@pytest.mark.parametrize(
    ("texte", "valeurs"),
    [
        ("03111000", ("03111000", "03", "fournitures")),
        ("44999999-1", ("44999999", "44", "fournitures")),
        ("45000000", ("45000000", "45", "travaux")),
        ("48000000-8", ("48000000", "48", "fournitures")),
        ("50000000", ("50000000", "50", "services")),
        ("98390000-3", ("98390000", "98", "services")),
    ],
)
def test_sql_reads_a_plain_cpv_code_as_python_does(read_en_sql, texte, valeurs):
    assert read_en_sql(CPV, texte) == valeurs
    assert CPV.read(texte) == (valeurs, None)


@pytest.mark.parametrize(
    "texte", ["02000000", "99000000", "3111000", "45000000-", "45 000 000", "45000000-12", "", "NC"]
)
def test_sql_leaves_the_other_codes_to_python(read_en_sql, texte):
    assert read_en_sql(CPV, texte) is None


@pytest.mark.parametrize(
    ("suite", "nom"),
    [
        ("", None),
        (',"nom":"Ville de Lyon"', "Ville de Lyon"),
        (',"nom":"A"', "A"),
        (',"nom":"Établissement d’Évreux 2"', None),
        (',"nom":"L’Île, (œuvres) d’Oye"', "L’Île, (œuvres) d’Oye"),
    ],
)
def test_sql_reads_a_plain_buyer_as_python_does(read_en_sql, suite, nom):
    texte = f'{{"id":"{BON}"{suite}}}'
    lu = read_en_sql(ACHETEUR, texte)
    if suite and nom is None:  # an accent comes first: Python reads it
        assert lu is None
    else:
        assert lu == (BON[:9], BON, nom)
        assert ACHETEUR.read(texte) == (lu, None)


def test_sql_reads_the_post_office_by_its_own_key(read_en_sql):
    texte = '{"id":"35600000000048"}'
    assert read_en_sql(ACHETEUR, texte) == ("356000000", "35600000000048", None)
    assert ACHETEUR.read(texte).anomalie is None


@pytest.mark.parametrize(
    "texte",
    [
        f'{{"id":"{MAUVAIS}"}}',
        '{"id":"00000000000000"}',
        f'{{"id":"{BON[:9]}"}}',
        f'{{"id":{BON}}}',
        f'{{"id": "{BON}"}}',
        f'{{"nom":"Ville","id":"{BON}"}}',
        f'{{"id":"{BON}","nom":null}}',
        f'{{"id":"{BON}","nom":""}}',
        f'{{"id":"{BON}","nom":" Ville"}}',
        f'{{"id":"{BON}","nom":"Ville "}}',
        f'{{"id":"{BON}","nom":"Ville \\\\"haute\\\\""}}',
        f'{{"id":"{BON}","nom":"Ville","siret":"1"}}',
        BON,
        "",
    ],
)
def test_sql_leaves_the_other_buyers_to_python(read_en_sql, texte):
    assert read_en_sql(ACHETEUR, texte) is None
