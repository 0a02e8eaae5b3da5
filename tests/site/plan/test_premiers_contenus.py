"""The plans of the demonstration: one half made, one whole."""

import pytest
from django.utils import timezone

from spaser.regles.plan import list_incoherences
from spaser.site.plan.actions.plan_lu import read_plan_complet
from tests.outils.scenario import find_departement, find_metropole, play

pytestmark = pytest.mark.django_db


def test_one_plan_is_half_made_and_the_other_whole_and_neither_twice():
    play("Organisations", "Plan d’actions", "Plan d’actions")
    metropole, departement = (
        read_plan_complet(espace, timezone.localdate())
        for espace in (find_metropole(), find_departement())
    )

    assert (len(metropole.actions), len(departement.actions)) == (7, 14)
    assert [axe.titre for axe in metropole.axes][-1] == "À ranger"
    assert [lue.retard is not None for lue in metropole.actions].count(True) == 1
    assert [lue for lue in departement.actions if lue.action.pilote == "à pourvoir"] == []
    assert {lue.etat.value for lue in departement.actions} == {
        "a_lancer", "en_cours", "terminee", "abandonnee",
    }  # fmt: skip
    assert [
        faute
        for lue in (*metropole.actions, *departement.actions)
        for faute in list_incoherences(lue)
    ] == []
