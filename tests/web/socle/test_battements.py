"""Signs of life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.web.socle.models import Battement
from spaser.web.socle.planification import age_of, beat

pytestmark = pytest.mark.django_db


def test_who_never_spoke_has_no_age():
    assert age_of("travailleur") is None


def test_the_age_is_that_of_the_last_sign():
    Battement.objects.create(nom="travailleur", vu_le=timezone.now() - timedelta(hours=2))
    assert age_of("travailleur") >= timedelta(hours=2)
    beat("travailleur")
    assert age_of("travailleur") < timedelta(minutes=1)
    assert Battement.objects.count() == 1
