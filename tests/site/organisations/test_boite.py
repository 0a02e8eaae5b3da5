"""The team sees the outbox: what waits, what is late, what could not leave and why; sends again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from spaser.site.comptes.services import tell_sans_compte
from spaser.site.socle.models import Courriel, Evenement
from tests.site.organisations.fabrique import make_equipe, make_organisation, sign_in, texte

pytestmark = pytest.mark.django_db

PAGE = "/organisations/programme/courriels/"
NATURE = "spaser.site.comptes.services.tell_sans_compte"
REFUS = "Le serveur de courriels refuse cette adresse ou ce message (code 550)."


@pytest.fixture
def client():
    return sign_in(make_equipe(), second_facteur=True)


def make_refuse():
    return Courriel.objects.create(
        nature=NATURE, adresse="lea@exemple.fr", etat="abandonne", raison=REFUS, essais=1,
        du_le=timezone.now(), fini_le=timezone.now(), espace_id=make_organisation().espace.pk,
    )  # fmt: skip


def test_each_state_is_listed_without_naming_anybody(client, settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    make_refuse()
    tell_sans_compte("noe@mairie.exemple.fr")
    Courriel.objects.filter(etat="a_envoyer").update(du_le=timezone.now() - timedelta(minutes=6))
    Courriel.objects.create(
        nature="disparue.tell", etat="inutile", raison="Le compte est fermé.",
        du_le=timezone.now(), fini_le=timezone.now(),
    )  # fmt: skip
    page = texte(client.get(PAGE))
    for attendu in (
        "Non envoyés (1)",
        "À envoyer (1)",
        "Devenus inutiles (1)",
        "<strong>1 en retard</strong>",
        "<td>Aucun compte à cette adresse</td><td>exemple.fr</td><td>001010016</td>",
        "<td>mairie.exemple.fr</td>",
        REFUS,
        "En retard.",
        "Le compte est fermé.",
    ):
        assert attendu in page, attendu
    assert "lea@" not in page
    assert "noe@" not in page


def test_a_mail_that_could_not_leave_is_sent_again_and_the_journal_knows(
    client, django_capture_on_commit_callbacks
):
    adresse = f"{PAGE}{make_refuse().pk}/renvoyer/"
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(adresse)
    assert reponse.url == PAGE
    assert [courriel.to for courriel in mail.outbox] == [["lea@exemple.fr"]]
    assert Evenement.objects.get(geste="courriels.renvoi").details == {"nature": NATURE}
    assert client.post(adresse).status_code == 404
