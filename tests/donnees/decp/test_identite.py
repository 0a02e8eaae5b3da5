"""Who is with whom: the table of the module's docstring, and what no order may change."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.donnees.decp.identite import (
    Trace,
    groupe_sql,
    lot_sql,
    radical_court_sql,
    read_objet_net,
    share_contrats,
)

JOUR, PLUS_TARD = date(2024, 3, 1), date(2024, 9, 1)


def trace(source="f1", objet="voirie", titulaires="t1", montant=1000, jour=JOUR):
    return Trace(source, objet, titulaires, None if montant is None else Decimal(montant), jour)


def partition(traces):
    """Give the contracts as sets of ranks."""
    rangs = share_contrats(traces)
    return {frozenset(i for i, r in enumerate(rangs) if r == rang) for rang in rangs}


def together(*traces):
    return len(partition(traces)) == 1


def test_one_record_a_file_is_one_contract_whatever_changed():
    assert together(
        trace("f1"),
        trace("f2", objet="autre", titulaires="t9", montant=5, jour=PLUS_TARD),
        trace("f3", objet="encore", titulaires="", montant=None, jour=None),
    )


@pytest.mark.parametrize(
    ("change", "ensemble"),
    [
        ({}, True),
        ({"montant": 2000}, True),
        ({"montant": 2000, "jour": PLUS_TARD}, True),
        ({"titulaires": "t2"}, True),
        ({"titulaires": "t2", "jour": PLUS_TARD}, True),
        ({"titulaires": "t2", "montant": 2000}, False),
        ({"titulaires": "t2", "montant": None}, False),
        ({"objet": "toiture"}, False),
        ({"objet": "toiture", "titulaires": "t2", "montant": 2000}, False),
    ],
)
def test_two_records_of_one_file(change, ensemble):
    assert together(trace(), trace(**change)) is ensemble


def test_unknown_amounts_bring_nobody_together():
    assert not together(trace(montant=None), trace(titulaires="t2", montant=None))


# f1 holds two lots under one id, without a lot number; f2 holds one record of the same id.
LOTS = (trace("f1", "voirie", "t1", 1000), trace("f1", "toiture", "t2", 2000))


@pytest.mark.parametrize(
    ("nouveau", "avec"),
    [
        (trace("f2", "voirie", "t1", 1500), 0),
        (trace("f2", "toiture", "t9", 2000), 1),
        (trace("f2", "voirie", "t9", 9), 0),  # same object and day, one contract each
        (trace("f2", "voirie", "t9", 9, PLUS_TARD), None),
        (trace("f2", "voirie annule et remplace", "t1", 1000), 0),  # object corrected
        (trace("f2", "voirie annule et remplace", "t1", 1000, PLUS_TARD), None),
        (trace("f2", "autre", "t1", None), None),
        (trace("f2", "autre", "t1", 1000, None), None),
    ],
)
def test_a_later_file_finds_its_lot(nouveau, avec):
    attendu = {frozenset({0}), frozenset({1}), frozenset({2})}
    if avec is not None:
        attendu = {frozenset({avec, 2}), frozenset({1 - avec})}

    assert partition([*LOTS, nouveau]) == attendu


def test_two_contracts_alike_in_a_file_are_not_told_apart_by_a_later_one():
    jumeaux = (trace("f1", "lot a", "t1", 1000), trace("f1", "lot b", "t1", 1000))

    assert len(partition([*jumeaux, trace("f2", "lot c", "t1", 1000)])) == 3


def test_one_key_does_not_open_the_way_to_the_next():
    """(t, 2 €, that day) is held by two contracts of f2: uniting (z, that day) must not hide it."""
    traces = [
        trace("f3", "z", "u", 2),
        trace("f1", "x", "v", 2, PLUS_TARD),
        trace("f2", "x", "u", 2, PLUS_TARD),
        trace("f3", "z", "v", 2, PLUS_TARD),
        trace("f2", "z", "t", 2, PLUS_TARD),
        trace("f1", "y", "t", 2, PLUS_TARD),
        trace("f2", "x", "t", 2, PLUS_TARD),
    ]

    assert partition(traces) == {frozenset({0, 1, 2, 3, 4, 6}), frozenset({5})}
    assert partition(traces[::-1]) == {frozenset({6, 5, 4, 3, 2, 0}), frozenset({1})}


TRACES = st.lists(
    st.builds(
        trace,
        source=st.sampled_from(["f1", "f2", "f3"]),
        objet=st.sampled_from(["a", "b", "c"]),
        titulaires=st.sampled_from(["t1", "t2", ""]),
        montant=st.sampled_from([None, 1, 2]),
        jour=st.sampled_from([None, JOUR, PLUS_TARD]),
    ),
    min_size=1,
    max_size=8,
)


@given(TRACES, st.data())
def test_the_order_of_traces_changes_nothing(traces, data):
    ordre = data.draw(st.permutations(range(len(traces))))

    melange = partition([traces[i] for i in ordre])

    assert {frozenset(ordre[i] for i in contrat) for contrat in melange} == partition(traces)


@given(TRACES)
def test_each_trace_has_one_contract_named_by_its_first(traces):
    rangs = share_contrats(traces)

    assert len(rangs) == len(traces)
    for i, rang in enumerate(rangs):
        assert rang <= i
        assert rangs[rang] == rang


@given(TRACES, st.data())
def test_a_trace_seen_again_changes_nothing(traces, data):
    encore = data.draw(st.sampled_from(traces))
    if len({t.source for t in traces}) == len(traces) > 1:
        return  # one a file: a second record of a file is what tells contracts apart

    rangs = share_contrats([*traces, encore])

    assert rangs[:-1] == share_contrats(traces)
    assert rangs[-1] == rangs[traces.index(encore)]


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


def test_a_group_is_a_buyer_and_an_id():
    groupe = groupe_sql("$1::VARCHAR", "$2::VARCHAR")

    assert _sql(groupe, "1", "x") != _sql(groupe, "1", "y")
    assert _sql(groupe, "1", "x") != _sql(groupe, "2", "x")


def test_the_key_of_a_group_is_the_same_for_ever():
    assert _sql(groupe_sql("'21350238800019'", "'2024-001'")) == 4256198770905540818


def test_an_object_is_compared_by_its_letters_and_digits():
    assert read_objet_net("Réfection : toiture, N°2 – Œuvre") == "refectiontoituren2uvre"
    assert read_objet_net(None) == ""


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
