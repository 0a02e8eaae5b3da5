"""The days to come, for a diary."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from spaser.regles.obligations import Echeance
from spaser.site.editorial.obligations import write_echeances
from tests.regles.obligations.fabrique import make_obligation

ADRESSE = "/obligations/calendrier.ics"


def make_echeance(jour="2027-01-01", texte="Demain.", *, annuelle=False, **champs):
    return Echeance(
        jour=date.fromisoformat(jour),
        texte=texte,
        obligation=make_obligation(**champs),
        annuelle=annuelle,
    )


def unfold(texte):
    return texte.replace("\r\n ", "")


def find(champ, texte):
    return re.findall(rf"^{champ}[;:](.*)\r$", unfold(texte), re.MULTILINE)


def test_a_day_is_an_event_of_one_day():
    texte = write_echeances([make_echeance()])

    assert texte.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert texte.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert find("DTSTART", texte) == ["VALUE=DATE:20270101"]
    assert find("DTEND", texte) == ["VALUE=DATE:20270102"]
    assert find("DTSTAMP", texte) == ["20261124T000000Z"]
    assert find("SUMMARY", texte) == ["Essai"]
    assert find("URL", texte) == ["https://exemple.fr/1"]
    assert "RRULE" not in texte


def test_a_yearly_day_comes_back_under_the_same_name():
    une = write_echeances([make_echeance("2027-06-30", annuelle=True)])
    suivante = write_echeances([make_echeance("2028-06-30", annuelle=True)])

    assert find("RRULE", une) == ["FREQ=YEARLY"]
    assert find("UID", une) == find("UID", suivante)


def test_two_days_have_two_names():
    texte = write_echeances(
        [make_echeance(), make_echeance("2028-01-01"), make_echeance(texte="A.")]
    )

    assert len(set(find("UID", texte))) == 3


def test_signs_of_the_format_are_escaped():
    texte = write_echeances([make_echeance(texte="Un ; deux, trois\\quatre\nEND:VEVENT")])

    assert find("DESCRIPTION", texte)[0].startswith(
        r"Un \; deux\, trois\\quatre\nEND:VEVENT\n"
        r"Source : Article 1 (lecture du 24 novembre 2026\, texte officiel)."
    )
    assert texte.count("END:VEVENT\r\n") == 1


def test_lines_hold_in_75_octets_and_never_cut_a_letter():
    phrase = "Été comme hiver, l’énergie économisée n’est pas achetée. " * 5
    texte = write_echeances([make_echeance(texte=phrase)])

    assert max(len(ligne.encode()) for ligne in texte.split("\r\n")) <= 75
    assert phrase.replace(",", r"\,") in unfold(texte)


def test_no_day_is_an_empty_calendar():
    assert "BEGIN:VEVENT" not in write_echeances([])


@pytest.mark.django_db
def test_the_site_gives_the_days_of_the_duties_shown(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))

    reponse = client.get(ADRESSE, {"theme": "vehicules", "nature": "commune"})
    texte = reponse.content.decode()

    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="obligations.ics"'
    assert sorted(find("DTSTART", texte)) == [
        "VALUE=DATE:20270930",
        "VALUE=DATE:20300101",
        "VALUE=DATE:20300101",
    ]
    assert client.get(ADRESSE, {"habitants": "beaucoup"}).status_code == 200


@pytest.mark.django_db
def test_a_diary_that_asks_again_is_told_that_nothing_changed(client):
    etiquette = client.get(ADRESSE)["ETag"]

    assert client.get(ADRESSE, headers={"If-None-Match": etiquette}).status_code == 304
