"""The pages of the programme: the agenda, lessons, the review of an edition, parcours, the search.

Durations are CPU time of this process, the best of several passes.
"""

import time
from datetime import timedelta

import pytest

from spaser.regles.lecons import load_lecons
from tests.outils.machine import allow
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

PASSES = 7
EVENEMENTS = 40
INSCRITS = 60
LECON = next(lecon for lecon in load_lecons() if lecon.questions)
PAGE_LECON = f"/formation/{LECON.module}/{LECON.court}/"
PAGES = {
    "/agenda/": 0.030,
    "/agenda/atelier-39/": 0.030,
    PAGE_LECON: 0.030,
    "/bilan/edition-2/": 0.030,
    "/parcours/": 0.030,
    "/recherche/?q=clause+sociale": 0.020,
}


@pytest.fixture
def programme():
    """Forty events, half of them over; sixty people come to the last."""
    for rang in range(EVENEMENTS):
        dans = timedelta(days=rang - EVENEMENTS // 2)
        dernier = make_evenement(f"atelier-{rang}", dans=dans, places=INSCRITS * 2)
    for rang in range(INSCRITS):
        make_inscription(dernier, f"p{rang}@exemple.fr")


def _measure(client, adresse):
    assert client.get(adresse).status_code == 200
    durees = []
    for _ in range(PASSES):
        debut = time.process_time()
        client.get(adresse)
        durees.append(time.process_time() - debut)
    return min(durees)


def test_pages_of_the_programme_take_a_few_milliseconds(client, programme):
    connectee = sign_in(make_membre(make_organisation(), "lecture").utilisateur)

    durees = {("anonyme", adresse): _measure(client, adresse) for adresse in PAGES}
    durees["connectée", PAGE_LECON] = _measure(connectee, PAGE_LECON)

    print({cas: round(duree * 1000, 1) for cas, duree in durees.items()})  # noqa: T201 - a bench tells what it measured
    assert [cas for cas, duree in durees.items() if duree > allow(PAGES[cas[1]])] == []
