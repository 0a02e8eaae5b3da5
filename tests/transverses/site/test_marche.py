"""A stranger clicks on whatever the demonstration shows her, as each of its people in turn.

`./check --tout` walks each address, and some of each kind as everybody; a check, one of each kind
as one person, another one each day.
"""

import pytest

from tests.outils.tirage import draw, is_all_drawn
from tests.transverses.site.demonstration import QUI, open_demonstration, seat
from tests.transverses.site.marche import Bornes, walk

pytestmark = pytest.mark.django_db

CHACUN = 2  # of each kind of address, as each person
# Who deposits without an account first says who she is: the page that asks is not the one asked
# for, and its status says so.
DEMANDENT_QUI = {"registre:deposer_depuis", "registre:deposer_fichier"}


@pytest.fixture(scope="module")
def pas(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give every step, without the words of the pages."""
    tout = is_all_drawn()
    bornes = Bornes(CHACUN if tout else 1, toutes=tout)
    with django_db_blocker.unblock(), open_demonstration(tmp_path_factory):
        return [
            un.forget()
            for qui in draw("marche", QUI)
            for un in walk(seat(qui), qui, "/", bornes.start())
        ]


def test_every_link_that_is_shown_answers(pas):
    fautes = [
        str(un)
        for un in pas
        if un.statut >= 400 and not (un.statut == 403 and un.vue in DEMANDENT_QUI)
    ]

    assert fautes == [], "\n".join(fautes)


def test_the_walk_goes_far(pas):
    vues = {un.vue for un in pas}

    assert len(vues) >= 130
    assert not is_all_drawn() or len({un.adresse for un in pas}) >= 2000
