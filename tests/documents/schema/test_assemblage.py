"""Any mix of headings and words is one document, the same in its own form and in five files."""

import io
import re
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from odfdo import Document as Odt
from pypdf import PdfReader

from spaser.documents.corps import parse_saisie
from spaser.documents.document import (
    Document,
    Section,
    encode_document,
    walk_sections,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.schema.assemblage import write_sources_indicateurs
from tests.documents.rendus.exemples import write_html
from tests.documents.schema.test_annexes import SOCIAUX
from tests.outils.documents import decode_document

JOUR = date(2026, 11, 26)


_MOT = st.text("abcdefghijklmnopqrstuvwxyzéèàçœ’&<>€", min_size=1, max_size=12)
_SAISIE = st.lists(
    st.one_of(
        st.lists(_MOT, min_size=1, max_size=6).map(" ".join),
        st.lists(_MOT, min_size=1, max_size=3).map(lambda mots: "\n".join(f"- {m}" for m in mots)),
        _MOT.map(lambda mot: f"Avant **{mot}** après"),
    ),
    max_size=3,
).map("\n\n".join)
_RUBRIQUE = st.tuples(st.text(min_size=1, max_size=20), _SAISIE, st.booleans())
_RUBRIQUES = st.lists(_RUBRIQUE, min_size=1, max_size=8)


def build(rubriques):
    """Give headings that have a title, words typed by somebody, blocks of their own."""
    sections = [
        Section(
            titre,
            (
                *parse_saisie(saisie),
                *(write_sources_indicateurs([SOCIAUX], []) if automatique else ()),
            ),
            identifiant=f"rubrique_{rang}",
        )
        for rang, (titre, saisie, automatique) in enumerate(rubriques)
    ]
    return Document(
        titre="Schéma\u00a0: essai",
        jour=JOUR,
        sous_titre="Métropole de Val-Fictif",
        sections=tuple(section for section in sections if section.blocs),
    )


def read_word(octets):
    corps = docx.Document(io.BytesIO(octets)).element.body
    return "".join(corps.itertext())


def read_pdf(octets):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)


LECTEURS = {
    "html": lambda document: html.fromstring(write_html(document)).text_content(),
    "docx": lambda document: read_word(write_docx(document, sommaire=True)),
    "odt": lambda document: Odt(
        io.BytesIO(write_odt(document, sommaire=True))
    ).get_formatted_text(),
    "pdf": lambda document: read_pdf(write_pdf(document, sommaire=True)),
    "json": lambda document: encode_document(document).decode(),
}


def squeeze(texte):
    """Forget what each form lays out its own way: blanks, hyphens at the end of a line."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", texte)


@pytest.mark.longue
@settings(max_examples=15)
@given(_RUBRIQUES)
def test_any_mix_of_headings_and_words_is_the_same_in_its_own_form(rubriques):
    document = build(rubriques)

    assert decode_document(encode_document(document)) == document
    assert all(section.blocs for _, section in walk_sections(document))


@pytest.mark.longue
@settings(max_examples=5)
@given(st.lists(st.tuples(st.just("Titre"), _SAISIE, st.booleans()), min_size=1, max_size=3))
def test_words_of_anybody_are_found_in_each_form(rubriques):
    document = build(rubriques)
    mots = {mot for _, saisie, _ in rubriques for mot in re.findall(r"[a-zéèàç]{4,}", saisie)}

    for forme, lire in LECTEURS.items():
        lu = squeeze(lire(document))
        assert [mot for mot in mots if mot not in lu] == [], forme
