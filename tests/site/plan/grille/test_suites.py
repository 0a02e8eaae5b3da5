"""The grid elsewhere than on a page: of the demonstration, proposed next."""

import pytest

from spaser.site.organisations import premiers_contenus as organisations
from spaser.site.plan.grille.services import read_avancement_grille
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.premiers_contenus import load_demonstration_grille as load_demonstration

pytestmark = pytest.mark.django_db


def test_the_demonstration_may_be_loaded_twice():
    organisations.load_demonstration()
    load_demonstration()
    load_demonstration()

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
