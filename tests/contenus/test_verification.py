"""What keeps a fact from standing, told in French with the way to mend it."""

from datetime import date

import msgspec
import pytest

from spaser.contenus.faits import Fait, find_fautes, list_a_relire, list_alertes

JOUR = date(2026, 11, 26)
LU = {
    "code": "ESSAI",
    "enonce": "Un énoncé.",
    "texte": "Article 1",
    "version": "version d’essai",
    "confiance": "A",
    "a_relire_le": "2027-01-31",
    "reproduit_par": "une page",
    "adresse": "https://exemple.fr/1",
    "lu_le": "2026-11-24",
}


def make_fait(**champs):
    return msgspec.convert(LU | champs, type=Fait)


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"code": "essai"}, "écrivez le code en capitales"),
        ({"depuis": "2026-02-01", "jusqu_a": "2026-01-01"}, "finit avant d’avoir commencé"),
        ({"morte_le": "2026-11-01"}, "ne répond plus depuis le 01/11/2026"),
        ({"lu_le": None}, "confiance D est celle d’un texte que personne n’a lu"),
        ({"confiance": "D", "reserve": "R."}, "confiance D est celle d’un texte que personne"),
        ({"reproduit_par": ""}, "dites quelle page a été lue"),
        ({"adresse": ""}, "dites quelle page a été lue"),
        ({"a_relire_le": "2026-11-24"}, "à relire avant d’avoir été lu"),
        ({"confiance": "C"}, "dites dans reserve ce qui n’est pas sûr"),
        (
            {"valeurs": [{"nom": "taux", "valeur": None, "unite": "%"}]},
            "la valeur « taux » est vide",
        ),
    ],
)
def test_a_fault_is_told_with_the_fact_that_bears_it(champs, faute):
    (dite,) = map(str, find_fautes([make_fait(**champs)]))

    assert dite.startswith(f"{champs.get('code', 'ESSAI')} : ")
    assert faute in dite


def test_a_fact_well_written_has_no_fault():
    assert find_fautes([make_fait()]) == []
    assert find_fautes([make_fait(confiance="D", lu_le=None, reserve="Jamais lu.")]) == []
    assert find_fautes([make_fait(confiance="C", morte_le="2026-11-01", reserve="Morte.")]) == []


def test_two_facts_of_one_article_on_the_same_day_are_refused():
    avant = make_fait(code="AVANT", articles=["CCP L1"], jusqu_a="2026-01-01")
    apres = make_fait(code="APRES", articles=["CCP L1", "CCP L2"], depuis="2026-01-01")

    (faute,) = find_fautes([avant, apres])
    assert faute.codes == ("AVANT", "APRES")
    assert str(faute).startswith(
        "AVANT et APRES parlent le même jour de CCP L1 : fermez le premier"
    )


def test_two_facts_of_one_article_are_refused_with_their_files():
    (faute,) = find_fautes(
        [
            make_fait(code="UN", articles=["CCP L1"], sujet="schema"),
            make_fait(code="DEUX", articles=["CCP L1"], sujet="marches"),
        ]
    )

    assert str(faute).startswith("UN (schema.json) et DEUX (marches.json) parlent le même jour")


def test_versions_of_an_article_may_follow_each_other():
    avant = make_fait(code="AVANT", articles=["CCP L1"], jusqu_a="2025-12-31")
    apres = make_fait(code="APRES", articles=["CCP L1"], depuis="2026-01-01")

    assert find_fautes([avant, apres]) == []


def test_a_code_is_given_once():
    (faute,) = find_fautes([make_fait(), make_fait()])
    assert str(faute) == "ESSAI : deux faits portent ce code."


def test_a_fault_names_the_fields_as_its_reader_knows_them():
    vide = {"nom": "{reserve}", "valeur": None, "unite": "%"}
    (faute,) = find_fautes([make_fait(valeurs=[vide])])

    assert str(faute).endswith("est vide : dites pourquoi dans reserve.")
    assert faute.tell({"valeurs.reserve": "« Doute »"}).endswith("dites pourquoi dans « Doute ».")


@pytest.mark.parametrize(
    ("champs", "alerte"),
    [
        ({"jusqu_a": "2026-11-27"}, "finit demain, et rien ne le suit"),
        ({"jusqu_a": "2026-12-31"}, "finit le 31/12/2026, et rien ne le suit"),
        ({"jusqu_a": "2026-11-26"}, "finit le 26/11/2026, et rien ne le suit"),
        ({"jusqu_a": "2026-11-25"}, "a fini le 25/11/2026, et rien ne le suit"),
        ({"a_relire_le": "2026-11-25"}, "était à relire le 25/11/2026"),
        ({"lu_le": "2026-11-27"}, "lu dans l’avenir"),
    ],
)
def test_what_must_be_looked_at_on_a_day_is_told(champs, alerte):
    (dite,) = list_alertes([make_fait(**champs)], JOUR)

    assert alerte in dite


def test_a_fact_that_another_follows_ends_without_alarm():
    avant = make_fait(code="AVANT", articles=["CCP L1"], jusqu_a="2026-11-27")
    apres = make_fait(code="APRES", articles=["CCP L1"], depuis="2026-11-28")

    assert list_alertes([avant, apres], JOUR) == []
    assert list_alertes([make_fait(jusqu_a="2027-06-30")], JOUR) == []


def test_what_an_expert_must_read_comes_the_least_sure_first():
    faits = [
        make_fait(code="SUR"),
        make_fait(code="DOUTEUX", reserve="Un décret manque.", a_relire_le="2027-03-01"),
        make_fait(code="TARDIF", a_relire_le="2026-11-25"),
        make_fait(code="INDIRECT", confiance="C", reserve="Une source."),
        make_fait(code="MORT", confiance="C", morte_le="2026-11-01", reserve="Une page partie."),
        make_fait(code="IGNORE", confiance="D", lu_le=None, reserve="Jamais lu."),
    ]

    liste = {ligne.fait.code: ligne.raisons for ligne in list_a_relire(faits, JOUR)}

    assert [*liste] == ["IGNORE", "INDIRECT", "MORT", "TARDIF", "DOUTEUX"]
    assert liste["TARDIF"] == ("Il était à relire le 25/11/2026.",)
    assert liste["MORT"] == (
        "La page lue ne répond plus depuis le 01/11/2026.",
        "Une page partie.",
    )
