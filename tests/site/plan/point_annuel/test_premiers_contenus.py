"""The demonstration has one closed year, with one erratum."""

import pytest

from spaser.site.organisations import premiers_contenus as organisations
from spaser.site.plan import premiers_contenus
from spaser.site.plan.models.cibles import ErratumPoint, PointAnnuel


@pytest.mark.django_db
def test_the_demonstration_closes_a_year_once():
    organisations.load_demonstration()
    premiers_contenus.load_demonstration_point_annuel()
    assert not PointAnnuel.objects.clos().exists()  # neither contracts nor a plan at hand

    PointAnnuel.objects.all().delete()
    premiers_contenus.load_demonstration_plan()
    for _ in range(2):
        premiers_contenus.load_demonstration_point_annuel()
    point, erratum = PointAnnuel.objects.get(), ErratumPoint.objects.get()

    assert point.est_clos
    assert point.espace == organisations.find_departement()
    assert point.read_contenu().actions
    assert (erratum.ancienne, str(erratum.nouvelle)) == (None, "4.200000")
