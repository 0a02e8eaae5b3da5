"""The approaches, and the chooser that says which answers decided."""

from dataclasses import dataclass, field

import pytest

from spaser.regles.approches import choose_approche, find_axe, load_approches
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


def list_axes(approche, *politiques):
    return [(c.code, c.titre) for c in APPROCHES.suggest_axes(approche, politiques)]


def test_an_approach_suggests_axes_and_the_outline_stays_the_same():
    assert [partie.titre for partie in APPROCHES.trame] == [
        "Présenter le SPASER et ses enjeux",
        "Définir son plan d’action",
        "Suivre et piloter son action",
        "En plus",
    ]
    assert [r.code for r in APPROCHES.trame[1].rubriques] == ["axes", "fiches_action", "pistes"]
    assert [titre for _, titre in list_axes(Approche.PILIERS)] == [
        "Achats socialement responsables",
        "Achats écologiquement responsables",
        "Achats et économie du territoire",
        "Gouvernance",
    ]
    assert [code for code, _ in list_axes(Approche.ENJEUX)] == [
        "en_climat", "en_ressources", "en_emploi", "en_territoire",
    ]  # fmt: skip


def test_an_approach_by_policies_suggests_an_axis_a_policy():
    assert list_axes(Approche.POLITIQUES_PUBLIQUES, ("politique_7", "Plan climat")) == [
        ("politique_7", "Plan climat"),
        ("pp_commun", "Ce qui est commun à tous les axes"),
    ]
    assert ("politique_7", "Plan climat") not in list_axes(
        Approche.PILIERS, ("politique_7", "Plan climat")
    )


def test_a_chapter_that_is_no_axis_says_which_heading_holds_it():
    codes = {r.code for partie in APPROCHES.trame for r in partie.rubriques}
    tenus = {c.code: c.rubrique for d in APPROCHES.approches for c in d.plan if c.rubrique}

    assert set(tenus.values()) <= codes
    assert tenus["pp_attentes"] == "politiques"
    assert tenus["en_revision"] == "gouvernance"
    assert APPROCHES.find_chapitre("en_odd").titre == (
        "Correspondance avec les objectifs de développement durable"
    )
    assert APPROCHES.find_chapitre("edito") is None


@dataclass
class Axe:
    titre: str
    chapitres: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("axes", "rang"),
    [
        ([], None),
        ([Axe("Acheter sobre")], None),
        ([Axe("Acheter sobre"), Axe("  GOUVERNANCE ")], 1),
        ([Axe("Piloter", ["op_suivre", "pi_gouvernance"])], 0),
        # What somebody said counts more than a title.
        ([Axe("Gouvernance"), Axe("Piloter", ["pi_gouvernance"])], 1),
    ],
)
def test_an_axis_answers_a_chapter_by_what_was_said_or_by_its_title(axes, rang):
    trouve = find_axe(axes, APPROCHES.find_chapitre("pi_gouvernance"))

    assert trouve is (None if rang is None else axes[rang])


def test_answers_that_count_are_given_for_every_approach():
    choix = choose_approche(APPROCHES, {"porteur": "achats"})

    assert [d.raison for d in choix.decisions[Approche.OPERATIONNELLE]] == [
        "la fonction achats porte le projet"
    ]
    assert choix.decisions[Approche.ENJEUX] == ()
