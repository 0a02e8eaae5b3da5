"""The demonstration's published results."""

import pytest
from django.test import Client
from django.urls import reverse

from spaser.site.registre.models import Fiche
from spaser.site.schema.models import Publication
from tests.outils.scenario import play
from tests.site.schema.publication.conftest import texte

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_one_publication_marked_as_an_example(marches, settings):
    settings.DEMONSTRATION = True
    play("Organisations")
    play("Publication des résultats")
    play("Publication des résultats")  # once, however often it is asked
    publication = Publication.objects.get()

    assert publication.est_publiee
    assert "Exemple fictif" in texte(Client().get(publication.get_absolute_url()))
    assert "Exemple fictif" in texte(Client().get(reverse("publication:liste")))
    assert not Fiche.objects.exists()


def test_without_contracts_it_has_a_draft(settings):
    settings.DEMONSTRATION = True
    play("Organisations", "Publication des résultats")

    assert [p.etat for p in Publication.objects.all()] == ["brouillon"]
