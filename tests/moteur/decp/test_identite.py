"""Who is with whom: the table of cases, and what no order of records may change."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.identite import Trace, link_traces, list_accords

JOUR, PLUS_TARD = date(2024, 3, 1), date(2024, 6, 1)
UN_AN_APRES = date(2025, 3, 1)
PUBLIE, REPUBLIE = date(2024, 4, 1), date(2024, 9, 1)


def trace(**champs):
    """Give a record; its fingerprint is what it says, the file left aside."""
    dits = {
        "acheteur": "213502388",
        "id": "M1",
        "lot": "",
        "objet": "nettoyage",
        "titulaires": "t1",
        "montant": 60000,
        "jour": JOUR,
        "publication": PUBLIE,
        "radical": None,
        "modifie": False,
        "lettre": "",
        "cpv": "",
        "cadre": False,
        "id_signe": "",
        **{nom: valeur for nom, valeur in champs.items() if nom != "source"},
    }
    dits["montant"] = None if dits["montant"] is None else Decimal(dits["montant"])
    empreinte = dits.pop("empreinte", hash(tuple(sorted(dits.items(), key=lambda c: c[0]))))
    return Trace(source=champs.get("source", "f1"), empreinte=empreinte, **dits)


def partition(traces):
    """Give the contracts as sets of ranks, read from the links alone."""
    contrats = {rang: {rang} for rang in range(len(traces))}
    for lien in link_traces(traces):
        joint = contrats[lien.premier] | contrats[lien.second]
        contrats |= dict.fromkeys(joint, joint)
    return {frozenset(contrat) for contrat in contrats.values()}


AUTRE = {"objet": "vehicules", "titulaires": "t2", "montant": 90000, "jour": PLUS_TARD}
F2 = {"source": "f2"}
SANS_ID = {"id": ""}
RIEN = {"objet": "", "titulaires": ""}
V1 = {"radical": 7}
CADRE = {"cadre": True}
TOIT, MURS = {"cpv": "45261100"}, {"cpv": "45421000"}

# Each case: its records, the number of contracts, the reasons of the links, those in doubt.
CAS = {
    # The table of the issue.
    "no id, other object, other file": ([SANS_ID, {**SANS_ID, **F2, **AUTRE}], 2, [], 0),
    "no id, same object, holder and day, other file": (
        [SANS_ID, {**SANS_ID, **F2, "montant": 61000}],
        1,
        ["contenu"],
        0,
    ),
    "same id, everything different": ([{}, {**F2, **AUTRE}], 2, [], 0),
    "same id and object, amount changed, later publication": (
        [{}, {**F2, "montant": 70000, "publication": REPUBLIE}],
        1,
        ["id"],
        0,
    ),
    "same id, object and holder, other amount and other day": (
        [{}, {**F2, "montant": 70000, "jour": PLUS_TARD}],
        2,
        [],
        0,
    ),
    "same id, two lots": ([{"lot": "1"}, {"lot": "2"}], 2, [], 0),
    "same id, one lot written in two ways": (
        [{"lot": "2"}, {**F2, "lot": "2", "objet": "lot02nettoyage"}],
        1,
        ["id"],
        0,
    ),
    "two concessions without object nor holder": (
        [RIEN, {**RIEN, "montant": 90000, "jour": PLUS_TARD}],
        2,
        [],
        0,
    ),
    "identical copy in another file": ([{}, F2], 1, ["copie"], 0),
    "identical but for the publication day": ([{}, {**F2, "publication": REPUBLIE}], 1, ["id"], 0),
    "a modification replaces the holder": (
        [{}, {**F2, "titulaires": "t2", "publication": REPUBLIE, "modifie": True}],
        1,
        ["id"],
        0,
    ),
    "another establishment of the buyer": ([{}, {**F2, "empreinte": 9}], 1, ["id"], 0),
    "another buyer": ([{}, {**F2, "acheteur": "552100554"}], 2, [], 0),
    "holder missing in one": ([{}, {**F2, "titulaires": ""}], 1, ["id"], 0),
    "a chain whose ends differ in all": (
        [
            {},
            {"source": "f2", "titulaires": "t2", "montant": 70000},
            {"source": "f3", "objet": "entretien", "titulaires": "t2", "montant": 70000},
            {
                "source": "f4",
                "objet": "entretien",
                "titulaires": "t2",
                "montant": 70000,
                "jour": PLUS_TARD,
            },
        ],
        1,
        ["id", "id", "id"],
        1,
    ),
    # And more.
    "no id, all the same in one file but the amount": (
        [SANS_ID, {**SANS_ID, "montant": 61000}],
        2,
        [],
        0,
    ),
    "no id, said twice by each file, of two amounts": (
        [
            SANS_ID,
            {**SANS_ID, "montant": 9},
            {**SANS_ID, **F2, "empreinte": 1},
            {**SANS_ID, **F2, "montant": 9, "empreinte": 2},
        ],
        2,
        ["contenu", "contenu"],
        0,
    ),
    "no id, said twice by a file, a third amount in another": (
        [SANS_ID, {**SANS_ID, "montant": 9}, {**SANS_ID, **F2, "montant": 5}],
        3,
        [],
        0,
    ),
    "an id in one file, none in the other": (
        [{}, {**SANS_ID, **F2, "montant": 61000}],
        1,
        ["contenu"],
        0,
    ),
    "no id does not join two ids": (
        [{}, {**F2, "id": "M2"}, {**SANS_ID, "source": "f3"}],
        3,
        [],
        0,
    ),
    "no id beside an id in one file": (
        [{}, SANS_ID, {**F2, "publication": REPUBLIE}],
        2,
        ["id"],
        0,
    ),
    "two ids, all the rest the same": ([{}, {**F2, "id": "M2"}], 2, [], 0),
    "no id, no holder": (
        [{**SANS_ID, "titulaires": ""}, {**SANS_ID, **F2, "titulaires": "", "montant": 9}],
        2,
        [],
        0,
    ),
    "the object alone agrees": (
        [{}, {**F2, "titulaires": "t2", "montant": 70000}],
        1,
        ["id"],
        1,
    ),
    "the holders alone agree": ([{}, {**F2, "objet": "x", "montant": 70000}], 1, ["id"], 1),
    "amount and day alone agree": ([{}, {**F2, "objet": "x", "titulaires": "t2"}], 1, ["id"], 1),
    "the holders alone agree, later in the same file": (
        [{}, {"objet": "x", "montant": 240000, "publication": REPUBLIE}],
        1,
        ["id"],
        1,
    ),
    "the holders alone agree, published together": (
        [{}, {"objet": "vehicules", "montant": 9000}],
        2,
        [],
        0,
    ),
    "the object alone agrees, published together": (
        [{}, {"titulaires": "t2", "montant": 9000}],
        2,
        [],
        0,
    ),
    "a doubt does not choose between two lots of a file": (
        [{}, {"objet": "toiture", "montant": 9000}, {**F2, "objet": "voirie", "montant": 5}],
        3,
        [],
        0,
    ),
    "published together, object and holders agree": ([{}, {"montant": 9000}], 1, ["id"], 1),
    "published together, holders, amount and day agree": ([{}, {"objet": "x"}], 1, ["id"], 1),
    "published together, object, amount and day agree": ([{}, {"titulaires": "t2"}], 1, ["id"], 1),
    "the same of a framework": ([CADRE, {**CADRE, "titulaires": "t2"}], 1, ["id"], 0),
    "a framework of one holder and two objects": ([CADRE, {**CADRE, "objet": "x"}], 1, ["id"], 1),
    "published together, another object and amount": (
        [{}, {"objet": "x", "montant": 9}, {**F2, "objet": "", "montant": None}],
        3,
        [],
        0,
    ),
    "published together, another CPV code": ([TOIT, MURS], 2, [], 0),
    "a CPV code that says less": ([TOIT, {"cpv": "45000000"}], 1, ["id"], 0),
    "another CPV code in another file": ([TOIT, {**F2, **MURS}], 1, ["id"], 0),
    "a third record does not join two CPV codes": ([TOIT, MURS, F2], 3, [], 0),
    "each CPV code has its version": (
        [TOIT, MURS, {**F2, **TOIT, "montant": 9}, {**F2, **MURS, "montant": 8}],
        2,
        ["id", "id"],
        0,
    ),
    "a lot in letters": ([{"lettre": "a"}, {**F2, "lettre": "b"}], 2, [], 0),
    "a lot in a roman figure": ([{"lettre": "2"}, {**F2, "lot": "2"}], 1, ["id"], 0),
    "hyphens in an id": ([{"id": "2024-12"}, {**F2, "id": "202412"}], 1, ["id"], 0),
    "amounts that are not known agree on nothing": (
        [{"montant": None}, {**F2, "montant": None, "objet": "x", "titulaires": "t2"}],
        2,
        [],
        0,
    ),
    "a year later at one amount": ([{}, {**F2, "jour": UN_AN_APRES}], 2, [], 0),
    "a year later, the amount not known": (
        [{"montant": None}, {**F2, "jour": UN_AN_APRES}],
        2,
        [],
        0,
    ),
    "a day that is not known, two years": (
        [{}, {**F2, "jour": UN_AN_APRES}, {"source": "f3", "jour": None}],
        3,
        [],
        0,
    ),
    "an amount that is not known contradicts nothing": (
        [{"montant": None}, {**F2, "jour": PLUS_TARD}],
        1,
        ["id"],
        0,
    ),
    "a lot that is not said": ([{"lot": "2"}, {**F2, "objet": ""}], 1, ["id"], 0),
    "a lot that is not said, two that are": (
        [{"lot": "1"}, {"lot": "2"}, {**F2, "objet": ""}],
        3,
        [],
        0,
    ),
    "same amount and object on another day": ([{}, {**F2, "jour": PLUS_TARD}], 1, ["id"], 0),
    "v1 ids of two modifications": (
        [{**V1, "id": "20190100"}, {**V1, **F2, "id": "20190101", "modifie": True, "montant": 9}],
        1,
        ["modification"],
        0,
    ),
    "v1 ids of two contracts, none modified": (
        [{**V1, "id": "20190100"}, {**V1, **F2, "id": "20190101", "montant": 9}],
        2,
        [],
        0,
    ),
    "v1 ids of two modifications, other objects": (
        [
            {**V1, "id": "20190100"},
            {**V1, **F2, "id": "20190101", "modifie": True, "objet": "toiture"},
        ],
        2,
        [],
        0,
    ),
}


@pytest.mark.parametrize(("cas", "contrats", "raisons", "douteux"), CAS.values(), ids=list(CAS))
def test_evidence_tells_contracts_apart(cas, contrats, raisons, douteux):
    traces = [trace(**champs) for champs in cas]

    liens = link_traces(traces)

    assert len(partition(traces)) == contrats
    assert [lien.raison for lien in liens] == raisons
    assert sum(lien.douteux for lien in liens) == douteux


TRACES = st.lists(
    st.builds(
        trace,
        source=st.sampled_from(["f1", "f2", "f3"]),
        id=st.sampled_from(["M1", "M1", "M2", ""]),
        lot=st.sampled_from(["", "", "1", "2"]),
        objet=st.sampled_from(["a", "b", "c", ""]),
        titulaires=st.sampled_from(["t1", "t2", ""]),
        lettre=st.sampled_from(["", "", "", "2", "a"]),
        montant=st.sampled_from([None, 1, 2]),
        jour=st.sampled_from([None, JOUR, PLUS_TARD, UN_AN_APRES]),
        cpv=st.sampled_from(["", "", "45000000", "45261100", "45421000"]),
        cadre=st.booleans(),
        publication=st.sampled_from([None, PUBLIE, REPUBLIE]),
        radical=st.sampled_from([None, 7]),
        modifie=st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


def differ(un, autre):
    """Tell whether two values are both there and not equal."""
    return un not in {None, ""} and autre not in {None, ""} and un != autre


def contradict(un, autre):
    """Tell whether two records say that they are two contracts, whatever they agree on."""
    if differ(un.lot or un.lettre, autre.lot or autre.lettre):
        return True
    if differ(un.jour, autre.jour) and abs(un.jour - autre.jour).days > 183:
        return True
    if (un.source, un.publication) != (autre.source, autre.publication):
        return False
    codes = sorted((un.cpv.rstrip("0"), autre.cpv.rstrip("0")), key=len)
    return not codes[1].startswith(codes[0]) or (
        differ(un.objet, autre.objet) and differ(un.montant, autre.montant)
    )


def test_a_number_of_modification_links_nothing_of_two_days():
    suite = {"radical": 7, "modifie": True, "titulaires": "t1", "objet": "a"}
    traces = [
        trace(id="M1", montant=2, jour=PLUS_TARD, **suite),
        trace(id="M2", montant=1, jour=JOUR, **suite),
    ]

    assert link_traces(traces) == []
    assert [
        lien.raison for lien in link_traces([traces[0], traces[1]._replace(jour=PLUS_TARD)])
    ] == ["modification"]


@given(TRACES)
def test_links_make_a_tree_of_each_contract(traces):
    """With one link less than records, nothing else joins them and nothing is joined twice."""
    assert len(link_traces(traces)) == len(traces) - len(partition(traces))


@given(TRACES)
def test_no_link_stands_without_the_evidence_that_it_names(traces):
    for lien in link_traces(traces):
        un, autre = traces[lien.premier], traces[lien.second]
        assert lien.accords == list_accords(un, autre)
        if lien.raison == "copie":
            assert un.empreinte == autre.empreinte
            continue
        assert lien.accords
        assert not (differ(un.montant, autre.montant) and differ(un.jour, autre.jour))
        assert not contradict(un, autre)
        if lien.raison == "id":
            assert un.id == autre.id != ""
        elif lien.raison == "contenu":
            assert "" in {un.id, autre.id}
            assert un.source != autre.source
            assert (un.objet, un.titulaires, un.jour) == (autre.objet, autre.titulaires, autre.jour)
        else:
            assert un.radical == autre.radical is not None
            assert un.objet == autre.objet != ""


@given(TRACES)
def test_what_agrees_in_all_is_one_contract_whatever_the_others_say(traces):
    contrats = partition(traces)
    for i, un in enumerate(traces):
        for j, autre in enumerate(traces[:i]):
            code = un.cpv == autre.cpv != ""
            if un.cote and un.cote == autre.cote and code and len(list_accords(un, autre)) == 3:
                assert any({i, j} <= contrat for contrat in contrats)


@given(TRACES)
def test_two_agreements_join_two_lone_records_that_nothing_makes_two(traces):
    un, autre = traces[0], traces[-1]
    refuse = differ(un.montant, autre.montant) and differ(un.jour, autre.jour)
    if un.cote and un.cote == autre.cote and not refuse and not contradict(un, autre):
        assert len(partition([un, autre])) == 1 or len(list_accords(un, autre)) < 2


@given(TRACES)
def test_no_contract_holds_two_records_that_say_they_are_two(traces):
    for contrat in partition(traces):
        for i in contrat:
            assert not any(contradict(traces[i], traces[j]) for j in contrat - {i})


@given(TRACES)
def test_within_one_file_and_one_day_less_than_three_agreements_are_doubtful(traces):
    for lien in link_traces(traces):
        un, autre = traces[lien.premier], traces[lien.second]
        if lien.raison == "id" and (un.source, un.publication) == (autre.source, autre.publication):
            cadre = un.cadre and autre.cadre and lien.accords == ("objet", "montant_et_jour")
            assert lien.douteux == (len(lien.accords) < 3 and not cadre)


@given(TRACES)
def test_one_agreement_joins_two_lone_records_of_two_files(traces):
    un, autre = traces[0]._replace(source="f1"), traces[-1]._replace(source="f2")
    refuse = differ(un.montant, autre.montant) and differ(un.jour, autre.jour)
    if un.cote and un.cote == autre.cote and not refuse and not contradict(un, autre):
        assert len(partition([un, autre])) == (1 if list_accords(un, autre) else 2) or (
            un.empreinte == autre.empreinte
        )


@given(TRACES, st.data())
def test_the_order_of_traces_changes_nothing(traces, data):
    ordre = data.draw(st.permutations(range(len(traces))))

    melange = partition([traces[i] for i in ordre])

    assert {frozenset(ordre[i] for i in contrat) for contrat in melange} == partition(traces)


@pytest.mark.longue
@given(TRACES, st.data())
def test_the_order_of_traces_changes_no_doubt(traces, data):
    ordre = data.draw(st.permutations(range(len(traces))))

    melange = link_traces([traces[i] for i in ordre])

    assert sum(lien.douteux for lien in melange) == sum(li.douteux for li in link_traces(traces))


@given(TRACES, st.data())
def test_a_trace_seen_again_changes_nothing(traces, data):
    encore = data.draw(st.sampled_from(traces))

    avec = partition([*traces, encore])

    dernier = len(traces)
    assert {contrat - {dernier} for contrat in avec} == partition(traces)
