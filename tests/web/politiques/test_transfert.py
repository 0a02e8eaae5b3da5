"""Plans kept elsewhere than on a page: handed over, of the demonstration, proposed next."""

import pytest

from spaser.metier.indicateurs.themes import SousTheme
from spaser.web.organisations import premiers_contenus as organisations
from spaser.web.organisations.espaces import Espace
from spaser.web.organisations.models import EspaceEssai
from spaser.web.organisations.signals import espace_transfere
from spaser.web.politiques.models import Politique
from spaser.web.politiques.premiers_contenus import load_demonstration
from spaser.web.politiques.selectors import list_raisons, read_avancement
from tests.web.organisations.fabrique import SIREN_VAL, make_organisation, make_personne

pytestmark = pytest.mark.django_db


@pytest.fixture
def essai():
    return EspaceEssai.objects.create(
        proprietaire=make_personne("essai@exemple.fr"), siren=SIREN_VAL, nom="Essai"
    )


@pytest.fixture
def organisation():
    return make_organisation()


def test_a_trial_hands_over_what_the_organisation_does_not_describe(essai, organisation):
    for code, nom in (("PCAET", "Mon plan climat"), ("PDM", "Mobilité"), ("", "Charte")):
        Politique.objects.create(essai=essai, code_plan=code, nom=nom)
    sien = Politique.objects.create(organisation=organisation, code_plan="PCAET", nom="Le sien")

    espace_transfere.send(EspaceEssai, espace=essai, organisation=organisation)

    noms = set(Politique.objects.filter(organisation=organisation).values_list("nom", flat=True))
    assert noms == {sien.nom, "Mobilité", "Charte"}


def test_the_demonstration_may_be_loaded_twice():
    organisations.load_demonstration()
    load_demonstration()
    load_demonstration()

    assert Politique.objects.count() == 6
    assert Politique.objects.get(code_plan="PCAET").list_objectifs()[0].sous_theme


def test_the_next_act_follows_what_is_done(organisation):
    espace = Espace(SIREN_VAL, "Val", organisation=organisation)
    assert read_avancement(espace).suite.titre == "Recenser vos plans et schémas"

    plan = Politique.objects.create(organisation=organisation, code_plan="PDM", nom="Mobilité")
    assert "PDM" in read_avancement(espace).suite.titre

    plan.objectifs = [{"texte": "Rouler moins", "sous_theme": "", "indicateur": "ENV-13"}]
    plan.save()
    assert read_avancement(espace).suite is None


def test_a_plan_gives_its_reasons_to_the_other_tools(organisation):
    Politique.objects.create(
        organisation=organisation,
        nom="Charte",
        debut=2024,
        sous_themes=["handicap"],
        objectifs=[{"texte": "Plus", "sous_theme": "handicap", "indicateur": "SOC-15"}],
    )
    Politique.objects.create(organisation=organisation, nom="Absente", etat="absent")
    citee, theme = list_raisons(Espace(SIREN_VAL, "Val", organisation=organisation))

    assert (citee.indicateurs, citee.schema) == (("SOC-15",), "Charte depuis 2024")
    assert theme.sous_themes == (SousTheme.HANDICAP,)
