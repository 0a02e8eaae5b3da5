"""The lessons that are shipped hold: real cases, fair choices, sure sources, a true duration."""

import json
import re
from collections import Counter

import msgspec
import pytest

from spaser.documents.corps import find_inconnus, list_faits
from spaser.regles.autodiagnostic import load_questionnaire, load_questionnaires
from spaser.regles.droits import NatureProposition
from spaser.regles.lecons import (
    Choix,
    Ecran,
    NatureQuestion,
    QuestionLecon,
    compute_duree,
    list_fautes_lecon,
    load_lecons,
    load_modules,
    read_figure,
)
from spaser.regles.parcours import TableauIllisible

MODULES = load_modules()
LECONS = load_lecons()
QUESTIONS = [question for lecon in LECONS for question in lecon.questions]
A_UNE = [question for question in QUESTIONS if question.nature is NatureQuestion.UNE]


def test_the_module_has_nine_lessons_in_their_order():
    assert [(m.code, m.seuil) for m in MODULES] == [("construire-son-spaser", 70)]
    assert [(lecon.module, lecon.ordre, lecon.code) for lecon in LECONS] == [
        ("construire-son-spaser", 1, "LECON-PORTAGE"),
        ("construire-son-spaser", 2, "LECON-ETAT-DES-LIEUX"),
        ("construire-son-spaser", 3, "LECON-ASSOCIER"),
        ("construire-son-spaser", 4, "LECON-CHOISIR"),
        ("construire-son-spaser", 5, "LECON-CLAUSES"),
        ("construire-son-spaser", 6, "LECON-CLAUSES-ECO"),
        ("construire-son-spaser", 7, "LECON-REDIGER"),
        ("construire-son-spaser", 8, "LECON-ADOPTER-PUBLIER"),
        ("construire-son-spaser", 9, "LECON-SUIVRE"),
    ]


@pytest.mark.parametrize("lecon", LECONS, ids=lambda lecon: lecon.code)
def test_each_lesson_is_whole(lecon):
    assert list(list_fautes_lecon(lecon)) == []
    assert 4 <= len(lecon.ecrans) <= 7
    assert 3 <= len(lecon.retenir) <= 5
    assert any(ecran.figure for ecran in lecon.ecrans)
    assert sum(bool(question.cas) for question in lecon.questions) >= 1
    assert lecon.acte_adresse.startswith("/")


def test_each_question_of_the_diagnosis_that_a_lesson_helps_is_asked_and_has_one_lesson():
    aidees = [code for lecon in LECONS for code in lecon.diagnostic]
    assert len(set(aidees)) == len(aidees) == 18
    assert set(aidees) <= {question.code for question in load_questionnaire().questions}
    assert all(lecon.diagnostic for lecon in LECONS)


def test_each_lesson_rests_on_facts_that_were_read():
    for lecon in LECONS:
        assert find_inconnus(*lecon.textes) == []
        assert {fait.confiance for fait in list_faits(*lecon.textes)} <= {"A", "B"}
        assert len(list_faits(*(ecran.texte for ecran in lecon.ecrans))) >= 5


def test_every_lesson_that_a_tool_proposes_exists():
    proposees = {
        p.code
        for questionnaire in load_questionnaires().values()
        for question in questionnaire.questions
        for p in question.propositions
        if p.nature is NatureProposition.LECON
    }

    assert proposees == {"LECON-PORTAGE"}
    assert proposees <= {lecon.code for lecon in LECONS}


def test_one_question_in_three_is_on_a_real_contract_of_nobody():
    cas = [question.cas for question in QUESTIONS if question.cas]

    assert len(QUESTIONS) == len({q.code for q in QUESTIONS}) == 54
    assert len(cas) == 20
    assert len(cas) == len(set(cas)) >= len(QUESTIONS) / 3
    assert all(texte.startswith("**Marché réel, anonymisé.**\n\n- Objet : ") for texte in cas)
    assert [texte for texte in cas if re.search(r"\d{9}", texte)] == []


