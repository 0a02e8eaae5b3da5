"""Reminders, with a frozen clock."""

from datetime import UTC, datetime, timedelta

import pytest

from spaser.site.organisations.app import remind_absentes, remind_seules
from spaser.site.organisations.models import Appartenance
from tests.site.organisations.fabrique import make_membre

pytestmark = pytest.mark.django_db

ARRIVEE = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def ancienne(administration):
    Appartenance.objects.update(depuis=ARRIVEE)
    administration.utilisateur.inscrit_le = administration.utilisateur.last_login = ARRIVEE
    administration.utilisateur.save()
    return administration


def _after(jours):
    return ARRIVEE + timedelta(days=jours)


def test_an_only_administrator_is_told_after_a_week_then_every_three_months(ancienne, courriels):
    nombres = [remind_seules(_after(jours)) for jours in (6, 7, 7, 8, 96, 97, 98)]

    assert nombres == [0, 1, 0, 0, 0, 1, 0]
    assert [m.to for m in courriels] == [[ancienne.utilisateur.courriel]] * 2
    assert "nommez une seconde personne" in courriels[0].subject


def test_two_administrators_are_not_told(ancienne):
    make_membre(ancienne.organisation, "administration", "deux@exemple.fr")

    assert remind_seules(_after(30)) == 0


def test_a_suspended_second_administrator_does_not_count(ancienne):
    make_membre(ancienne.organisation, "administration", "deux@exemple.fr", etat="suspendue")

    assert remind_seules(_after(30)) == 1


def test_an_absent_administrator_is_asked_once_an_absence(ancienne, courriels):
    nombres = [remind_absentes(_after(jours)) for jours in (179, 181, 182, 300)]

    assert nombres == [0, 1, 0, 0]
    assert "l’administrez-vous toujours" in courriels[0].subject


def test_back_then_absent_again_she_is_asked_again(ancienne):
    remind_absentes(_after(181))
    ancienne.utilisateur.last_login = _after(200)
    ancienne.utilisateur.save()

    assert [remind_absentes(_after(jours)) for jours in (300, 381)] == [0, 1]


def test_who_never_signed_in_is_counted_from_her_account(ancienne):
    ancienne.utilisateur.last_login = None
    ancienne.utilisateur.save()

    assert [remind_absentes(_after(jours)) for jours in (179, 181)] == [0, 1]


def test_a_member_who_does_not_manage_is_not_asked(ancienne):
    Appartenance.objects.update(role="lecture")

    assert remind_absentes(_after(400)) == 0
