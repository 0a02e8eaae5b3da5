"""The duties themselves: sourced, dated, coherent, and no surer than what was read."""

import re
from collections import Counter
from datetime import date

import pytest

from spaser.contenus.faits import find_fait, tell_citation
from spaser.contenus.lecture import locate_contenus, read_contenu
from spaser.elements import ErreurSpaser
from spaser.moteur.indicateurs import fiches
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.assujettissement import load_regle
from spaser.regles.nomenclatures import Confiance, cite
from spaser.regles.obligations import TOUTES, Theme, _complete, load_obligations

OBLIGATIONS = load_obligations()
A_RELIRE = {
    "AGEC-ACHETER",
    "AGEC-PLASTIQUE",
    "BEGES",
    "BIOSOURCE",
    "BUDGET-VERT",
    "CCP-CONCESSIONS",
    "CCP-CRITERE-ENVIRONNEMENT",
    "CCP-DELAI-PAIEMENT",
    "CCP-EXECUTION-ENVIRONNEMENT",
    "CCP-EXECUTION-SOCIAL",
    "CCP-SPECIFICATIONS",
    "EGALIM-PRODUITS",
    "EGALITE-NOMINATIONS",
    "ENERGIE-ACHATS",
    "ENR-EMPREINTE",
    "PHYTO-ZERO",
    "PLASTIQUE-CONTENANTS",
    "REEN-INDICES",
    "REEN-STRATEGIE",
    "VEHICULES-RENOUVELER",
}
AOUT_2026 = {"CCP-EXECUTION-ENVIRONNEMENT", "CCP-CRITERE-ENVIRONNEMENT", "CCP-EXECUTION-SOCIAL"}


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


def test_there_are_forty_one_each_with_its_own_code():
    assert len(OBLIGATIONS) == 41
    assert Counter(o.code for o in OBLIGATIONS).most_common(1)[0][1] == 1
    assert codes(lambda o: not re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", o.code)) == set()


def test_they_come_theme_after_theme():
    assert list(dict.fromkeys(o.theme for o in OBLIGATIONS)) == list(Theme)


def test_the_purchases_that_a_duty_touches_are_families_that_exist():
    connues = {*read_familles(), TOUTES}

    assert {code for o in OBLIGATIONS for code in o.familles} - connues == set()
    assert codes(lambda o: TOUTES in o.familles and len(o.familles) > 1) == set()
    assert codes(lambda o: list(o.familles) != sorted(set(o.familles))) == set()
    assert codes(lambda o: not o.familles) == {
        "BEGES",
        "BUDGET-VERT",
        "EGALITE-INDEX",
        "EGALITE-NOMINATIONS",
        "EGALITE-PLAN",
        "OETH",
        "RAPPORT-DD",
    }


def test_every_statement_has_a_source_read_on_a_day():
    sources = [s for o in OBLIGATIONS for s in o.sources]
    sources += [f for r in load_regle().regimes for f in r.fondements]

    assert codes(lambda o: not o.sources) == set()
    assert {s.verifie_le for s in sources} == {date(2026, 11, jour) for jour in (24, 26, 30)}
    assert [s.url for s in sources if not s.url.startswith("https://")] == []
    assert [s.url for s in sources if re.search(r"testing|staging|www-dc3", s.url)] == []


def test_what_rests_on_a_single_indirect_source_is_named():
    assert codes(lambda o: any(s.confiance is Confiance.C for s in o.sources)) == {"ENR-EMPREINTE"}


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=lambda o: o.code)
def test_a_duty_says_what_its_facts_say_and_nothing_else(obligation):
    assert obligation.resume == tell_citation(obligation.faits[0])
    assert obligation.sources == cite(obligation.faits)
    reserves = [find_fait(citation).reserve for citation in obligation.faits]
    assert (obligation.reserve or "") == " ".join(dict.fromkeys(filter(None, reserves)))


def test_the_files_of_duties_state_no_law_of_their_own():
    ecrites = [
        obligation
        for chemin in locate_contenus("obligations/themes").values()
        for obligation in read_contenu(chemin, list)
    ]

    assert [o["code"] for o in ecrites if {"resume", "sources", "reserve"} & set(o)] == []


def test_the_duties_of_august_2026_carry_their_reserve():
    avec = {o.code: o.reserve or "" for o in OBLIGATIONS if o.code in AOUT_2026}

    assert {code for code, r in avec.items() if "Relisez l’article en vigueur" in r} == AOUT_2026
    assert "21 août 2026" in tell_citation("CCP-21-22-AOUT-2026")


def test_an_unknown_fact_is_named():
    with pytest.raises(ErreurSpaser, match="« CCP-RIEN » ne nomme aucun fait"):
        _complete({"code": "X", "faits": ["CCP-RIEN"]})


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


def test_indicators_are_owed_since_the_law_that_asks_for_them():
    indicateurs = next(o for o in load_obligations() if o.code == "SPASER-INDICATEURS")

    assert indicateurs.depuis == date(2023, 1, 1)
    assert "1er janvier 2023" in tell_citation("CCP-L2111-3.depuis")
    assert not find_fait("CCP-L2111-3-AVANT-2023").points
