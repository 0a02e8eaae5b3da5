"""A stranger clicks on whatever the demonstration shows her, as each of its people in turn.

`./check --tout` walks every address, and two of each kind as everybody, then does all that the
rights matrix allows each role. A check walks some steps as one person, another one each day, and
does what she met.
"""

import os
from dataclasses import dataclass, field
from itertools import islice

import pytest

from tests.outils.tirage import VARIABLE, draw, is_all_drawn
from tests.transverses.site.demonstration import QUI, open_demonstration, seat
from tests.transverses.site.gestes import Tournee, list_dues, prepare
from tests.transverses.site.marche import Bornes, Pas, walk
from tests.transverses.site.saisies import PAS_LA
from tests.transverses.site.visites import OUVRENT

pytestmark = pytest.mark.django_db

CHACUN = 2  # of each kind of address, as each person
PAS_DU_JOUR = 40
# Who deposits without an account first says who she is: the page that asks is not the one asked
# for, and its status says so.
DEMANDENT_QUI = {"registre:deposer_depuis", "registre:deposer_fichier"}


@dataclass
class Marche:
    """What was seen, and what was done, by account."""

    pas: list[Pas] = field(default_factory=list)
    tournees: dict[str, Tournee] = field(default_factory=dict)


@pytest.fixture(scope="module")
def marche(django_db_setup, django_db_blocker, tmp_path_factory):
    lue, tout = Marche(), is_all_drawn()
    bornes = Bornes(CHACUN if tout else 1, toutes=tout)
    with django_db_blocker.unblock(), open_demonstration(tmp_path_factory) as dossier:
        prepare(seat)
        for qui in draw("marche", QUI):
            client = seat(qui)
            tournee = lue.tournees[qui] = Tournee(client, list_dues(qui), dossier)
            pas = walk(client, qui, "/", bornes.start(), "" if tout else os.environ[VARIABLE])
            for un in pas if tout else islice(pas, PAS_DU_JOUR):
                tournee.note(un)
                lue.pas.append(un.forget())
            tournee.do_all()
    return lue


def test_every_link_that_is_shown_answers(marche):
    fautes = [
        str(un)
        for un in marche.pas
        if un.statut >= 400 and not (un.statut == 403 and un.vue in DEMANDENT_QUI)
    ]

    assert fautes == [], "\n".join(fautes)


def test_no_page_writes_when_it_is_read(marche):
    ecrivent = {un.vue: (un.role, *un.ecrites) for un in marche.pas if un.ecrites}

    assert {vue: dites for vue, dites in ecrivent.items() if vue not in OUVRENT} == {}


def test_the_walk_goes_far(marche):
    assert len({un.vue for un in marche.pas}) >= (200 if is_all_drawn() else 20)
    assert not is_all_drawn() or len({un.adresse for un in marche.pas}) >= 2000


def test_every_gesture_that_is_met_succeeds(marche):
    fautes = [
        f"{qui}, {faute}"
        for qui, tournee in marche.tournees.items()
        for vue, faute in tournee.fautes.items()
        if not _is_pas_la(qui, vue)
    ]

    assert fautes == [], "\n".join(fautes)


def test_every_gesture_of_the_matrix_is_reached_by_clicking(marche):
    manquent = {
        qui: [
            vue
            for vue in sorted(tournee.dues - tournee.faits - tournee.fautes.keys())
            if not _is_pas_la(qui, vue)
        ]
        for qui, tournee in marche.tournees.items()
        if is_all_drawn()
    }

    assert {qui: vues for qui, vues in manquent.items() if vues} == {}


def test_no_gesture_that_was_done_is_still_told_out_of_reach(marche):
    faits = {f"{qui} {vue}" for qui, une in marche.tournees.items() for vue in une.faits}
    restent = {
        qui: {vue for vue in une.dues if f"{qui} {vue}" not in faits}
        for qui, une in marche.tournees.items()
    }
    inutiles = {
        dit
        for dit in PAS_LA
        if not any(dit in (vue, f"{q} {vue}") for q in restent for vue in restent[q])
    }

    assert inutiles == set() or not is_all_drawn()


def _is_pas_la(qui, vue):
    return vue in PAS_LA or f"{qui} {vue}" in PAS_LA