_CAS = re.compile(
    r"Code CPV : (\d{8}).*?environ ([\d,   ]+) (M€|€) HT.*?durée : (\d+) mois.*?"
    r"\n- ([^,\n]+), (\d+) offres?\n- Considérations déclarées : ([^\n]+)",
    re.DOTALL,
)
_MOTS = {
    "Clause sociale": "clause sociale",
    "Critère social": "critère social",
    "Marché réservé": "marché réservé",
    "Clause environnementale": "clause environnementale",
    "Critère environnemental": "critère environnemental",
}


def _read_cas(texte):
    cpv, montant, unite, duree, procedure, offres, dites = _CAS.search(texte).groups()
    euros = float(re.sub(r"[^\d,]", "", montant).replace(",", ".")) * (
        1_000_000 if unite == "M€" else 1
    )
    dites = dites.replace("critère et clause environnementaux", " ".join(list(_MOTS.values())[3:]))
    declarees = {mots for mots in _MOTS.values() if mots in dites}
    return (cpv, int(duree), procedure, int(offres), declarees), euros


def _list_publies(dossier):
    for fichier in sorted((dossier / "v2-2022").glob("dematis_*.json")):
        for marche in json.loads(fichier.read_bytes())["marches"]["marche"]:
            dites = [
                *marche["considerationsSociales"]["considerationSociale"],
                *marche["considerationsEnvironnementales"]["considerationEnvironnementale"],
            ]
            procedure = marche["procedure"].replace("'", "’")
            champs = (marche["codeCPV"], marche["dureeMois"], procedure)
            declarees = {_MOTS[mot] for mot in dites if mot in _MOTS}
            yield (*champs, marche["offresRecues"], declarees), marche["montant"]


@pytest.mark.donnees_reelles
def test_each_case_is_a_contract_that_was_published(donnees_reelles):
    publies = list(_list_publies(donnees_reelles))
    lus = {question.code: _read_cas(question.cas) for question in QUESTIONS if question.cas}

    assert [
        code
        for code, (champs, euros) in lus.items()
        if not any(c == champs and abs(m - euros) <= euros * 0.05 for c, m in publies)
    ] == []


def test_the_right_choice_is_not_told_by_its_place_nor_by_its_length():
    places = Counter([c.juste for c in q.choix].index(True) for q in A_UNE)
    plus_longs = sum(max(q.choix, key=lambda c: len(c.texte)).juste for q in A_UNE)
    plus_courts = sum(min(q.choix, key=lambda c: len(c.texte)).juste for q in A_UNE)

    assert {len(question.choix) for question in A_UNE} == {4}
    assert {place: n for place, n in places.items() if not 1 / 8 <= n / len(A_UNE) <= 3 / 8} == {}
    assert set(places) == {0, 1, 2, 3}
    assert 1 / 8 <= plus_longs / len(A_UNE) <= 3 / 8
    assert 1 / 8 <= plus_courts / len(A_UNE) <= 3 / 8


def test_every_way_to_answer_is_used_and_each_wrong_choice_teaches():
    natures = Counter(question.nature for question in QUESTIONS)
    muets = [
        (question.code, choix.texte)
        for question in QUESTIONS
        for choix in question.choix
        if question.nature is not NatureQuestion.ORDRE and not choix.explication
    ]

    assert natures == {NatureQuestion.UNE: 36, NatureQuestion.PLUSIEURS: 9, NatureQuestion.ORDRE: 9}
    assert muets == []


def test_texts_are_typed_in_french():
    textes = [
        texte
        for lecon in LECONS
        for texte in (lecon.titre, *(ecran.titre for ecran in lecon.ecrans), *lecon.textes)
    ]

    assert [t for t in textes if re.search(r"['\"]|[^\n]  |\w[;?!]|«\w|\w»", t)] == []


def test_a_lesson_reads_back_as_it_was_written():
    assert msgspec.json.decode(msgspec.json.encode(LECONS[3]), type=type(LECONS[3])) == LECONS[3]


