"""The demonstration's people have talked, once, and called each other."""

import pytest

from spaser.site.acheteurs import premiers_contenus
from spaser.site.espace.models import Commentaire, Discussion, Mention
from spaser.site.organisations.premiers_contenus import load_demonstration

pytestmark = pytest.mark.django_db


def test_the_demonstration_talks_once():
    load_demonstration()

    for _ in range(2):
        premiers_contenus.load_demonstration()

    assert Commentaire.objects.count() == 4
    assert [m.membre.prenom for m in Mention.objects.all()] == ["Camille"]
    assert [d.objet for d in Discussion.objects.filter(close_le__isnull=False)] == [
        "chiffres:ENV-01"
    ]


def test_without_the_metropolis_nobody_talks():
    premiers_contenus.load_demonstration()

    assert not Discussion.objects.exists()
