"""What overlaps between plans, and what nothing covers."""

import pytest

from spaser.regles.indicateurs import SousTheme, load_bibliotheque
from spaser.regles.politiques import EtatTheme, ObjectifAchats, PlanExistant, cross_themes

CLIMAT = SousTheme.CLIMAT
MUETTE = PlanExistant("PCAET", (CLIMAT,), ("ENV-17",))
PARLANTE = PlanExistant("PCAET", (CLIMAT,), ("ENV-17",), (ObjectifAchats("Moins", CLIMAT),))
SANS_MESURE = PlanExistant(
    "Charte", (SousTheme.HANDICAP,), (), (ObjectifAchats("Plus", SousTheme.HANDICAP),)
)


def find(politiques, theme):
    return next(
        c for c in cross_themes(politiques, load_bibliotheque()).themes if c.sous_theme is theme
    )


@pytest.mark.parametrize(
    ("politiques", "theme", "etat"),
    [
        ([], CLIMAT, EtatTheme.NON_TRAITE),
        ([MUETTE], CLIMAT, EtatTheme.SANS_OBJECTIF),
        ([PARLANTE], CLIMAT, EtatTheme.COUVERT),
        ([PARLANTE, PlanExistant("SDI", (CLIMAT,))], CLIMAT, EtatTheme.RECOUVREMENT),
        ([SANS_MESURE], SousTheme.HANDICAP, EtatTheme.SANS_INDICATEUR),
        ([PARLANTE], SousTheme.EGALITE, EtatTheme.NON_TRAITE),
    ],
)
def test_each_theme_has_its_state(politiques, theme, etat):
    assert find(politiques, theme).etat is etat


def test_an_objective_speaks_of_its_theme_for_its_plan():
    politique = PlanExistant(
        "PCAET", (CLIMAT,), (), (ObjectifAchats("Trier", SousTheme.DECHETS, "ENV-22"),)
    )
    croise = find([politique], SousTheme.DECHETS)

    assert croise.politiques == (politique,)
    assert [fiche.code for fiche in croise.indicateurs] == ["ENV-22"]


def test_an_objective_without_theme_waits_to_be_put_in_one():
    politique = PlanExistant("PCAET", (CLIMAT,), (), (ObjectifAchats("Mieux acheter"),))

    assert cross_themes([politique], load_bibliotheque()).a_ranger == (
        (politique, ObjectifAchats("Mieux acheter")),
    )


def test_every_theme_is_in_one_state_only():
    croisement = cross_themes([PARLANTE, SANS_MESURE], load_bibliotheque())

    assert sum(len(croisement.list_etat(etat)) for etat in EtatTheme) == len(SousTheme)
    assert all(etat.sens for etat in EtatTheme)
