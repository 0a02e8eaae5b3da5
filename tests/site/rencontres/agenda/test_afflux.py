"""Five hundred people at once for sixty places, and a power cut in the middle."""

import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from spaser.site.rencontres.agenda.evenements import CONFIRMER
from spaser.site.rencontres.models import Inscription
from spaser.site.socle.models import Courriel
from tests.outils.machine import allow
from tests.site.rencontres.agenda.fabrique import make_evenement
from tests.site.socle.taches.site_reel import LIMITE, SiteReel, open_copie

pytestmark = [pytest.mark.deux_bases, pytest.mark.django_db(transaction=True)]

DEMANDES, PLACES, COUPURE, DERNIERES = 500, 60, 200, 40


class Afflux(SiteReel):
    """Two processes of the site that share the requests."""

    def start(self, numeros):
        return [
            subprocess.Popen(
                [
                    sys.executable, "-W", "ignore", "-m", "tests.site.rencontres.agenda.afflux",
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


@pytest.mark.longue(parts=32)
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
    trace = afflux.read_trace()
    check_order(trace, rangs, servies)
    duree = max(fin for *_, fin in trace) - min(debut for _, _, debut, _ in trace)
    assert duree <= allow(60)  # the cut, and the two times that the site starts, counted


@pytest.mark.longue
def test_a_confirmation_among_five_hundred_is_answered_at_once():
    """Alone at the end of the rush: nobody else holds the event, its list is at its longest."""
    evenement = make_evenement(places=PLACES, dernier_rang=DEMANDES)
    Inscription.objects.bulk_create(
        Inscription(
            evenement=evenement, courriel=f"p{n}@exemple.fr", demandee_le=timezone.now(),
            rang=n if n <= DEMANDES else 0, etat=find_etat(n),
        )
        for n in range(1, DEMANDES + DERNIERES + 1)
    )  # fmt: skip
    client, durees = Client(), []
    for demande in Inscription.objects.filter(etat="a_confirmer"):
        depart = time.process_time()
        assert client.post(CONFIRMER.path_of(demande)).status_code == 302
        durees.append(time.process_time() - depart)
    assert Inscription.objects.filter(etat="en_attente").count() == DEMANDES - PLACES + DERNIERES
    assert sorted(durees)[DERNIERES * 95 // 100] <= allow(0.3)


def find_etat(rang):
    if rang > DEMANDES:
        return "a_confirmer"
    return "inscrite" if rang <= PLACES else "en_attente"


def check_order(trace, rangs, servies):
    """Whoever was answered before another began has the better rank."""
    assert {statut for _, statut, _, _ in trace} == {302}
    servis = [(rangs[qui], debut, fin) for qui, _, debut, fin in trace if rangs[qui] > servies]
    assert [(a, b) for a, _, fin in servis for b, debut, _ in servis if fin < debut and a > b] == []
