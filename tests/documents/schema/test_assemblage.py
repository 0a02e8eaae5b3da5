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
    Paragraphe,
    SautDePage,
    decode_document,
    encode_document,
    walk_blocs,
    walk_sections,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.schema.assemblage import (
    RESTE,
    Couverture,
    PartieEcrite,
    RubriqueEcrite,
    assemble_dossier,
    assemble_schema,
    write_sources_indicateurs,
)
from tests.documents.rendus.exemples import write_html
from tests.documents.schema.test_annexes import SOCIAUX

JOUR = date(2026, 11, 26)
COUVERTURE = Couverture(
    titre="Schéma : essai",
    acheteur="Métropole de Val-Fictif",
    jour=JOUR,
    nature="Document de travail",
    presentation="Ce document réunit des textes.",
)


def make_rubrique(code, *blocs, titre="", manques=()):
    return RubriqueEcrite(code=code, titre=titre or code.capitalize(), blocs=blocs, manques=manques)


def make_parties(*rubriques):
    return [PartieEcrite(titre="Présenter", rubriques=rubriques)]


def list_titres(document):
    return [(niveau, section.titre) for niveau, section in walk_sections(document)]


MOTS = Paragraphe("Des mots.")


def test_headings_stand_under_their_part_with_their_code_for_identifier():
    parties = [
        PartieEcrite(titre="Présenter", rubriques=(make_rubrique("edito", MOTS),)),
        PartieEcrite(titre="Agir", rubriques=(make_rubrique("pistes", MOTS),)),
    ]

    document = assemble_schema(COUVERTURE, parties)

    assert [(n, s.titre, s.identifiant) for n, s in walk_sections(document)] == [
        (1, "Présenter", "partie_1"),
        (2, "Edito", "edito"),
        (1, "Agir", "partie_2"),
        (2, "Pistes", "pistes"),
    ]


def test_a_heading_without_anything_is_left_out_and_named_on_a_last_page():
    vide = make_rubrique("calendrier", manques=("Aucune étape n’est datée.",))
    document = assemble_schema(
        COUVERTURE,
        [
            PartieEcrite(titre="Présenter", rubriques=(make_rubrique("edito", MOTS),)),
            PartieEcrite(titre="Suivre", rubriques=(vide, make_rubrique("gouvernance"))),
        ],
    )

    assert list_titres(document) == [(1, "Présenter"), (2, "Edito"), (1, RESTE)]
    assert document.sections[0].sections[0].blocs == (MOTS, SautDePage())
    suivre = document.sections[1].blocs[1].elements[0]
    assert (suivre.contenu, suivre.liste.elements) == (
        "Suivre",
        ("Calendrier\u00a0: Aucune étape n’est datée.", "Gouvernance"),
    )


def test_a_scheme_with_nothing_is_a_cover_and_what_is_to_be_written():
    document = assemble_schema(COUVERTURE, make_parties(make_rubrique("edito")))

    assert list_titres(document) == [(1, RESTE)]
    assert SautDePage() not in list(walk_blocs(document))


def test_a_whole_scheme_and_a_dossier_have_nothing_left_to_write():
    schema = assemble_schema(COUVERTURE, make_parties(make_rubrique("edito", MOTS)))
    dossier = assemble_dossier(COUVERTURE, [make_rubrique("edito", MOTS), make_rubrique("cadre")])

    assert RESTE not in [titre for _, titre in list_titres(schema)]
    assert list_titres(dossier) == [(1, "Edito")]


@pytest.mark.parametrize(
    ("reserve", "mention"),
    [
        ("", "Métropole de Val-Fictif – document de travail"),
        ("Établi par un compte non rattaché.",
         "Métropole de Val-Fictif – document de travail – Établi par un compte non rattaché"),
    ],
)  # fmt: skip
def test_the_cover_and_the_foot_of_pages_say_what_it_is_and_who_made_it(reserve, mention):
    couverture = Couverture(
        titre="Schéma", acheteur="Métropole de Val-Fictif", jour=JOUR,
        nature="Document de travail", reserve=reserve,
    )  # fmt: skip

    document = assemble_schema(couverture, make_parties(make_rubrique("edito", MOTS)))

    assert document.mention == mention
    (essentiel,) = document.blocs
    assert essentiel.contenu.endswith(reserve)
    assert "26\u00a0novembre\u00a02026" in essentiel.contenu


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
_PARTIES = st.lists(st.lists(_RUBRIQUE, max_size=3), min_size=1, max_size=4)


def build(parties):
    """Give a scheme whose headings have a title, words typed by somebody, blocks of their own."""
    rang = iter(range(100))
    return [
        PartieEcrite(
            titre=f"Partie {numero}",
            rubriques=tuple(
                RubriqueEcrite(
                    code=f"rubrique_{next(rang)}",
                    titre=titre,
                    blocs=(
                        *parse_saisie(saisie),
                        *(write_sources_indicateurs([SOCIAUX], []) if automatique else ()),
                    ),
                )
                for titre, saisie, automatique in rubriques
            ),
        )
        for numero, rubriques in enumerate(parties, start=1)
    ]


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
@given(_PARTIES)
def test_any_mix_of_headings_and_words_is_the_same_in_its_own_form(parties):
    document = assemble_schema(COUVERTURE, build(parties))

    assert decode_document(encode_document(document)) == document
    assert all(section.blocs or section.sections for _, section in walk_sections(document))


@pytest.mark.longue
@settings(max_examples=5)
@given(st.lists(st.lists(st.tuples(st.just("Titre"), _SAISIE, st.booleans()), max_size=2),
                min_size=1, max_size=2))  # fmt: skip
def test_words_of_anybody_are_found_in_each_form(parties):
    document = assemble_schema(COUVERTURE, build(parties))
    mots = {mot for rubriques in parties for _, saisie, _ in rubriques
            for mot in re.findall(r"[a-zéèàç]{4,}", saisie)}  # fmt: skip

    for forme, lire in LECTEURS.items():
        lu = squeeze(lire(document))
        assert [mot for mot in mots if mot not in lu] == [], forme
