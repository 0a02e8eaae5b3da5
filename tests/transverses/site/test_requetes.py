"""How many questions each page asks of the database."""

from collections import Counter

import pytest

from tests.outils.tirage import is_all_drawn
from tests.transverses.site.budget import DEFAUT, DEUX_FOIS, EXCEPTIONS
from tests.transverses.site.vues import list_vues

pytestmark = pytest.mark.django_db

DE_SERVICE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")


def _count(visite):
    return sum(not requete.startswith(DE_SERVICE) for requete in visite.requetes)


def _worst(visites):
    pires = {}
    for visite in visites:
        if visite.methode == "GET":
            pires[visite.vue.nom] = max(pires.get(visite.vue.nom, 0), _count(visite))
    return pires


def test_no_page_is_over_its_budget(visites):
    depassements = [
        f"{nom}: {nombre} queries, {EXCEPTIONS.get(nom, DEFAUT)} allowed"
        for nom, nombre in _worst(visites).items()
        if nombre > EXCEPTIONS.get(nom, DEFAUT)
    ]

    assert depassements == [], "\n".join(depassements)


def test_no_page_asks_the_same_question_twice(visites):
    repetees = {
        visite.vue.nom: question
        for visite in visites
        if visite.methode == "GET" and visite.est_page
        for question, nombre in Counter(visite.requetes).items()
        if nombre > 1 and not question.startswith(DE_SERVICE)
    }

    assert {nom: q for nom, q in repetees.items() if nom not in DEUX_FOIS} == {}
    assert set(DEUX_FOIS) - set(repetees) == set() or not is_all_drawn()


def test_exceptions_name_views_that_need_them(visites):
    pires = _worst(visites)

    assert set(EXCEPTIONS) - {vue.nom for vue in list_vues()} == set()
    inutiles = {nom: pires[nom] for nom in EXCEPTIONS if pires[nom] <= DEFAUT}
    assert inutiles == {} or not is_all_drawn()  # whoever makes a page ask much may not come today
