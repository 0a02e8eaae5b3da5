"""The journal: written once, never changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from spaser.site.socle.journal import list_inscriptions, record
from spaser.site.socle.models import Evenement, Jeton, JournalInalterable
from tests.site.organisations.fabrique import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def objet():
    return Jeton.objects.create(usage="essai", empreinte="a", expire_le="2030-01-01T00:00:00Z")


def test_a_gesture_says_who_what_and_on_what(objet, django_user_model):
    auteur = django_user_model.objects.create_user("lea@exemple.fr")
    record(
        "fiche.publiee",
        auteur=auteur,
        objet=objet,
        organisation_siren="001010016",
        details={"version": 2},
    )
    evenement = Evenement.objects.get()
    assert evenement.geste == "fiche.publiee"
    assert evenement.auteur_id == auteur.pk
    assert (evenement.objet_type, evenement.objet_id) == ("socle.jeton", str(objet.pk))
    assert evenement.organisation_siren == "001010016"
    assert evenement.details == {"version": 2}


def test_a_gesture_may_have_no_author_and_no_object():
    evenement = record("site.prepare")
    assert (evenement.auteur_id, evenement.objet_type, evenement.details) == (None, "", {})


def test_the_events_of_an_object_come_latest_first(objet):
    autre = Jeton.objects.create(usage="autre", empreinte="b", expire_le=objet.expire_le)
    record("un", objet=objet)
    record("ailleurs", objet=autre)
    record("deux", objet=objet)
    assert [e.geste for e in list_inscriptions(objet)] == ["deux", "un"]


def test_a_gesture_in_a_space_bears_its_number_that_outlives_it():
    organisation = make_organisation()
    espace = organisation.espace
    numero = espace.pk
    record("grille.ajout", espace=espace)
    espace.delete()

    evenement = Evenement.objects.get()

    assert (evenement.espace_id, evenement.organisation_siren) == (numero, organisation.siren)


def test_erasing_a_person_leaves_a_number_that_names_nobody(django_user_model):
    auteur = django_user_model.objects.create_user("lea@exemple.fr")
    numero = auteur.pk
    record("fiche.publiee", auteur=auteur)
    auteur.delete()
    assert Evenement.objects.get().auteur_id == numero


@pytest.mark.parametrize(
    "abime",
    [
        pytest.param(lambda e: e.save(), id="saved again"),
        pytest.param(lambda e: e.delete(), id="deleted"),
        pytest.param(lambda _: Evenement.objects.all().delete(), id="all deleted"),
        pytest.param(lambda _: Evenement.objects.update(geste="faux"), id="all changed"),
    ],
)
def test_an_event_is_neither_changed_nor_deleted(abime):
    evenement = record("fiche.publiee")
    with pytest.raises(JournalInalterable):
        abime(evenement)
    assert Evenement.objects.get().geste == "fiche.publiee"


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE socle_evenement SET geste = 'faux'",
        "UPDATE socle_evenement SET espace_id = 7",
        "DELETE FROM socle_evenement",
    ],
)
def test_the_base_itself_refuses(ordre):
    record("fiche.publiee")
    with (
        pytest.raises(DatabaseError, match="Le journal ne se modifie pas"),
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute(ordre)
    assert Evenement.objects.get().geste == "fiche.publiee"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fois", [1, 2])
def test_the_emptying_between_two_tests_reaches_the_journal(fois):
    assert Evenement.objects.count() == 0
    record("fiche.publiee")
