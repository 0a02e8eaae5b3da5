"""Two people: one asks, the other answers, and nobody waits for somebody who is away."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from spaser.site.organisations.models import RoleProgramme
from spaser.site.registre.models import Depot, Relecture
from spaser.site.registre.moderation.services import remind_equipe
from tests.site.registre.depot.conftest import make_personne, texte
from tests.site.registre.moderation.conftest import connect_proved, decide, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def collegue(equipe):
    autre = make_personne("collegue@programme.exemple", "Noor", "Fictive")
    RoleProgramme.objects.create(utilisateur=autre, role="moderation")
    return autre


@pytest.fixture
def depot(invite):
    return send(invite)


def _avis(client, depot, sens, mots=""):
    return client.post(
        f"/registre/moderation/depots/{depot.pk}/", {"avis": sens, "texte": mots}, follow=True
    )


def test_a_second_reading_is_asked_of_the_others_and_given(moderatrice, collegue, depot):
    mail.outbox.clear()
    _avis(moderatrice, depot, "demande", "La période me semble fausse.")
    assert [m.to for m in mail.outbox] == [["collegue@programme.exemple"]]
    assert "La période me semble fausse." in mail.outbox[0].body
    assert "au bout de 3 jours" in mail.outbox[0].body

    page = texte(_avis(connect_proved(collegue), depot, "favorable"))
    assert "Noor Fictive" in page
    assert [r.sens for r in depot.relectures.all()] == ["demande", "favorable"]
    assert "Avis favorable" in texte(moderatrice.get("/registre/moderation/"))


def test_a_reserve_says_why(moderatrice, depot):
    page = texte(_avis(moderatrice, depot, "reserve", "  "))
    assert "ce qui vous arrête" in page
    assert not Relecture.objects.exists()


@pytest.mark.parametrize("sens", ["", "x", "accepter"])
def test_a_tampered_reading_is_not_kept(moderatrice, depot, sens):
    _avis(moderatrice, depot, sens)
    assert not Relecture.objects.exists()


def test_a_reading_never_stops_a_decision(moderatrice, depot):
    _avis(moderatrice, depot, "demande")
    assert decide(moderatrice, depot, "accepter").status_code == 302
    depot.refresh_from_db()
    assert depot.etat == "accepte"


def test_nobody_waits_for_who_is_away(moderatrice, depot):
    _avis(moderatrice, depot, "demande")
    adresse = f"/registre/moderation/depots/{depot.pk}/"
    assert "vous pouvez décider" not in texte(moderatrice.get(adresse))
    Relecture.objects.update(ecrite_le=timezone.now() - timedelta(days=4))
    assert "vous pouvez décider" in texte(moderatrice.get(adresse))


def test_the_depositor_does_not_read_what_the_team_says(moderatrice, invite, depot):
    _avis(moderatrice, depot, "reserve", "Un doute sur la signature.")
    assert "Un doute sur la signature." not in texte(invite.get(depot.get_absolute_url()))


def test_what_waits_for_more_than_a_week_says_so_and_the_team_is_told(moderatrice, collegue, depot):
    maintenant = timezone.now()
    mail.outbox.clear()
    remind_equipe(maintenant)
    assert mail.outbox == []
    assert "attend depuis plus de" not in texte(moderatrice.get("/registre/moderation/"))

    Depot.objects.update(soumis_le=maintenant - timedelta(days=9))
    remind_equipe(maintenant)
    assert {adresse for m in mail.outbox for adresse in m.to} >= {"collegue@programme.exemple"}
    assert depot.nom in mail.outbox[0].body
    assert "1 attend depuis plus de 7 jours" in texte(moderatrice.get("/registre/moderation/"))
