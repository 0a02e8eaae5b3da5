"""« Où en êtes-vous ? » is an answer, not work: it never keeps a trial from being handed over."""

import pytest

from spaser.site.organisations.espaces import open_essai, receive_essai
from spaser.site.organisations.identite import is_vide
from spaser.site.organisations.models import Espace
from spaser.site.schema.models import Moment, Redaction
from spaser.site.schema.redaction.services import find_moment, say_moment
from tests.site.organisations.fabrique import SIREN_VAL, make_organisation, make_personne

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def test_an_organisation_that_only_said_where_it_is_takes_a_trial_whole():
    organisation, personne = make_organisation(), make_personne("ada@exemple.fr")
    say_moment(organisation.espace, Moment.PREPARE, personne)
    essai = open_essai(personne, SIREN_VAL, "Essai")
    say_moment(essai, Moment.ECRIT, personne)
    Redaction.objects.create(espace=essai, code="edito", partie=1)
    assert is_vide(organisation.espace)
    assert not is_vide(essai)

    receive_essai(personne, organisation)

    espace = Espace.objects.get(organisation=organisation)
    assert espace.pk == essai.pk
    assert find_moment(espace) is Moment.ECRIT


def test_a_trial_that_only_said_where_it_is_goes():
    organisation, personne = make_organisation(), make_personne("ada@exemple.fr")
    Redaction.objects.create(espace=organisation.espace, code="edito", partie=1)
    essai = open_essai(personne, SIREN_VAL, "Essai")
    say_moment(essai, Moment.CHIFFRES, personne)

    receive_essai(personne, organisation)

    assert list(Espace.objects.all()) == [organisation.espace]
