"""The calendar and the bodies that steer: proposed, changed, taken away."""

from datetime import date

import pytest

from spaser.site.schema.models import Comite, Jalon
from tests.site.organisations.fabrique import texte
from tests.site.schema.redaction.conftest import SCHEMA

pytestmark = pytest.mark.django_db

ETAPES = f"{SCHEMA}calendrier/etapes/"
COMITES = f"{SCHEMA}gouvernance/comites/"
VOTE = {"adoption": "2036-06-20", "duree": "12"}


def propose(client, **champs):
    return texte(client.post(f"{ETAPES}proposer/", VOTE | champs, follow=True))


def test_a_day_of_vote_gives_the_steps_that_lead_to_it(ada):
    page = propose(ada)

    jalons = list(Jalon.objects.all())
    assert jalons == sorted(jalons, key=lambda jalon: jalon.jour)
    assert [j.jour for j in jalons if j.code == "adoption"] == [date(2036, 6, 20)]
    assert "Les étapes sont posées. Changez" in page
    assert "Recalculer les étapes" in page


def test_counting_again_leaves_what_is_done_or_was_added(ada):
    propose(ada)
    cadrage = Jalon.objects.get(code="cadrage")
    fait = {"titre": cadrage.titre, "jour": "2035-07-01", "fait": "on", "version": 1}
    ada.post(f"{ETAPES}{cadrage.pk}/", fait)
    ada.post(f"{ETAPES}ajouter/", {"titre": "Séminaire", "jour": "2036-01-15"})
    propose(ada, adoption="2036-12-19", version=2)

    jours = {j.titre: j.jour for j in Jalon.objects.all()}
    assert jours[cadrage.titre] == date(2035, 7, 1)
    assert jours["Séminaire"] == date(2036, 1, 15)
    assert jours["Vote du schéma"] == date(2036, 12, 19)
    assert len(jours) == 10


def test_a_vote_too_near_is_told_with_what_would_do(ada):
    page = propose(ada, adoption="2020-01-15")

    assert "12 mois ne tiennent pas d’ici à ce vote" in page
    assert "le vote peut avoir lieu le" in page


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"adoption": ""}, "Donnez un jour"),
        ({"adoption": "bientôt"}, "Écrivez une date"),
        ({"duree": "7"}, "Choisissez une durée"),
    ],
)
def test_a_calendar_that_cannot_be_counted_is_explained(ada, champs, message):
    assert message in propose(ada, **champs)
    assert not Jalon.objects.exists()


def test_steps_go_to_a_diary_but_those_done(ada):
    propose(ada)
    Jalon.objects.filter(code="cadrage").update(fait=True)

    agenda = ada.get(f"{SCHEMA}calendrier.ics")

    assert agenda["Content-Type"].startswith("text/calendar")
    corps = agenda.content.decode()
    assert corps.count("@calendrier.spaser") == 8
    assert corps.count("@annee.spaser") == 5
    assert "SUMMARY:SPASER : Vote du schéma" in corps
    assert "DTSTART;VALUE=DATE:20360620" in corps


def test_usual_bodies_are_a_start_to_be_changed(ada):
    page = texte(ada.post(f"{COMITES}proposer/", follow=True))
    assert [c.nom for c in Comite.objects.all()] == [
        "Comité de pilotage",
        "Comité technique",
        "Référents dans les services",
        "Conseil de métropole",
    ]
    assert "Partir d’une proposition" not in page

    ada.post(f"{COMITES}proposer/")
    assert Comite.objects.count() == 4


def test_a_body_is_added_changed_and_taken_out(ada):
    ada.post(f"{COMITES}ajouter/", {"nom": "Club des acheteurs", "quand": "Chaque mois"})
    comite = Comite.objects.get()
    ada.post(f"{COMITES}{comite.pk}/", {"nom": "Club", "role": "Échange", "version": 1})

    comite.refresh_from_db()
    assert (comite.nom, comite.role, comite.quand) == ("Club", "Échange", "")
    assert "Échange" in texte(ada.get(COMITES))

    ada.post(f"{COMITES}{comite.pk}/retirer/")
    assert not Comite.objects.exists()


def test_two_people_who_change_a_body_see_both(ada, awa):
    ada.post(f"{COMITES}ajouter/", {"nom": "Club"})
    comite = Comite.objects.get()
    ada.post(f"{COMITES}{comite.pk}/", {"nom": "Le club d’Ada", "version": 1})

    page = texte(awa.post(f"{COMITES}{comite.pk}/", {"nom": "Le club d’Awa", "version": 1}))

    assert "Deux versions se croisent" in page
    assert Comite.objects.get().nom == "Le club d’Ada"


def test_a_body_without_a_name_is_asked_for_one(ada):
    page = texte(ada.post(f"{COMITES}ajouter/", {"nom": " ", "role": "Décide"}))

    assert "Nommez ce comité." in page
    assert "Décide" in page
    assert not Comite.objects.exists()


def test_headings_lead_to_these_pages(ada):
    assert f'href="{ETAPES}"' in texte(ada.get(f"{SCHEMA}calendrier/"))
    assert f'href="{COMITES}"' in texte(ada.get(f"{SCHEMA}gouvernance/"))
