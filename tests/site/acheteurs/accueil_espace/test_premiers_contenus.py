"""The demonstration's people have talked, once, and called each other."""

import pytest
from django.urls import reverse

from spaser.site.espace.models import Commentaire, Discussion, Mention
from tests.outils.scenario import METROPOLE, play

pytestmark = pytest.mark.django_db


def test_the_demonstration_talks_once():
    play("Organisations")

    for _ in range(2):
        play("Accueil de l’espace")

    assert Commentaire.objects.count() == 4
    assert [m.membre.prenom for m in Mention.objects.all()] == ["Camille"]
    assert [d.objet for d in Discussion.objects.filter(close_le__isnull=False)] == [
        "chiffres:ENV-01"
    ]
    for discussion in Discussion.objects.all():
        code = discussion.objet.partition(":")[2]
        assert discussion.adresse == reverse("chiffres:indicateur", args=[METROPOLE, code])


def test_without_the_metropolis_nobody_talks():
    play("Accueil de l’espace")

    assert not Discussion.objects.exists()
