"""The approaches, and the chooser that says which answers decided."""

import pytest

from spaser.regles.approches import choose_approche, load_approches
from spaser.regles.nomenclatures import Approche

APPROCHES = load_approches()


def retenues(**reponses):
    return [d.code.value for d, _ in choose_approche(APPROCHES, reponses).retenues]


def test_every_approach_is_described_and_ours_are_said_to_be():
    assert [d.code for d in APPROCHES.approches] == list(Approche)
    assert [d.code.value for d in APPROCHES.approches if d.du_programme] == [
        "operationnelle",
        "politiques_publiques",
    ]
    assert all(d.forces and d.vigilances and len(d.plan) >= 4 for d in APPROCHES.approches)


def test_each_approach_can_be_chosen():
    assert {
        approche for q in APPROCHES.questions for o in q.reponses for approche in o.points
    } == set(Approche)


@pytest.mark.parametrize(
    ("reponses", "attendues"),
    [
        ({"porteur": "achats", "lecteurs": "acheteurs"}, ["operationnelle"]),
        ({"porteur": "direction", "plans": "plusieurs"}, ["politiques_publiques"]),
        ({"lecteurs": "assemblee"}, ["piliers"]),
        ({"lecteurs": "public", "experience": "mesure"}, ["enjeux"]),
        ({"plans": "aucun"}, ["operationnelle", "piliers"]),
        ({}, []),
        ({"porteur": "inconnu"}, []),
        ({"porteur": "le chat", "nulle-part": "achats"}, []),
    ],
)
def test_answers_lead_to_an_approach(reponses, attendues):
    assert retenues(**reponses) == attendues


def test_the_answers_that_decided_are_told_the_weightiest_first():
    choix = choose_approche(
        APPROCHES, {"porteur": "achats", "delai": "court", "plans": "plusieurs"}
    )
    description, decisions = choix.retenues[0]

    assert description.code is Approche.OPERATIONNELLE
    assert [(d.reponse, d.points) for d in decisions] == [
        ("La fonction achats ou marchés", 2),
        ("Moins de six mois", 1),
    ]


def test_an_option_that_speaks_for_an_approach_says_why():
    options = [o for q in APPROCHES.questions for o in q.reponses]

    assert [o.code for o in options if bool(o.points) is not bool(o.raison)] == []


@pytest.mark.parametrize("approche", Approche)
def test_the_outline_of_a_scheme_takes_the_shape_of_its_approach(approche):
    parties = APPROCHES.outline(approche)

    assert [partie.titre for partie in parties] == [
        "Présenter le SPASER et ses enjeux",
        "Définir son plan d’action",
        "Suivre et piloter son action",
        "En plus",
    ]
    assert parties[1].rubriques[:-2] == APPROCHES.find(approche).plan


def test_answers_that_count_are_given_for_every_approach():
    choix = choose_approche(APPROCHES, {"porteur": "achats"})

    assert [d.raison for d in choix.decisions[Approche.OPERATIONNELLE]] == [
        "la fonction achats porte le projet"
    ]
    assert choix.decisions[Approche.ENJEUX] == ()
