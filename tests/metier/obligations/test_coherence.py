"""The duties themselves: sourced, dated, coherent, and no surer than what was read."""

import re
from collections import Counter
from datetime import date

import pytest

from spaser.donnees.indicateurs import fiches
from spaser.metier.assujettissement.regimes import load_regle
from spaser.metier.obligations.modele import Theme, load_obligations
from spaser.metier.registre.nomenclatures import Confiance

OBLIGATIONS = load_obligations()
A_RELIRE = {
    "AGEC-ACHETER",
    "BIOSOURCE",
    "BUDGET-VERT",
    "CCP-CONCESSIONS",
    "CCP-CRITERE-ENVIRONNEMENT",
    "CCP-EXECUTION-ENVIRONNEMENT",
    "CCP-EXECUTION-SOCIAL",
    "CCP-SPECIFICATIONS",
    "EGALIM-PRODUITS",
    "EGALITE-NOMINATIONS",
    "ENERGIE-ACHATS",
    "PLASTIQUE-CONTENANTS",
    "REEN-INDICES",
}


def codes(choisit):
    return {o.code for o in OBLIGATIONS if choisit(o)}


def textes(obligation):
    return [
        obligation.titre,
        obligation.resume,
        obligation.qui,
        *obligation.a_faire,
        *obligation.si,
        *(etape.texte for etape in obligation.etapes),
        *(r.texte for r in obligation.rendez_vous),
        obligation.reserve or "",
    ]


def test_there_are_thirty_eight_each_with_its_own_code():
    assert len(OBLIGATIONS) == 38
    assert Counter(o.code for o in OBLIGATIONS).most_common(1)[0][1] == 1
    assert codes(lambda o: not re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", o.code)) == set()


def test_they_come_theme_after_theme():
    assert list(dict.fromkeys(o.theme for o in OBLIGATIONS)) == list(Theme)


def test_every_statement_has_a_source_read_on_a_day():
    sources = [s for o in OBLIGATIONS for s in o.sources]
    sources += [f for r in load_regle().regimes for f in r.fondements]

    assert codes(lambda o: not o.sources) == set()
    assert {s.verifie_le for s in sources} == {date(2026, 11, 24)}
    assert [s.url for s in sources if not s.url.startswith("https://")] == []
    assert [s.url for s in sources if re.search(r"testing|staging|www-dc3", s.url)] == []


def test_nothing_rests_on_a_single_indirect_source():
    assert codes(lambda o: any(s.confiance is Confiance.C for s in o.sources)) == set()


def test_what_could_not_be_verified_is_said():
    assert codes(lambda o: o.reserve) == A_RELIRE


def test_indicators_exist_under_the_name_of_the_catalogue():
    connus = {fiche.code: fiche.libelle.replace("'", "’") for fiche in fiches()}
    cites = {i.code: i.libelle for o in OBLIGATIONS for i in o.indicateurs}

    assert cites == {code: connus.get(code) for code in cites}
    assert {"SOC-01", "ENV-01", "SOC-13", "SOC-IN"} <= set(cites)


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=lambda o: o.code)
def test_dates_follow_each_other(obligation):
    intervalles = [obligation, *obligation.etapes, *obligation.conditions]

    assert all(i.depuis <= i.jusqu_a for i in intervalles if i.depuis and i.jusqu_a)
    debut = obligation.depuis or date.min
    assert [e.texte for e in obligation.etapes if (e.jusqu_a or debut) < debut] == []


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=lambda o: o.code)
def test_conditions_and_steps_are_about_buyers_of_the_duty(obligation):
    visees = {*obligation.natures, *obligation.natures_a_verifier}
    citees = {n for e in (*obligation.etapes, *obligation.conditions) for n in e.natures}

    assert not visees or citees <= visees
    assert all(
        (c.plus_de is None) is not (c.au_moins is None) or c.fait == "spaser"
        for c in obligation.conditions
    )


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=lambda o: o.code)
def test_sentences_are_whole_and_typed_in_french(obligation):
    phrases = [obligation.resume, obligation.qui, *obligation.a_faire]
    phrases += [e.texte for e in obligation.etapes] + [r.texte for r in obligation.rendez_vous]

    assert [p for p in phrases if not p.endswith(".")] == []
    assert obligation.a_faire
    assert [t for t in textes(obligation) if re.search(r"['\"]|  | [:;?!%€»]|« ", t)] == []
    assert [t for t in obligation.si if t.startswith("si ") or t.endswith(".")] == []


def test_yearly_days_exist():
    assert {(r.mois, r.jour) for o in OBLIGATIONS for r in o.rendez_vous} == {
        (3, 31),
        (6, 30),
        (9, 30),
    }
