"""What anybody takes away of a buyer, without account."""

import io
import re

import docx
import pptx
import pytest
from pypdf import PdfReader

from spaser.documents.document import list_chiffres, read_mots, walk_sections
from spaser.site.acheteurs import fichiers_publics
from spaser.site.registre.premiers_contenus import load_reference
from spaser.site.socle import requetes
from tests.outils.documents import decode_document
from tests.site.acheteurs.test_page import ROUEN
from tests.site.organisations.fabrique import SIREN_VAL as VAL

pytestmark = pytest.mark.django_db

# What a reader of a dossier may never meet: a blank to fill in, a sentence said to somebody else.
A_REMPLIR = re.compile(r"\[[^\]]*\]|à compléter|lorem|xxx|…{2}|\bTODO\b", re.IGNORECASE)


def _get(client, siren, fichier):
    return client.get(f"/acheteurs/{siren}/{fichier}")


def _read_word(octets):
    word = docx.Document(io.BytesIO(octets))
    cellules = [c.text for t in word.tables for ligne in t.rows for c in ligne.cells]
    lus = [p.text for p in word.paragraphs] + cellules
    return [lu.replace("\u00a0", " ") for lu in lus]


@pytest.mark.parametrize("siren", [VAL, ROUEN])
def test_no_line_of_the_dossier_is_left_to_fill_in(client, marches, siren):
    reponse = _get(client, siren, "dossier.docx")

    textes = _read_word(reponse.content)
    assert [t for t in textes if A_REMPLIR.search(t)] == []
    assert [t for t in textes if re.search(r"\b(vous|votre|vos)\b", t, re.IGNORECASE)] == []
    assert 'filename="dossier-' in reponse["Content-Disposition"]


@pytest.mark.longue
def test_the_four_forms_say_the_same(client, marches):
    document = decode_document(_get(client, VAL, "dossier.json").content)
    titres = [section.titre for _, section in walk_sections(document)]
    pdf = "".join(
        p.extract_text()
        for p in PdfReader(io.BytesIO(_get(client, VAL, "dossier.pdf").content)).pages
    )
    word = "\n".join(_read_word(_get(client, VAL, "dossier.docx").content))

    assert len(titres) >= 5
    assert [t for t in titres if t.replace("\u00a0", " ") not in word] == []
    assert [t for t in titres if t.split()[0] not in pdf] == []
    assert [c for c in list_chiffres(document) if not c.reference.startswith(VAL)] == []
    assert _get(client, VAL, "dossier.odt").content[:2] == b"PK"


def test_the_dossier_holds_in_a_few_pages(client, marches):
    pages = PdfReader(io.BytesIO(_get(client, VAL, "dossier.pdf").content)).pages

    assert 4 <= len(pages) <= 8


def test_a_buyer_without_contracts_still_has_a_dossier(client):
    document = decode_document(_get(client, ROUEN, "dossier.json").content)

    assert list_chiffres(document) == []
    assert "cadre" in [section.identifiant for _, section in walk_sections(document)]


@pytest.mark.parametrize(
    ("siren", "fichier"),
    [(VAL, "dossier.exe"), (VAL, "kit.json.exe"), ("552100554", "dossier.pdf"), (VAL, "kit.csv")],
)
def test_what_does_not_exist_is_not_made(client, marches, siren, fichier):
    assert _get(client, siren, fichier).status_code == 404


def test_an_address_that_asks_too_many_files_waits(client, marches, monkeypatch):
    monkeypatch.setattr(requetes, "PAR_HEURE", 1)

    assert _get(client, VAL, "dossier.json").status_code == 200
    assert _get(client, VAL, "dossier.json").status_code == 429


def test_a_file_is_made_once_for_all_who_ask(client, marches, monkeypatch):
    premier = _get(client, VAL, "dossier.docx").content
    monkeypatch.setattr(fichiers_publics, "compose_dossier", None)

    assert _get(client, VAL, "dossier.docx").content == premier


def test_the_kit_counts_back_from_the_day_that_one_wishes(client, marches):
    page = _get(client, VAL, "kit/?adoption=2028-06-30&mois=12").text
    word = "\n".join(_read_word(_get(client, VAL, "kit.docx?adoption=2028-06-30&mois=12").content))

    assert "30 juin 2028" in page
    assert "kit.docx?adoption=2028-06-30&amp;mois=12" in page
    assert "le vote peut avoir lieu le 30 juin 2028" in word
    assert "30 juin 2027" in word  # twelve months before, a Wednesday


def test_a_wrong_day_is_told_and_the_kit_starts_today(client, marches):
    page = _get(client, VAL, "kit/?adoption=jamais&mois=12").text

    assert "Écrivez une date, comme 24/11/2026." in page
    assert 'kit.docx"' in page


def test_the_time_that_work_takes_is_a_field_and_never_a_number(client, marches):
    word = docx.Document(io.BytesIO(_get(client, VAL, "kit.docx").content))
    temps = [
        ligne.cells[-1].text
        for table in word.tables
        if table.rows[0].cells[-1].text == "Temps de travail"
        for ligne in table.rows[1:]
    ]

    assert set(temps) == {"[à compléter]"}


def test_the_first_meeting_has_five_slides_with_the_references_of_their_figures(client, marches):
    diapositives = pptx.Presentation(io.BytesIO(_get(client, VAL, "kit.pptx").content)).slides

    assert len(diapositives) == 5
    assert f"{VAL}:SOC-01:" in diapositives[2].notes_slide.notes_text_frame.text


@pytest.mark.longue
def test_the_kit_names_bodies_that_are_like_the_buyer(client):

    load_reference()
    document = decode_document(_get(client, ROUEN, "kit.json").content)

    voisins = next(s for _, s in walk_sections(document) if s.identifiant == "kit_voisins")
    assert len(voisins.blocs[1].elements) == 3
    assert all("http" in e[0].adresse and read_mots(e) for e in voisins.blocs[1].elements)
