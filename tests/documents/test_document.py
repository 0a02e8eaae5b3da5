"""A document: its parts, their identifiers, its own form."""

import pytest
from hypothesis import given

from spaser.documents.document import (
    Chiffre,
    DocumentIllisible,
    Paragraphe,
    Section,
    add_sources,
    decode,
    encode,
    list_chiffres,
    read_texte,
    walk_blocs,
    walk_sections,
)
from tests.documents.rendus.exemples import (
    AUTRE,
    COMPLET,
    DOCUMENTS,
    REFERENCE,
    SOCIAL,
    make,
)


@given(DOCUMENTS)
def test_a_document_comes_back_from_its_own_form(document):
    assert decode(encode(document)) == document


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "SOC-01",
        "001010016:SOC-01:2025:nombre",
        "1010016:SOC-01:2025:nombre:publie",
        "001010016:SOC-01:25:nombre:publie",
        "001010016:SOC-01:2025:nombre:publié",
    ],
)
def test_a_figure_without_its_reference_cannot_be_made(reference):
    with pytest.raises(ValueError, match=f"« {reference} » n’est pas la référence"):
        Chiffre("34,5 %", reference, "49 marchés sur 142")


@pytest.mark.parametrize("identifiant", ["un mot", "a-b", "1er", "a" * 41, 'a"b', "é"])
def test_an_identifier_is_one_that_every_form_can_keep(identifiant):
    with pytest.raises(ValueError, match=identifiant):
        Paragraphe("x", identifiant=identifiant)


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "n\u2019est pas un document"),
        (b"[]", "object"),
        (b'{"genre":"document","titre":"t"}', "jour"),
        (b'{"genre":"document","titre":"t","jour":"2026-13-01"}', "jour"),
        (
            b'{"genre":"document","titre":"t","jour":"2026-01-01","blocs":[{"genre":"script"}]}',
            "blocs",
        ),
        (
            (
                b'{"genre":"document","titre":"t","jour":"2026-01-01","blocs":[{"genre":"paragraphe",'
                b'"contenu":[{"genre":"chiffre","texte":"1","reference":"x","explication":""}]}]}'
            ),
            "blocs",
        ),
        (b'{"sections":[' * 5000, "n\u2019est pas un document"),
    ],
)
def test_what_is_not_a_document_is_refused_with_its_place(octets, dit):
    with pytest.raises(DocumentIllisible) as erreur:
        decode(octets)

    assert dit in erreur.value.message


def test_sections_and_blocks_are_walked_in_the_order_of_reading():
    assert [(n, s.titre) for n, s in walk_sections(COMPLET)] == [
        (1, "Présenter"),
        (2, "Où nous en sommes"),
        (1, "Agir"),
    ]
    assert [getattr(bloc, "identifiant", "") for bloc in walk_blocs(COMPLET)] == [
        *("resume", "mots", "liste", "", "lignes", "score", "", "action_1"),
    ]


def test_a_heading_is_never_deeper_than_files_know():
    section = Section("fond")
    for _ in range(9):
        section = Section("plus haut", sections=(section,))

    niveaux = [niveau for niveau, _ in walk_sections(make(sections=(section,)))]

    assert niveaux == [1, 2, 3, 4, 5, 6, 6, 6, 6, 6]


def test_each_figure_is_told_once_at_the_end_with_its_reference():
    assert [chiffre.reference for chiffre in list_chiffres(COMPLET)] == [REFERENCE, AUTRE]

    sources = add_sources(COMPLET).sections[-1]
    (tableau,) = sources.blocs
    assert tableau.lignes[0] == ("34,5 %", SOCIAL.explication, REFERENCE)
    assert add_sources(make(Paragraphe("sans chiffre"))) == make(Paragraphe("sans chiffre"))


def test_the_words_of_a_content_are_read_without_its_notes():
    paragraphe = next(b for b in walk_blocs(COMPLET) if getattr(b, "identifiant", "") == "mots")

    assert read_texte(paragraphe.contenu) == "Un mot fort, un italique et un lien."
