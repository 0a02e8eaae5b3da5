"""Calendars, read again by a parser of others: what an event says of itself, and of nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from spaser.regles.agenda import Geste
from spaser.site.espace.discussions import list_partages, open_sien
from spaser.site.rencontres.agenda.evenements import MIEN, MIENNE
from spaser.site.rencontres.agenda.services import act, cancel_evenement, close_inscriptions
from spaser.site.rencontres.models import Acces, Evenement
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription

pytestmark = pytest.mark.django_db

LONG = "Clauses, critères ; et après ? \\ Une virgule, un retour\nà la ligne – " + "é" * 120


def read(reponse):
    """Return the events of a calendar, by their identifier."""
    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(ligne) <= 75 for ligne in reponse.content.split(b"\r\n"))
    calendrier = Calendar.from_ical(reponse.content)
    assert calendrier.get_missing_tzids() == set()
    return {str(e["uid"]): e for e in calendrier.events}


@pytest.mark.parametrize(
    ("debut", "heure", "decalage"),
    [
        ((2026, 3, 28, 9, 0), 10, 1),  # the day before clocks go forward
        ((2026, 3, 29, 8, 0), 10, 2),
        ((2026, 10, 24, 8, 0), 10, 2),  # the day before they go back
        ((2026, 10, 25, 9, 0), 10, 1),
    ],
)
def test_hours_hold_across_a_change_of_clock(client, debut, heure, decalage):
    make_evenement(debut=datetime(*debut, tzinfo=UTC))
    (evenement,) = read(client.get("/agenda/agenda.ics")).values()
    lu = evenement.start
    assert (lu.hour, lu.utcoffset()) == (heure, timedelta(hours=decalage))
    assert lu == datetime(*debut, tzinfo=UTC)
    assert evenement.end - lu == timedelta(hours=2)


def test_the_rule_of_the_zone_is_that_of_paris(client):
    make_evenement()
    calendrier = Calendar.from_ical(client.get("/agenda/agenda.ics").content)
    fuseau = calendrier.timezones[0].to_tz(lookup_tzid=False)
    for jour, decalage in (
        ((2026, 3, 29, 1, 59), 1), ((2026, 3, 29, 3, 0), 2),
        ((2030, 10, 27, 1, 59), 2), ((2030, 10, 27, 3, 0), 1),
    ):  # fmt: skip
        assert datetime(*jour, tzinfo=fuseau).utcoffset() == timedelta(hours=decalage), jour


def test_texts_are_folded_escaped_and_come_out_as_they_were(client):
    make_evenement(titre=LONG.replace("\n", " ")[:200], resume=LONG)
    (evenement,) = read(client.get("/agenda/atelier-indicateurs/agenda.ics")).values()
    assert str(evenement["summary"]) == LONG.replace("\n", " ")[:200]
    assert str(evenement["description"]).startswith(LONG)


def test_a_day_without_hours_is_a_whole_day(client):
    debut = datetime(2023, 12, 6, 23, 0, tzinfo=UTC)
    make_evenement(debut=debut, fin=debut + timedelta(hours=1), heure_connue=False)
    (evenement,) = read(client.get("/agenda/agenda.ics")).values()
    assert (evenement.start, evenement.end) == (date(2023, 12, 7), date(2023, 12, 8))
    assert str(evenement["location"]) == "Visioconférence"
    Evenement.objects.update(source="Support du 7 décembre 2023")
    (evenement,) = read(client.get("/agenda/agenda.ics")).values()
    assert "location" not in evenement  # where it was is not known


def test_an_event_keeps_its_name_its_number_grows_and_it_may_be_off(client):
    evenement = make_evenement()
    equipe = make_equipe("animation")
    vus = []
    for geste in (lambda: None, close, cancel):
        if geste is close:
            close_inscriptions(evenement, equipe, timezone.now())
        elif geste is cancel:
            cancel_evenement(evenement, "", equipe, timezone.now())
        ((uid, lu),) = read(client.get("/agenda/agenda.ics")).items()
        vus.append((uid, int(lu["sequence"]), str(lu["status"]), str(lu["summary"])))
    uids, rangs, etats, titres = zip(*vus, strict=True)
    assert set(uids) == {"atelier-indicateurs@127.0.0.1"}
    assert rangs[0] < rangs[1] < rangs[2]
    assert etats == ("CONFIRMED", "CONFIRMED", "CANCELLED")
    assert titres[2] == "Annulé\u00a0: Choisir ses indicateurs"


def close():
    """Name a step."""


def cancel():
    """Name a step."""


def test_a_choice_and_nothing_of_a_draft(client):
    make_evenement("un", nature="webinaire", edition="edition-1")
    make_evenement("deux")
    make_evenement("brouillon", etat="brouillon")
    assert {uid.partition("@")[0] for uid in read(client.get("/agenda/agenda.ics"))} == {
        "un",
        "deux",
    }
    choisis = read(client.get("/agenda/agenda.ics?nature=webinaire&edition=edition-1"))
    assert [uid.partition("@")[0] for uid in choisis] == ["un"]
    assert "/agenda/agenda.ics?nature=webinaire" in client.get(
        "/agenda/?nature=webinaire"
    ).content.decode().replace("&amp;", "&")
    assert client.get("/agenda/brouillon/agenda.ics").status_code == 404


def test_nobody_and_no_link_is_in_a_public_calendar(client):
    evenement = make_evenement()
    make_inscription(evenement, "zenobie@exemple.fr", prenom="Zénobie", nom="Lepervier")
    Acces.objects.create(evenement=evenement, adresse="https://visio.exemple.fr/secret")
    for chemin in ("/agenda/agenda.ics", "/agenda/atelier-indicateurs/agenda.ics"):
        texte = client.get(chemin).content.decode()
        assert [mot for mot in ("enobie", "Lepervier", "visio.exemple") if mot in texte] == []


def test_one_registration_follows_where_it_stands_and_tells_of_no_other(client):
    evenement = make_evenement()
    inscription = make_inscription(evenement, "ada@exemple.fr", etat="en_attente")
    make_inscription(make_evenement("autre"), "ada@exemple.fr")
    Acces.objects.create(evenement=evenement, adresse="https://visio.exemple.fr/secret")
    chemin = f"{MIENNE.path_of(inscription)}agenda.ics"
    assert chemin in client.get(MIENNE.path_of(inscription)).content.decode()

    vus = []
    for etat in ("en_attente", "proposee", "inscrite", "desistee", "en_attente"):
        if etat == "en_attente" and vus:
            act(inscription, Geste.REPRENDRE, timezone.now())
        else:
            inscription.etat = etat
            inscription.save()
        reponse = client.get(chemin)
        ((uid, lu),) = read(reponse).items()
        vus.append((str(lu["status"]), int(lu["sequence"])))
        assert uid == f"inscription-{inscription.pk}@127.0.0.1"
        assert MIENNE.path_of(inscription) in str(lu["description"])
        assert "visio.exemple" not in reponse.content.decode()
        assert reponse["Cache-Control"] == "private, no-store"
    etats, rangs = zip(*vus, strict=True)
    assert etats[:4] == ("TENTATIVE", "TENTATIVE", "CONFIRMED", "CANCELLED")
    assert list(rangs) == sorted(set(rangs))
    assert client.get(chemin.replace("ma-place/", "ma-place/9")).status_code == 404


def test_an_account_has_the_calendar_of_all_its_registrations(client):
    ada = make_personne("ada@exemple.fr")
    make_inscription(make_evenement(), "ada@exemple.fr")
    make_inscription(make_evenement("autre"), "ada@exemple.fr", etat="en_attente")
    make_inscription(make_evenement("sans"), "ada@exemple.fr", etat="a_confirmer")
    make_inscription(make_evenement("bea"), "bea@exemple.fr")
    assert 'href="/compte/liens/"' in sign_in(ada).get("/agenda/").content.decode()
    assert 'href="/compte/liens/"' not in client.get("/agenda/").content.decode()
    open_sien(MIEN, ada)
    chemin = MIEN.path_of(list_partages(MIEN).get())
    assert {str(e["status"]) for e in read(client.get(chemin)).values()} == {
        "CONFIRMED",
        "TENTATIVE",
    }
    assert len(read(client.get(chemin))) == 2
    ada.is_active = False
    ada.save()
    assert client.get(chemin).status_code == 404
