"""The bin: what is put aside comes back for thirty days, then is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.site.espace.app import empty_bins
from spaser.site.espace.discussions import COMMENTAIRE, SujetDiscussion, write_commentaire
from spaser.site.espace.historique import put_aside
from spaser.site.espace.models import Commentaire
from tests.site.organisations.fabrique import SIREN_VAL, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
CORBEILLE = f"/espace/{SIREN_VAL}/corbeille/"


@pytest.fixture
def ecarte(equipe):
    auteur = equipe.redaction.personne
    sujet = SujetDiscussion("chiffres:SOC-01", "Social", f"/espace/{SIREN_VAL}/indicateurs/SOC-01/")
    ecrit = write_commentaire(equipe.espace, sujet, "Parti trop vite", auteur)
    put_aside(equipe.espace, COMMENTAIRE, ecrit, auteur)
    return ecrit


def test_what_one_deleted_waits_in_the_bin_and_comes_back(equipe, ecarte):
    client = equipe.redaction.client
    assert "Parti trop vite" in texte(client.get(CORBEILLE))

    demande = {"sorte": "commentaire", "ligne": ecarte.pk}
    page = texte(client.post(f"{CORBEILLE}retablir/", demande, follow=True))

    assert "La corbeille est vide." in page
    assert Commentaire.objects.presentes().get() == ecarte


def test_a_comment_in_the_bin_is_seen_by_its_author_alone(equipe, ecarte):
    demande = {"sorte": "commentaire", "ligne": ecarte.pk}
    client = equipe.administration.client

    assert "Parti trop vite" not in texte(client.get(CORBEILLE))
    page = texte(client.post(f"{CORBEILLE}retablir/", demande, follow=True))
    assert "Cette ligne n’est plus dans la corbeille." in page
    assert not Commentaire.objects.presentes().exists()


@pytest.mark.parametrize(
    "demande", [{}, {"sorte": "commentaire"}, {"sorte": "autre", "ligne": "1"}, {"ligne": "x"}]
)
def test_a_line_that_is_not_there_is_told(equipe, demande):
    page = texte(equipe.redaction.client.post(f"{CORBEILLE}retablir/", demande, follow=True))

    assert "Cette ligne n’est plus dans la corbeille." in page


@pytest.mark.parametrize(("jours", "restent"), [(29, 1), (30, 0), (31, 0)])
def test_thirty_days_later_it_is_erased(equipe, ecarte, jours, restent):
    empty_bins(timezone.now() + timedelta(days=jours, seconds=1))

    assert Commentaire.objects.count() == restent
