"""A document: its parts, their identifiers, its own form."""

import pytest
from hypothesis import given

from spaser.documents.document import (
    Chiffre,
    Element,
    Lien,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    Texte,
    add_sources,
    clean_document,
    clean_signes,
    encode_document,
    list_chiffres,
    read_mots,
    split_contenu,
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
from tests.outils.documents import decode_document


@given(DOCUMENTS)
def test_a_document_comes_back_from_its_own_form(document):
    assert decode_document(encode_document(document)) == document


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

    assert niveaux == [1, 2, 3, 4, 5, 5, 5, 5, 5, 5]


def test_each_figure_is_told_once_at_the_end_with_its_reference():
    assert [chiffre.reference for chiffre in list_chiffres(COMPLET)] == [REFERENCE, AUTRE]

    sources = add_sources(COMPLET).sections[-1]
    (tableau,) = sources.blocs
    assert tableau.lignes[0] == ("34,5 %", SOCIAL.explication, REFERENCE)
    assert add_sources(make(Paragraphe("sans chiffre"))) == make(Paragraphe("sans chiffre"))
    assert add_sources(add_sources(COMPLET)) == add_sources(COMPLET)


def test_the_words_of_a_content_are_read_without_its_notes():
    paragraphe = next(b for b in walk_blocs(COMPLET) if getattr(b, "identifiant", "") == "mots")

    assert read_mots(paragraphe.contenu) == "Un mot fort, un italique et un lien."


@pytest.mark.parametrize(
    ("donnee", "gardee"),
    [
        ("https://exemple.fr/a?b=1&c=2#d", "https://exemple.fr/a?b=1&c=2#d"),
        ("HTTP://exemple.fr", "HTTP://exemple.fr"),
        ("mailto:achats@exemple.fr", "mailto:achats@exemple.fr"),
        ('https://exemple.fr/é"<b>', "https://exemple.fr/%C3%A9%22%3Cb%3E"),
        ("https://exemple.fr/\ud800", "https://exemple.fr/?"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        (" https://exemple.fr", ""),
        ("https://exemple.fr/\x00", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("/espace", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_the_web_or_to_a_mail_or_is_only_words(donnee, gardee):
    lien = Lien("mots", donnee)

    assert lien.adresse == gardee
    assert split_contenu((lien,)) == ((lien,) if gardee else (Texte("mots"),))


def test_a_link_without_words_shows_its_address():
    assert Lien(" ", "https://exemple.fr").texte == "https://exemple.fr"


@pytest.mark.parametrize(
    ("entetes", "lignes", "largeurs"),
    [
        ((), (), ()),
        (("a", "b"), (("1",),), ()),
        (("a",), (("1",), ("1", "2")), ()),
        (("a", "b"), (), (1,)),
        (("a", "b"), (), (1, 0)),
    ],
)
def test_a_table_with_holes_cannot_be_made(entetes, lignes, largeurs):
    with pytest.raises(ValueError, match="« Légende »"):
        Tableau("Légende", entetes, lignes, largeurs)


@pytest.mark.parametrize(
    ("donne", "propre"),
    [
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\x00\x1f\x7f\x9f\ud800\ufffe\uffffb", "ab"),
        ("é\u00a0: 😀 漢 \ue000", "é\u00a0: 😀 漢 \ue000"),
    ],
)
def test_words_keep_what_files_can_hold(donne, propre):
    assert clean_signes(donne) == propre


def test_what_is_too_deep_stands_beside_what_held_it():
    liste = Liste(("fond",))
    section = Section("fond", (liste,))
    for rang in range(7, 0, -1):
        liste = Liste((Element(f"rang {rang}", liste),))
        section = Section(f"rang {rang}", sections=(section,))

    propre = clean_document(make(liste, sections=(section,)))

    profonde = propre.blocs[0]
    for _ in range(4):
        profonde = profonde.elements[0].liste
    assert profonde.elements == ("rang 5", "rang 6", "rang 7", "fond")
    assert [(n, s.titre) for n, s in walk_sections(propre)] == [
        (1, "rang 1"),
        (2, "rang 2"),
        (3, "rang 3"),
        (4, "rang 4"),
        (5, "rang 5"),
        (5, "rang 6"),
        (5, "rang 7"),
        (5, "fond"),
    ]
