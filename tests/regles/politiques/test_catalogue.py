"""The catalogue of plans says nothing that it cannot stand for, and is proposed by what one is."""

from collections import Counter
from datetime import date

import pytest

from spaser.regles.assujettissement import NatureAcheteur as Nature
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.obligations import AcheteurConnu
from spaser.regles.politiques import NiveauAttente, find_plan, load_plans, propose_plans

PLANS = load_plans()
JOUR = date(2026, 11, 24)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.code)
def test_a_plan_stands_on_what_exists(plan):
    assert all(load_bibliotheque().find(code) for code in plan.indicateurs)
    assert plan.indicateurs
    assert plan.a_chercher
    assert plan.obligation is None or plan.sources
    assert all(s.url.startswith("http") for s in plan.sources)


def test_each_plan_is_there_once():
    assert max(Counter(plan.code for plan in PLANS).values()) == 1
    assert max(Counter(plan.nom for plan in PLANS).values()) == 1
    assert find_plan("RIEN") is None


def propose(code, **acheteur):
    propositions = propose_plans(PLANS, AcheteurConnu(**acheteur), JOUR)
    return next(p for p in propositions if p.plan.code == code)


@pytest.mark.parametrize(
    ("code", "acheteur", "attente"),
    [
        ("NUMERIQUE", {"nature": Nature.METROPOLE, "habitants": 250_000}, NiveauAttente.A_VERIFIER),
        ("NUMERIQUE", {"nature": Nature.COMMUNE, "habitants": 50_000}, NiveauAttente.AUTRE),
        ("NUMERIQUE", {"nature": Nature.COMMUNE}, NiveauAttente.A_VERIFIER),
        ("NUMERIQUE", {"nature": Nature.REGION}, NiveauAttente.FREQUENT),
        ("EGALITE", {"nature": Nature.HOPITAL}, NiveauAttente.ATTENDU),
        ("EGALITE", {"nature": Nature.COMMUNE, "habitants": 20_000}, NiveauAttente.AUTRE),
        ("SRDEII", {"nature": Nature.REGION}, NiveauAttente.ATTENDU),
        ("SRDEII", {"nature": Nature.DEPARTEMENT}, NiveauAttente.AUTRE),
        ("PLPDMA", {"nature": Nature.AGGLOMERATION}, NiveauAttente.A_VERIFIER),
        ("PAT", {"nature": Nature.COMMUNE}, NiveauAttente.FREQUENT),
        ("PAT", {}, NiveauAttente.AUTRE),
        ("BEGES", {"nature": Nature.HORS_CODE}, NiveauAttente.AUTRE),
    ],
)
def test_a_plan_is_proposed_by_kind_and_size(code, acheteur, attente):
    assert propose(code, **acheteur).attente is attente


def test_what_rests_on_an_indirect_source_is_to_be_checked():
    proposition = propose("INSERTION", nature=Nature.DEPARTEMENT)

    assert proposition.attente is NiveauAttente.A_VERIFIER
    assert "la réserve de sa page" in proposition.manques[0]


def test_what_is_not_sure_in_a_fact_is_said_of_the_plan():
    pcaet = find_plan("PCAET")

    assert "décrit par un cabinet d’avocats en 2017" in pcaet.obligation.reserve
    assert [s.url.partition("/etab")[0] for s in pcaet.sources] == [
        "https://www.seban-associes.avocat.fr"
    ]


def test_every_plan_is_proposed_the_most_expected_first():
    attentes = [p.attente for p in propose_plans(PLANS, AcheteurConnu(nature=Nature.REGION), JOUR)]

    assert len(attentes) == len(PLANS)
    assert attentes == sorted(attentes, key=list(NiveauAttente).index)
