"""What kills its worker again and again is set aside: a real worker is killed, twice."""

import pytest
from django_tasks_db.models import DBTaskResult

from spaser.site.chiffres.marches.fichiers import ask_suite
from spaser.site.chiffres.models import FichierMarches
from tests.site.organisations.fabrique import make_organisation
from tests.site.socle.taches.gestes import send_fichier
from tests.site.socle.taches.test_matrice import MARCHES, site

__all__ = ["site"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.longue(parts=32)
def test_a_file_that_kills_its_reader_twice_is_set_aside_and_can_be_asked_for_again(site):
    make_organisation()
    send_fichier()
    for _ in range(2):
        site.kill("travailleur", f"{MARCHES}.fichiers_lus.build_prive", "avant")
        site.let_leases_end()
    site.run()
    ligne = FichierMarches.objects.get()
    assert (ligne.interrompu, ligne.probleme) == (
        True,
        "Ce fichier a arrêté deux fois le programme qui le lit : il est mis de côté.",
    )
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]
    assert ask_suite(ligne)
    site.run()
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.probleme) == ("lu", "")
