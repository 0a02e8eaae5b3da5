"""Kept proposals as actions."""

import pytest

from spaser.regles.droits import NatureProposition
from spaser.regles.indicateurs import Rubrique
from spaser.regles.nomenclatures import Approche
from spaser.regles.plan import Retenue, choose_chapitre, group_retenues

ACTION, FICHE, INDICATEUR = (
    NatureProposition.ACTION, NatureProposition.FICHE, NatureProposition.INDICATEUR,
)  # fmt: skip
HUIT = (
    Retenue(1, ACTION, "ACT-01", "Nommer", "Personne."),
    Retenue(2, ACTION, "ACT-01", "Nommer un référent", "Pas de relais."),
    Retenue(3, ACTION, "ACT-16", "Passer une convention", "Pas de facilitateur."),
    Retenue(4, ACTION, "ACT-19", "Réserver", "Aucun marché réservé."),
    Retenue(5, INDICATEUR, "SOC-05", "Marchés réservés", "Non suivi."),
    Retenue(6, ACTION, "ACT-30", "Une clause", "Peu de clauses."),
    Retenue(7, ACTION, "ACT-49", "Allotir", "Une offre par marché."),
    Retenue(8, FICHE, "FICHE-ACTEURS", "Recenser les acteurs", "Aucun acteur."),
)


def test_eight_kept_proposals_become_six_actions():
    entrees = group_retenues(HUIT, (), None)

    assert [(e.cle, [r.numero for r in e.retenues]) for e in entrees.actions] == [
        ("ACT-01", [1, 2]),
        ("ACT-16", [3]),
        ("ACT-19", [4, 5]),
        ("ACT-30", [6]),
        ("ACT-49", [7]),
        ("FICHE-ACTEURS", [8]),
    ]
    assert entrees.indicateurs == ()
    assert [r.raison for r in entrees.actions[0].retenues] == ["Personne.", "Pas de relais."]
    assert entrees.actions[0].titre == (
        "Nommer un chef ou une cheffe de projet, et un référent par direction"
    )


def test_what_is_in_the_plan_already_does_not_enter_again():
    entrees = group_retenues(HUIT, {"ACT-01", "FICHE-ACTEURS"}, None)

    assert [e.cle for e in entrees.actions] == ["ACT-16", "ACT-19", "ACT-30", "ACT-49"]
    assert [e.cle for e in entrees.presentes] == ["ACT-01", "FICHE-ACTEURS"]


def test_an_indicator_that_no_action_moves_is_told_apart():
    seule = Retenue(1, INDICATEUR, "ENV-12", "Gaspillage")

    assert group_retenues([seule], (), None).indicateurs == (seule,)


@pytest.mark.parametrize(
    ("rubrique", "approche", "chapitre", "titre"),
    [
        (Rubrique.SOCIAL, None, "op_outiller", "Achats socialement responsables"),
        (Rubrique.GOUVERNANCE, Approche.PILIERS, "", "Gouvernance"),
        (Rubrique.GOUVERNANCE, Approche.OPERATIONNELLE, "op_outiller", "Outiller et former"),
        (Rubrique.SOCIAL, Approche.OPERATIONNELLE, "", "Achats socialement responsables"),
    ],
)
def test_an_action_belongs_to_a_chapter_of_the_approach_or_to_a_pillar(
    rubrique, approche, chapitre, titre
):
    assert choose_chapitre(rubrique, approche, chapitre).titre == titre
