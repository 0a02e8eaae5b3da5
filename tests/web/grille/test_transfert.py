"""The grid elsewhere than on a page: handed over, of the demonstration, proposed next."""

import pytest

from spaser.web.grille.models import LigneGrille
from spaser.web.grille.premiers_contenus import load_demonstration
from spaser.web.grille.selectors import read_avancement
from spaser.web.organisations import premiers_contenus as organisations
from spaser.web.organisations.espaces import Espace
from spaser.web.organisations.models import EspaceEssai
from spaser.web.organisations.signals import espace_transfere
from tests.web.organisations.fabrique import SIREN_VAL, make_personne

pytestmark = pytest.mark.django_db


@pytest.fixture
def essai():
    essai = EspaceEssai.objects.create(
        proprietaire=make_personne("essai@exemple.fr"), siren=SIREN_VAL, nom="Essai"
    )
    LigneGrille.objects.create(essai=essai, rubrique="social", sous_thematique="Insertion")
    return essai


@pytest.mark.parametrize("deja", [0, 1])
def test_a_trial_hands_its_grid_over_to_those_who_have_none(essai, organisation, deja):
    for _ in range(deja):
        LigneGrille.objects.create(
            organisation=organisation, rubrique="social", sous_thematique="La sienne"
        )

    espace_transfere.send(EspaceEssai, espace=essai, organisation=organisation)

    (ligne,) = LigneGrille.objects.filter(organisation=organisation)
    assert ligne.sous_thematique == ("La sienne" if deja else "Insertion")


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
    assert LigneGrille.objects.count() == 6


def test_the_next_act_follows_what_is_done(organisation):
    espace = Espace(SIREN_VAL, "Val", organisation=organisation)
    assert read_avancement(espace).suite.titre == "Choisir vos premiers indicateurs"

    ligne = LigneGrille.objects.create(
        organisation=organisation, rubrique="social", indicateur="Heures"
    )
    assert "liste courte" in read_avancement(espace).suite.titre

    ligne.retenu = True
    ligne.save()
    assert read_avancement(espace).suite.titre == "Dire qui suit « Heures »"

    ligne.responsable, ligne.frequence, ligne.source = "Achats", "annuelle", "Fichier"
    ligne.save()
    assert read_avancement(espace).suite is None
