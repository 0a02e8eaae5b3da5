"""Plans kept elsewhere than on a page: of the demonstration, proposed next."""

import pytest

from spaser.regles.indicateurs import SousTheme
from spaser.regles.politiques import find_plan
from spaser.site.diagnostic.models import Politique
from spaser.site.diagnostic.politiques.services import (
    list_raisons_plans,
    read_avancement_politiques,
)
from tests.outils.scenario import play
from tests.site.organisations.fabrique import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


def test_the_demonstration_may_be_loaded_twice():
    play("Organisations", "Politiques et plans", "Politiques et plans")

    assert Politique.objects.count() == 6
    assert Politique.objects.get(code_plan="PCAET").list_objectifs()[0].sous_theme
    for politique in Politique.objects.all():
        plan = find_plan(politique.code_plan)
        assert (politique.nom, politique.sous_themes) == (plan.nom, list(plan.sous_themes))


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
