"""What is compared of a record: lots, ids and objects as they are read in its texts."""

import unicodedata

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.elements import net_numero
from spaser.moteur.decp.identite import (
    cote_sql,
    groupe_sql,
    id_compare_sql,
    id_marque_sql,
    id_net_sql,
    lettre_sql,
    lot_sql,
    radical_court_sql,
    read_objet_net,
)


def _sql(expression, *valeurs):
    return duckdb.execute(f"SELECT {expression}", list(valeurs)).fetchone()[0]


@pytest.mark.parametrize(
    ("objet", "lot"),
    [
        ("Travaux - Lot 3 : plomberie", "3"),
        ("LOT N°03 - plomberie", "3"),
        ("lot n° 12", "12"),
        ("Lot n\ufffd7", "7"),
        ("Lot numéro 4", "4"),
        ("Lot: 5", "5"),
        ("Lot-6", "6"),
        ("lot #8", "8"),
        ("Lot 2b peinture", "2b"),
        ("Lot 2B peinture", "2b"),
        ("Lot 1.2 carrelage", "1.2"),
        ("Lots 3 et 4", "3"),
        ("Lot unique", None),
        ("Allotissement 3", None),
        ("pilote 3", None),
        ("Lot 2000", None),
        ("Travaux de voirie", None),
        (None, None),
    ],
)
def test_a_lot_number_is_read_in_the_object(objet, lot):
    assert _sql(lot_sql("$1::VARCHAR"), objet) == lot


@pytest.mark.parametrize(
    ("objet", "lot"),
    [
        ("Voirie - Lot A", "a"),
        ("Lot B Second œuvre", "b"),
        ("LOTS C « GROS OEUVRE » ET F « ELEC »", "c"),
        ("lot n° B : gaz", "b"),
        ("Lot numéro C", "c"),
        ("LOT - D", "d"),
        ("LOT II : réseaux", "2"),
        ("lot IV chauffage", "4"),
        ("LOT III PLOMBERIE", "3"),
        ("Lot XIX", "19"),
        ("Lot I", "1"),
        ("LOT A : GROS OEUVRE", "a"),
        ("Lot 3 A", ""),
        ("Lots 3 et 4, lot A", ""),
        ("LOT A BONS DE COMMANDE", ""),
        ("LOT D ENTRETIEN", ""),
        ("LOT D'ENTRETIEN", ""),
        ("Lot N° 1bis : curage", ""),
        ("lot a été relancé", ""),
        ("Lot électricité", ""),
        ("LOT ELECTRICITÉ", ""),
        ("l'îlot B : voirie", ""),
        ("Lot C01 Cloisons", ""),
        ("Lot XXX", ""),
        ("Lot unique", ""),
        ("Travaux de voirie", ""),
        (None, ""),
    ],
)
def test_a_lot_may_be_named_by_a_letter_or_a_roman_figure(objet, lot):
    assert _sql(lettre_sql("$1::VARCHAR"), objet) == lot


def test_a_contract_is_asked_under_its_id_and_its_lot():
    assert _sql(cote_sql("'2024-12'", "'Lot II'")) == _sql(cote_sql("'2024/12'", "'lot n°2'"))
    assert _sql(cote_sql("''", "'Lot 2'")) is None


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("2024/01", "2024_01"),
        ("a.b", "A_B"),
        ("a b", "a_b"),
        ("a,b", "A B"),
        ("a\\b", "a/b"),
        (None, ""),
    ],
)
def test_ids_that_sources_write_differently_are_one_group(un, autre):
    groupe = groupe_sql("'1'", "$1::VARCHAR")

    assert _sql(groupe, un) == _sql(groupe, autre)


@pytest.mark.parametrize(
    ("numero", "net"),
    [("2024/01", "2024_01"), ("a, b", "A__B"), ("é.1\\2", "É_1_2"), ("x-1", "X-1"), ("", "")],
)
def test_a_number_is_written_as_the_key_of_its_group_reads_it(numero, net):
    assert net_numero(numero) == _sql(id_net_sql("$1::VARCHAR"), numero) == net


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("2024/01", "2024_01"),
        ("2024-01", "2024/01"),
        ("m 01", "M01"),
        ("M01 ", "M01"),
        ("0042", "42"),
        (None, ""),
        ("00", None),
    ],
)
def test_ids_are_compared_without_case_blank_nor_leading_zero(un, autre):
    compare = id_compare_sql("$1::VARCHAR")

    assert _sql(compare, un) == _sql(compare, autre)


@settings(max_examples=10)
@given(st.lists(st.text("0019AZaé -_./,\\", max_size=6), min_size=30))
def test_an_id_left_as_it_is_needed_nothing(identifiants):
    signes = str.maketrans("", "", " ,\\./_-")

    compares = duckdb.execute(
        f"SELECT {id_compare_sql('i')} FROM (SELECT unnest($1::VARCHAR[]) AS i)", [identifiants]
    ).fetchall()

    assert compares == [(i.upper().translate(signes).lstrip("0"),) for i in identifiants]


def test_the_id_of_a_mark_is_what_it_was():
    """Decisions of buyers are kept under marks: those of former releases are still read."""
    assert _sql(id_marque_sql("'2024-M.01/a '")) == "2024-M01A"
    assert _sql(id_marque_sql("NULL")) == ""


def test_ids_that_differ_otherwise_are_not_compared():
    compare = id_compare_sql("$1::VARCHAR")

    assert _sql(compare, "M+1") != _sql(compare, "M1")
    assert _sql(compare, "10") != _sql(compare, "1")


def test_a_group_is_a_buyer_and_an_id():
    groupe = groupe_sql("$1::VARCHAR", "$2::VARCHAR")

    assert _sql(groupe, "1", "x") != _sql(groupe, "1", "y")
    assert _sql(groupe, "1", "x") != _sql(groupe, "2", "x")


def test_the_key_of_a_group_is_the_same_for_ever():
    assert _sql(groupe_sql("'21350238800019'", "'2024-001'")) == 4256198770905540818


def test_an_object_is_compared_by_its_letters_and_digits():
    assert read_objet_net("Réfection : toiture, N°2 – Œuvre") == "refectiontoituren2uvre"
    assert read_objet_net(None) == ""


@given(st.text(st.characters(max_codepoint=0x17F)) | st.text())
def test_the_table_of_accents_agrees_with_unicode(texte):
    decompose = unicodedata.normalize("NFD", texte.lower())

    assert read_objet_net(texte) == "".join(c for c in decompose if c.isascii() and c.isalnum())


@pytest.mark.parametrize(
    ("un", "autre", "memes"),
    [
        ("20190000100", "20190000101", True),
        ("2019S00100", "2019S00101", True),
        ("2019 0000100", "20190000102", True),
        ("20190000100", "20190000200", False),
        ("20180000100", "20190000100", False),
    ],
)
def test_v1_ids_that_differ_by_their_two_last_digits_have_one_root(un, autre, memes):
    radical = radical_court_sql("'1'", "$1::VARCHAR", "DATE '2019-01-01'")

    assert (_sql(radical, un) == _sql(radical, autre)) is memes


@pytest.mark.parametrize("identifiant", ["M-2019-01", "190001", "ABC", None])
def test_other_ids_have_no_root(identifiant):
    assert _sql(radical_court_sql("'1'", "$1::VARCHAR", "DATE '2019-01-01'"), identifiant) is None


def test_without_a_date_there_is_no_root():
    assert _sql(radical_court_sql("'1'", "$1::VARCHAR", "NULL::DATE"), "20190000100") is None
