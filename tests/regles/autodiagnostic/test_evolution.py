"""Two diagnoses compared, with the same questionnaire or with one that changed."""

import msgspec

from spaser.regles.autodiagnostic import compare_diagnostics, compare_questionnaires, is_comparable
from tests.regles.autodiagnostic.fabrique import CODES, QUESTIONNAIRE, all_at


def change():
    """Return a second version: a question said otherwise, one taken out, one added."""
    rubriques = list(QUESTIONNAIRE.rubriques)
    politique, strategie = rubriques[0], rubriques[1]
    dite, *reste = politique.questions
    retiree, *gardees = strategie.questions
    rubriques[0] = msgspec.structs.replace(
        politique, questions=(msgspec.structs.replace(dite, intitule="Autrement ?"), *reste)
    )
    nouvelle = msgspec.structs.replace(retiree, code="nouvelle", intitule="Nouvelle ?")
    rubriques[1] = msgspec.structs.replace(strategie, questions=(*gardees, nouvelle))
    return msgspec.structs.replace(QUESTIONNAIRE, version=2, rubriques=tuple(rubriques))


def test_the_same_questionnaire_has_no_change():
    assert compare_questionnaires(QUESTIONNAIRE, QUESTIONNAIRE).aucun


def test_a_change_names_what_was_added_taken_out_and_said_otherwise():
    changements = compare_questionnaires(QUESTIONNAIRE, change())

    assert not changements.aucun
    assert [q.code for q in changements.ajoutees] == ["nouvelle"]
    assert [q.code for q in changements.retirees] == [CODES[4]]
    assert [q.intitule for q in changements.reformulees] == ["Autrement ?"]


def test_levels_are_compared_question_by_question():
    avant, apres = all_at(1, portage=3, bilan=0), all_at(1, portage=1, bilan=3)
    del apres["donnees"]

    evolution = compare_diagnostics((QUESTIONNAIRE, avant), (QUESTIONNAIRE, apres))

    assert [(p.question.code, p.ecart) for p in evolution.hausses] == [("bilan", 3)]
    assert [(p.question.code, p.ecart) for p in evolution.baisses] == [("portage", -2)]
    assert evolution.inconnus == 1


def test_only_questions_asked_in_the_same_words_are_compared():
    evolution = compare_diagnostics((QUESTIONNAIRE, all_at(0)), (change(), all_at(4, nouvelle=4)))

    comparees = {pas.question.code for pas in evolution.pas}
    assert len(comparees) == 18
    assert comparees.isdisjoint({"nouvelle", CODES[0], CODES[4]})


def test_the_score_of_a_rubric_compares_only_when_its_questions_are_the_same():
    autre = change()

    assert [
        is_comparable(une, deux)
        for une, deux in zip(QUESTIONNAIRE.rubriques, autre.rubriques, strict=True)
    ] == [False, False, True, True, True]
    assert not is_comparable(None, QUESTIONNAIRE.rubriques[0])
