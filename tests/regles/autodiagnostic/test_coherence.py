"""The questionnaire itself: whole, coherent, in plain French."""

import re
from collections import Counter

import msgspec
import pytest

from spaser.moteur.indicateurs import fiches
from spaser.regles.autodiagnostic import NIVEAU_MAX, load_questionnaire, load_questionnaires
from spaser.regles.considerations import load_actions
from spaser.regles.droits import NatureProposition
from spaser.regles.lecons import find_lecon
from spaser.regles.parcours import find_fiche_pratique

QUESTIONNAIRES = list(load_questionnaires().items())
# A published version keeps the name that an indicator had.
AVANT = {"SOC-16": "Fournisseurs inclusifs distincts"}


@pytest.fixture(params=QUESTIONNAIRES, ids=lambda paire: f"version {paire[0]}")
def questionnaire(request):
    return request.param[1]


def _textes(valeur):
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for dessous in valeur.values():
            yield from _textes(dessous)
    elif isinstance(valeur, list):
        for dessous in valeur:
            yield from _textes(dessous)


@pytest.mark.parametrize(("version", "lu"), QUESTIONNAIRES)
def test_a_file_bears_the_number_of_its_version(version, lu):
    assert lu.version == version


def test_five_rubrics_of_four_questions_of_five_levels(questionnaire):
    assert [r.libelle for r in questionnaire.rubriques] == [
        "Politique",
        "Stratégie",
        "Organisation",
        "Processus",
        "Impact",
    ]
    assert {len(r.questions) for r in questionnaire.rubriques} == {4}
    assert {len(set(q.niveaux)) for q in questionnaire.questions} == {NIVEAU_MAX + 1}


def test_codes_name_one_thing_each(questionnaire):
    codes = [q.code for q in questionnaire.questions] + [r.code for r in questionnaire.rubriques]

    assert [code for code, nombre in Counter(codes).items() if nombre > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []


def test_each_level_but_the_last_has_a_next_step(questionnaire):
    assert {q.propositions[-1].jusqu_a for q in questionnaire.questions} == {NIVEAU_MAX - 1}
    for question in questionnaire.questions:
        limites = [p.jusqu_a for p in question.propositions]
        assert limites == sorted(set(limites))


def test_proposals_name_what_exists(questionnaire):
    propositions = [p for q in questionnaire.questions for p in q.propositions]
    libelles = {f.code: f.libelle.replace("'", "’") for f in fiches()}
    actions = {action.code for action in load_actions().actions}

    for proposition in propositions:
        match proposition.nature:
            case NatureProposition.INDICATEUR:
                code = proposition.code
                assert proposition.libelle == AVANT.get(code, libelles[code])
            case NatureProposition.ACTION:
                assert proposition.code in actions
            case NatureProposition.FICHE:
                assert find_fiche_pratique(proposition.code)
            case NatureProposition.LECON:
                assert find_lecon(proposition.code)


def test_profiles_and_analyses_leave_no_gap(questionnaire):
    seuils = [p.a_partir_de for p in questionnaire.profils]

    assert seuils == [0, 25, 50, 70, 85]
    assert [p.libelle for p in questionnaire.profils if p.du_programme] == [
        "Administratif",
        "Intermédiaire",
    ]
    assert {tuple(a.jusqu_a for a in r.analyses) for r in questionnaire.rubriques} == {(5, 10, 16)}


def test_conditions_ask_of_questions_that_exist_and_the_last_asks_nothing(questionnaire):
    conditions = [c for o in questionnaire.orientations for c in o.si]

    assert {c.question for c in conditions} <= {q.code for q in questionnaire.questions}
    derniere = questionnaire.orientations[-1]
    assert (derniere.si, derniere.score_sous) == ((), None)


def test_words_are_typed_in_french(questionnaire):
    textes = list(_textes(msgspec.to_builtins(questionnaire)))
    niveaux = [n for q in questionnaire.questions for n in q.niveaux]

    assert [t for t in textes if re.search(r"['\"]|  | [:;?!»%]|« ", t)] == []
    assert [n for n in niveaux if not n.endswith(".")] == []
    assert [
        q.intitule
        for q in questionnaire.questions
        if not q.du_programme and not q.intitule.endswith("\u00a0?")
    ] == []
    assert [
        p.raison for q in questionnaire.questions for p in q.propositions if p.raison[-1] != "."
    ] == []


def test_five_questions_keep_the_words_of_the_programme():
    du_programme = {q.du_programme: q.intitule for q in load_questionnaire().questions}
    del du_programme[""]

    assert du_programme == {
        "Politique achat": "Existe-t-il une politique achats formalisée\u00a0?",
        "Plan d’action achats durables": "Disposez-vous d’un plan d’action relatif aux achats "
        "durables\u00a0?",
        "Positionnement / rôle": "Quel est le positionnement de la fonction achats au sein de "
        "l’organisation\u00a0?",
        "Portage politique": "Niveau de sensibilisation des élus et implication dans la démarche "
        "d’achats durables (notamment via la mise en œuvre du Spaser)",
        "Connaissance et mobilisation du territoire": "Réalisation d’une cartographie des parties "
        "prenantes externes (ensemble des acteurs interagissant avec l’organisation)",
    }
