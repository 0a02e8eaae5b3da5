"""The grid elsewhere than on a page: of the demonstration, proposed next."""

import pytest

from spaser.site.plan.grille.services import read_avancement_grille
from spaser.site.plan.models.actions import LigneGrille
from tests.outils.scenario import play

pytestmark = pytest.mark.django_db


def test_the_demonstration_may_be_loaded_twice():
    play("Organisations", "Grille des indicateurs", "Grille des indicateurs")

    assert {ligne.rubrique for ligne in LigneGrille.objects.all()} == {
        "environnement",
        "social",
        "economique",
        "gouvernance",
    }
    assert LigneGrille.objects.count() == 9


def test_the_next_act_follows_what_is_done(organisation):
    espace = organisation.espace
    assert read_avancement_grille(espace).suite.titre == "Choisir vos premiers indicateurs"

    ligne = LigneGrille.objects.create(
        espace=organisation.espace, rubrique="social", indicateur="Heures"
    )
    assert "liste courte" in read_avancement_grille(espace).suite.titre

    ligne.retenu = True
    ligne.save()
    assert read_avancement_grille(espace).suite.titre == "Dire qui suit « Heures »"

    ligne.responsable, ligne.frequence, ligne.source = "Achats", "annuelle", "Fichier"
    ligne.save()
    assert read_avancement_grille(espace).suite is None
