"""The demonstration's published results."""

import pytest
from django.test import Client
from django.urls import reverse

from spaser.site.organisations import premiers_contenus as organisations
from spaser.site.registre.models import Fiche
from spaser.site.schema.models import Publication
from spaser.site.schema.premiers_contenus import (
    load_demonstration_publication as load_demonstration,
)
from tests.site.schema.publication.conftest import texte

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_one_publication_marked_as_an_example(marches, settings):
    settings.DEMONSTRATION = True
    organisations.load_demonstration()
    load_demonstration()
    load_demonstration()  # once, however often it is asked
    publication = Publication.objects.get()

    assert publication.est_publiee
    assert "Exemple fictif" in texte(Client().get(publication.get_absolute_url()))
    assert "Exemple fictif" in texte(Client().get(reverse("publication:liste")))
    assert not Fiche.objects.exists()


def test_without_contracts_it_has_a_draft(settings):
    settings.DEMONSTRATION = True
    organisations.load_demonstration()
    load_demonstration()

    assert [p.etat for p in Publication.objects.all()] == ["brouillon"]
