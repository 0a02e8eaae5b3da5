"""The demonstration has one closed year, with one erratum."""

import pytest

from spaser.web.organisations import premiers_contenus as organisations
from spaser.web.plan import premiers_contenus as plan
from spaser.web.point_annuel import premiers_contenus
from spaser.web.point_annuel.models import ErratumPoint, PointAnnuel


@pytest.mark.django_db
def test_the_demonstration_closes_a_year_once():
    organisations.load_demonstration()
    premiers_contenus.load_demonstration()
    assert not PointAnnuel.objects.clos().exists()  # neither contracts nor a plan at hand

    PointAnnuel.objects.all().delete()
    plan.load_demonstration()
    for _ in range(2):
        premiers_contenus.load_demonstration()
    point, erratum = PointAnnuel.objects.get(), ErratumPoint.objects.get()

    assert point.est_clos
    assert point.espace == organisations.find_departement()
    assert point.read_contenu().actions
    assert (erratum.ancienne, str(erratum.nouvelle)) == (None, "4.200000")
