"""Plans kept elsewhere than on a page: of the demonstration, proposed next."""

import pytest

from spaser.regles.indicateurs import SousTheme
from spaser.site.diagnostic.models import Politique
from spaser.site.diagnostic.politiques.services import (
    list_raisons_plans,
    read_avancement_politiques,
)
from spaser.site.diagnostic.premiers_contenus import (
    load_demonstration_politiques as load_demonstration,
)
from spaser.site.organisations import premiers_contenus as organisations
from tests.site.organisations.fabrique import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


def test_the_demonstration_may_be_loaded_twice():
    organisations.load_demonstration()
    load_demonstration()
    load_demonstration()

    assert Politique.objects.count() == 6
    assert Politique.objects.get(code_plan="PCAET").list_objectifs()[0].sous_theme


def test_the_next_act_follows_what_is_done(organisation):
    espace = organisation.espace
    assert read_avancement_politiques(espace).suite.titre == "Recenser vos plans et schémas"

    plan = Politique.objects.create(espace=organisation.espace, code_plan="PDM", nom="Mobilité")
    assert "PDM" in read_avancement_politiques(espace).suite.titre

    plan.objectifs = [{"texte": "Rouler moins", "sous_theme": "", "indicateur": "ENV-13"}]
    plan.save()
    assert read_avancement_politiques(espace).suite is None


def test_a_plan_gives_its_reasons_to_the_other_tools(organisation):
    Politique.objects.create(
        espace=organisation.espace,
        nom="Charte",
        debut=2024,
        sous_themes=["handicap"],
        objectifs=[{"texte": "Plus", "sous_theme": "handicap", "indicateur": "SOC-15"}],
    )
    Politique.objects.create(espace=organisation.espace, nom="Absente", etat="absent")
    citee, theme = list_raisons_plans(organisation.espace)

    assert (citee.indicateurs, citee.schema) == (("SOC-15",), "Charte depuis 2024")
    assert theme.sous_themes == (SousTheme.HANDICAP,)