def test_a_duration_comes_from_words_and_questions():
    mots = Ecran(titre="Lire", texte="mot " * 1080)
    question = _make_question()
    lecon = msgspec.structs.replace(
        LECONS[0], titre="", objectif="", ecrans=(mots,), questions=(), retenir=(), acte=""
    )

    assert compute_duree(lecon) == 6
    assert compute_duree(msgspec.structs.replace(lecon, questions=(question,) * 6)) == 9
    cas = msgspec.structs.replace(question, cas="Un.")
    assert compute_duree(msgspec.structs.replace(lecon, questions=(cas,) * 6)) == 12


def test_a_figure_is_a_caption_then_a_table():
    figure = read_figure("Deux rythmes\nQuand | Quoi\nChaque année | Le suivi")

    assert figure.legende == "Deux rythmes"
    assert figure.tableau.lignes == (("Chaque année", "Le suivi"),)


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        ("Quand | Quoi\nChaque année | Le suivi", "légende du tableau sur sa première ligne"),
        ("Deux rythmes\nQuand | Quoi\nChaque année", "1 cases pour 2 titres"),
        ("Deux rythmes", "une ligne de titres"),
    ],
)
def test_a_figure_that_cannot_be_read_says_why(texte, faute):
    with pytest.raises(TableauIllisible, match=faute):
        read_figure(texte)


def _make_question(**change):
    question = QuestionLecon(
        code="Q",
        enonce="Quoi ?",
        nature=NatureQuestion.UNE,
        choix=(Choix(texte="a", juste=True), Choix(texte="b")),
        explication="Parce. [[CCP-D2111-3]]",
    )
    return msgspec.structs.replace(question, **change)


JUSTES = (Choix(texte="a", juste=True), Choix(texte="b", juste=True))
PLUSIEURS, ORDRE = NatureQuestion.PLUSIEURS, NatureQuestion.ORDRE


@pytest.mark.parametrize(
    ("change", "faute"),
    [
        ({"choix": JUSTES}, "cochez la seule bonne réponse ; 2 sont cochées."),
        ({"choix": JUSTES[:1]}, "proposez plus de choix."),
        ({"choix": (JUSTES[0], *[Choix(texte="Non")] * 36)}, "proposez 36 choix au plus."),
        (
            {"nature": PLUSIEURS},
            "cochez deux bonnes réponses au moins, et laissez-en une mauvaise.",
        ),
        ({"nature": ORDRE, "choix": (*JUSTES, Choix(texte="c"))}, "n’en cochez aucun."),
        (
            {"nature": ORDRE, "choix": (Choix(texte="a"), Choix(texte="b"))},
            "proposez plus de choix.",
        ),
        ({"explication": "Parce que."}, "citez un fait dans l’explication"),
    ],
)
def test_what_a_question_lacks_is_told(change, faute):
    questions = (*LECONS[0].questions[1:], _make_question(**change))

    (dite,) = list_fautes_lecon(msgspec.structs.replace(LECONS[0], questions=questions))

    assert dite.startswith("Question Q : ")
    assert dite.endswith(faute) or faute in dite


@pytest.mark.parametrize(
    ("change", "faute"),
    [
        ({"acte_adresse": "", "acte_tiroir": None}, "Dites où se fait l’acte"),
        ({"duree": 20}, "Une leçon dure de 10 à 15 minutes ; vous annoncez 20."),
        ({"duree": 11}, "Vous annoncez 11 minutes ; à la lire, il en faut 14."),
        ({"questions": LECONS[0].questions[:4], "duree": 11}, "Posez 5 questions au moins"),
        (
            {"questions": (*LECONS[0].questions[:5], LECONS[0].questions[0])},
            "Deux questions ont le code PORTAGE-1",
        ),
        (
            {"ecrans": (*LECONS[0].ecrans[:5], Ecran(titre="Six", texte="", figure="A | B"))},
            "Écran « Six » : Écrivez la légende",
        ),
    ],
)
def test_what_a_lesson_lacks_is_told(change, faute):
    dites = list(list_fautes_lecon(msgspec.structs.replace(LECONS[0], **change)))

    assert [dite for dite in dites if faute in dite] != []
