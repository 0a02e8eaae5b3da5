"""What a buyer decided of two records comes before any proof, and changes nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.identite import Decisions, link_traces, make_paire, mark_trace
from tests.moteur.decp.test_identite import F2, REPUBLIE, TRACES, trace

UN, AUTRE = trace(), trace(objet="jardins", montant=70000, **F2)


def part(traces, decisions):
    contrats = {rang: {rang} for rang in range(len(traces))}
    for lien in link_traces(traces, decisions):
        joint = contrats[lien.premier] | contrats[lien.second]
        contrats |= dict.fromkeys(joint, joint)
    return {frozenset(contrat) for contrat in contrats.values()}


def pair(un, autre):
    return frozenset({make_paire(mark_trace(un), mark_trace(autre))})


def test_two_records_that_one_agreement_joins_are_two_contracts_when_she_says_so():
    assert part([UN, AUTRE], Decisions()) == {frozenset({0, 1})}
    assert len(part([UN, AUTRE], Decisions(separees=pair(UN, AUTRE)))) == 2


def test_a_record_published_again_is_still_the_one_that_was_decided():
    encore = AUTRE._replace(publication=REPUBLIE, source="f3", empreinte=1)

    contrats = part([UN, AUTRE, encore], Decisions(separees=pair(UN, AUTRE)))

    assert contrats == {frozenset({0}), frozenset({1, 2})}


def test_two_records_that_nothing_joins_are_one_contract_when_she_says_so():
    loin = trace(id="M9", objet="gaz", titulaires="t9", **F2)

    (lien,) = link_traces([UN, loin], Decisions(unies=pair(UN, loin)))

    assert (lien.raison, lien.douteux) == ("decision", False)


def test_a_third_record_does_not_join_what_she_set_apart():
    pont = trace(montant=70000, objet="jardins", titulaires="t1", **F2)
    sien = trace(objet="", titulaires="t1", montant=None, jour=None, source="f3")

    contrats = part([UN, pont, sien], Decisions(separees=pair(UN, pont)))

    assert not any({0, 1} <= contrat for contrat in contrats)


@given(TRACES, st.data())
def test_what_is_set_apart_is_never_together(traces, data):
    un, autre = data.draw(st.sampled_from(traces)), data.draw(st.sampled_from(traces))
    marques = [mark_trace(t) for t in traces]

    contrats = part(traces, Decisions(separees=pair(un, autre)))

    for contrat in contrats:
        dits = {marques[rang] for rang in contrat}
        assert (
            mark_trace(un) == mark_trace(autre) or not {mark_trace(un), mark_trace(autre)} <= dits
        )
    assert sorted(rang for contrat in contrats for rang in contrat) == list(range(len(traces)))


@given(TRACES)
def test_a_decision_on_others_changes_nothing(traces):
    ailleurs = frozenset({("0" * 16, "1" * 16)})

    assert link_traces(traces, Decisions(ailleurs, ailleurs)) == link_traces(traces)
