"""Words from outside, whatever they hold: each form is written, and gives them back."""

import io

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from odfdo import Document as Odt
from pptx.oxml.ns import qn as pn
from pypdf import PdfReader

from spaser.documents.document import (
    Chiffre,
    Element,
    Fiche,
    Figure,
    Lien,
    Liste,
    Note,
    Paragraphe,
    Section,
    Tableau,
    Texte,
    clean_document,
    clean_signes,
)
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pptx import write_pptx
from tests.documents.rendus.exemples import REFERENCE, SVG, make, write_html
from tests.outils.documents import decode_document

RARES = (
    "\x00\x0b\t\r\n\x85\u00ad\u2003\u2028\u202e\u200d\ue000\ufe0f\ufffe\ud800&<>\"'#*[]😀漢أא\u0300"
)
TEXTES = st.text(
    st.one_of(st.sampled_from(RARES), st.characters(exclude_categories=())), max_size=12
)
NOMBRE = 18


def squeeze(texte):
    """Return the letters of a text: forms break its lines as they like."""
    return "".join(texte.split())


def compose(textes):
    """Put each text somewhere in a document, between two words of our own."""
    mots = [f"debut{rang:02} {texte} fin{rang:02}" for rang, texte in enumerate(textes)]
    reste = iter(mots)
    document = make(
        Paragraphe(next(reste)),
        Paragraphe((Texte(next(reste), fort=True), Note(next(reste)))),
        Paragraphe((Lien(next(reste), f"https://exemple.fr/{textes[0]}"),)),
        Paragraphe((Lien(next(reste), f"javascript:{textes[1]}"),)),
        Paragraphe((Chiffre(next(reste), REFERENCE, next(reste)),)),
        Liste((next(reste), Element(next(reste), Liste((next(reste),), ordonnee=True)))),
        Tableau(next(reste), (next(reste), "b"), ((next(reste), ""),), ligne_nommee=True),
        Figure(SVG, textes[2], next(reste)),
        Fiche(next(reste), ((next(reste), next(reste)),)),
        sections=(Section(next(reste)),),
    )
    assert next(reste, None) is None
    return document, mots


def read_docx(octets):
    fichier = docx.Document(io.BytesIO(octets))
    notes = [p for p in fichier.part.package.iter_parts() if p.partname == "/word/footnotes.xml"]
    corps = [fichier.element, *(etree.fromstring(part.blob) for part in notes)]
    return squeeze("".join(t.text or "" for partie in corps for t in partie.iter(qn("w:t"))))


def read_odt(octets):
    contenu = Odt(io.BytesIO(octets)).get_part("content.xml").serialize()
    return squeeze("".join(etree.fromstring(contenu).itertext()))


def read_pptx(octets):
    jeu = pptx.Presentation(io.BytesIO(octets))
    notes = [diapo.notes_slide for diapo in jeu.slides if diapo.has_notes_slide]
    textes = [t.text or "" for page in (*jeu.slides, *notes) for t in page.element.iter(pn("a:t"))]
    return squeeze("".join(textes))


def read_pdf(octets):
    return squeeze("".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages))


@pytest.mark.longue
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=20)
@given(st.lists(TEXTES, min_size=NOMBRE, max_size=NOMBRE))
def test_words_from_outside_are_given_back_by_every_form(textes):
    document, mots = compose(textes)
    attendus = [squeeze(clean_signes(mot)) for mot in mots]
    page = html.fromstring(write_html(document))
    lus = {
        "html": squeeze(page.text_content()) + squeeze("".join(page.xpath("//data/@title"))),
        "docx": read_docx(write_forme(document, Forme.DOCX)),
        "odt": read_odt(write_forme(document, Forme.ODT)),
        "pptx": read_pptx(write_pptx(document)),
    }

    perdus = [(forme, mot) for forme, lu in lus.items() for mot in attendus if mot not in lu]
    assert perdus == []
    imprime = read_pdf(write_forme(document, Forme.PDF))
    bornes = [f"{borne}{rang:02}" for rang in range(NOMBRE) for borne in ("debut", "fin")]
    assert [borne for borne in bornes if borne not in imprime] == []
    assert decode_document(write_forme(document, Forme.JSON)) == clean_document(document)


def nest(profondeur):
    liste = Liste(("fond",))
    section = Section("fond", (Paragraphe("sous le fond"),))
    for rang in range(profondeur):
        liste = Liste((Element(f"rang {rang}", liste),))
        section = Section(f"titre {rang}", sections=(section,))
    return make(liste, sections=(section,))


def test_depth_stops_no_form_and_loses_no_word():
    document = nest(90)
    mots = ["fond", "sousle" + "fond", "rang0", "rang89", "titre0", "titre89"]
    lus = {
        "html": squeeze(html.fromstring(write_html(document)).text_content()),
        "docx": read_docx(write_forme(document, Forme.DOCX)),
        "odt": read_odt(write_forme(document, Forme.ODT)),
        "pdf": read_pdf(write_forme(document, Forme.PDF)),
    }

    assert [(forme, mot) for forme, lu in lus.items() for mot in mots if mot not in lu] == []


def test_a_long_title_and_a_table_without_rows_are_written_in_every_form():
    titre = "Schéma de promotion " * 15
    document = make(Tableau("Rien encore", ("Colonne",), ()), titre=titre, mention=titre)
    lus = {
        "html": squeeze(html.fromstring(write_html(document)).text_content()),
        "docx": read_docx(write_forme(document, Forme.DOCX, sommaire=True)),
        "odt": read_odt(write_forme(document, Forme.ODT, sommaire=True)),
        "pdf": read_pdf(write_forme(document, Forme.PDF, sommaire=True)),
    }

    attendus = [squeeze(titre), "Colonne", "Rienencore"]
    assert [(forme, mot) for forme, lu in lus.items() for mot in attendus if mot not in lu] == []


def test_a_line_stays_a_line_in_every_form():
    document = make(Paragraphe("un\r\ndeux\u2028trois"))

    page = html.fromstring(write_html(document))
    assert len(page.xpath("//p/br")) == 2
    word = docx.Document(io.BytesIO(write_forme(document, Forme.DOCX)))
    assert "un\ndeux\ntrois" in [p.text for p in word.paragraphs]
    odt = Odt(io.BytesIO(write_forme(document, Forme.ODT)))
    assert len(odt.body.get_elements("//text:line-break")) == 2
    pdf = PdfReader(io.BytesIO(write_forme(document, Forme.PDF))).pages[0].extract_text()
    assert "un\ndeux\ntrois" in pdf
