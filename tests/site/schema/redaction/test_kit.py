"""The kit of a space: its own calendar, its best figures, two pages for the direction."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from spaser.documents.document import list_chiffres, read_mots, walk_sections
from spaser.site.schema.models import Jalon
from tests.outils.documents import decode_document

pytestmark = pytest.mark.django_db


def _read(client, espace, fichier="kit.json", **demande):
    reponse = client.get(f"/espace/{espace.siren}/{fichier}", demande)
    assert reponse.status_code == 200
    return reponse


def _find(document, identifiant):
    return next(s for _, s in walk_sections(document) if s.identifiant == identifiant)


def _tell_calendrier(client, espace, **demande):
    document = decode_document(_read(client, espace, **demande).content)
    return (
        read_mots(_find(document, "kit_calendrier").blocs[0].contenu)
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


def test_the_calendar_of_the_space_is_that_of_the_kit(ada, espace):
    for code, jour in (("cadrage", date(2026, 1, 5)), ("adoption", date(2027, 6, 25))):
        Jalon.objects.create(espace=espace, code=code, titre=code, jour=jour)

    assert _tell_calendrier(ada, espace) == (
        "Le travail a commencé le 5 janvier 2026 ; le vote est visé le 25 juin 2027."
    )
    assert "30 juin 2028" in _tell_calendrier(ada, espace, adoption="2028-06-30", mois="12")


def test_without_the_vote_among_its_steps_the_kit_starts_today(ada, espace):
    Jalon.objects.create(espace=espace, titre="Atelier", jour=date(2027, 1, 5))

    assert _tell_calendrier(ada, espace).startswith("Si le travail commence le ")


def test_the_note_takes_two_pages_and_the_letter_and_the_message_one_each(ada, espace, marches):
    pages = PdfReader(io.BytesIO(_read(ada, espace, "kit.pdf").content)).pages
    textes = [page.extract_text() for page in pages]

    assert ["Lettre de mission" in texte for texte in textes].index(True) == 2
    assert "Message aux chefs de service" in textes[3]
    document = decode_document(_read(ada, espace).content)
    assert len(list_chiffres(document)) >= 4


def test_nothing_of_the_note_is_said_to_somebody(ada, espace, marches):
    note = _find(decode_document(_read(ada, espace).content), "kit_note")
    dits = [
        read_mots(bloc.contenu)
        for section in note.sections[:-1]  # the last one asks
        for bloc in section.blocs
        if hasattr(bloc, "contenu")
    ]

    assert dits
    assert [dit for dit in dits if "vous" in dit.lower() or "votre" in dit.lower()] == []
