"""The demonstration has one closed year, with one erratum."""

import pytest

from spaser.site.plan.models.cibles import ErratumPoint, PointAnnuel
from tests.outils.scenario import find_departement, play


@pytest.mark.django_db
def test_the_demonstration_closes_a_year_once():
    play("Organisations", "Point annuel")
    assert not PointAnnuel.objects.clos().exists()  # neither contracts nor a plan at hand

    PointAnnuel.objects.all().delete()
    play("Plan d’actions")
    for _ in range(2):
        play("Point annuel")
    point, erratum = PointAnnuel.objects.get(), ErratumPoint.objects.get()

    assert point.est_clos
    assert point.espace == find_departement()
    assert point.read_contenu().actions
    assert (erratum.ancienne, str(erratum.nouvelle)) == (None, "4.200000")
