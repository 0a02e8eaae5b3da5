"""Five hundred people at once for sixty places, and a power cut in the middle."""

import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.utils import timezone

from spaser.web.agenda.models import Inscription
from spaser.web.courriels.models import Courriel
from tests.web.agenda.fabrique import make_evenement
from tests.web.socle.taches.site_reel import LIMITE, SiteReel, open_copie

pytestmark = [pytest.mark.deux_bases, pytest.mark.django_db(transaction=True)]

DEMANDES, PLACES, COUPURE = 500, 60, 200


class Afflux(SiteReel):
    """Two processes of the site that share the requests."""

    def start(self, numeros):
        return [
            subprocess.Popen(
                [
                    sys.executable, "-W", "ignore", "-m", "tests.web.agenda.afflux",
                    str(self.dossier / "trace"), *map(str, part),
                ],
                env=self._environment(),
            )
            for part in (numeros[::2], numeros[1::2])
        ]  # fmt: skip

    def read_trace(self):
        """Return who was answered, with what, from when to when."""
        lignes = (self.dossier / "trace").read_text("utf-8").splitlines()
        return [
            (int(qui), int(statut), float(debut), float(fin))
            for qui, statut, debut, fin in map(str.split, lignes)
        ]


def count_servies():
    return Inscription.objects.exclude(rang=0).count()


@pytest.fixture
def afflux(tmp_path):
    with open_copie(tmp_path):
        yield Afflux(tmp_path)


@pytest.mark.longue(parts=16)
def test_sixty_places_are_given_once_and_in_order(afflux):
    evenement = make_evenement(places=PLACES)
    Inscription.objects.bulk_create(
        Inscription(
            evenement=evenement, courriel=f"p{n}@exemple.fr", demandee_le=timezone.now()
        )
        for n in range(DEMANDES)
    )  # fmt: skip
    numeros = list(Inscription.objects.values_list("pk", flat=True))

    processus = afflux.start(numeros)
    fin = time.monotonic() + LIMITE
    while count_servies() < COUPURE:
        assert time.monotonic() < fin
        time.sleep(0.2)
    for un in processus:
        un.send_signal(signal.SIGKILL)
        un.wait()
    servies = count_servies()
    assert COUPURE <= servies < DEMANDES
    assert Courriel.objects.count() == servies  # each was told, and nobody else
    for un in afflux.start(numeros):  # everybody presses the button again
        assert un.wait(LIMITE) == 0

    rangs = dict(Inscription.objects.values_list("pk", "rang"))
    inscrites = set(Inscription.objects.filter(etat="inscrite").values_list("rang", flat=True))
    assert sorted(rangs.values()) == list(range(1, DEMANDES + 1))
    assert inscrites == set(range(1, PLACES + 1))
    natures = Counter(
        n.rpartition(".")[2] for n in Courriel.objects.values_list("nature", flat=True)
    )
    assert natures == {"tell_inscrite": PLACES, "tell_attente": DEMANDES - PLACES}
    check_order(afflux.read_trace(), rangs, servies)


def check_order(trace, rangs, servies):
    """Whoever was answered before another began has the better rank."""
    assert {statut for _, statut, _, _ in trace} == {302}
    servis = [(rangs[qui], debut, fin) for qui, _, debut, fin in trace if rangs[qui] > servies]
    assert [(a, b) for a, _, fin in servis for b, debut, _ in servis if fin < debut and a > b] == []
