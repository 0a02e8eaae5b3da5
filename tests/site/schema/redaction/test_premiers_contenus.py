"""The demonstration shows a scheme half written and a whole one, both plainly fictitious."""

import pytest

from spaser.documents.francais import typographie
from spaser.regles.approches import EtatRubrique
from spaser.site.schema.models import Comite, Jalon, Moment, Redaction
from spaser.site.schema.redaction.services import find_moment, read_schema
from tests.outils.scenario import find_departement, find_metropole, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def chargee(db):
    """Load what schemes need, then schemes twice: they are written once."""
    play("Organisations", "Autodiagnostic", "Schéma en rédaction", "Schéma en rédaction")


def test_the_metropolis_is_half_way(chargee):
    schema = read_schema(find_metropole())

    ecrites = {r.code for r in schema.rubriques if r.etat is EtatRubrique.EN_REDACTION}
    assert ecrites == {"edito", "identite", "situation", "gouvernance", "calendrier"}
    assert find_moment(find_metropole()) is Moment.ECRIT
    jalons = Jalon.objects.filter(espace=find_metropole())
    assert jalons.filter(fait=True).exists()
    assert jalons.filter(fait=False).exists()
    assert Comite.objects.filter(espace=find_metropole()).count() == 4


def test_the_departement_has_words_in_every_heading(chargee):
    schema = read_schema(find_departement())

    assert [r.titre for r in schema.rubriques if not r.mots] == []
    assert find_moment(find_departement()) is Moment.ADOPTE
    assert schema.find("pistes").ecartee_pour


def test_whoever_reads_them_knows_that_they_are_made_up(chargee):
    editos = Redaction.objects.filter(code="edito")

    assert editos.count() == 2
    for edito in editos:
        assert "cette personne sont imaginaires" in str(edito.blocs)
    for texte in Redaction.objects.values_list("blocs", flat=True):
        assert typographie(str(texte)) == str(texte)


def test_without_these_buyers_nothing_is_written():
    play("Schéma en rédaction")

    assert not Redaction.objects.exists()
