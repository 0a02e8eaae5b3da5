"""The text of a file is the document's own form, less what a file may not hold."""

import json

import msgspec
import pytest
from hypothesis import given

from spaser.contenus.formats_publies import EXEMPLE_EBAUCHE, read_exemple
from spaser.documents.cercles import Cercle, Secteur, draw_cercles
from spaser.documents.document import Lien, Paragraphe, Section, Texte
from spaser.documents.graphiques import Barre, BarreAnnee, draw_barres, draw_colonnes
from spaser.documents.texte_spaser import write_texte
from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.format_spaser.texte import check_dessin
from spaser.metier.format_spaser.version_1_1 import Spaser11
from tests.documents.rendus.exemples import COMPLET, DOCUMENTS

SITE = "https://site.exemple"


def read(texte):
    return read_spaser_dict(
        {
            "format": "spaser",
            "version": "1.1-ebauche",
            "structure": {"nom": "Val-Fictif", "type": "commune"},
            "schema": {"texte": list(texte)},
        },
        ebauche=True,
    )


@given(DOCUMENTS)
def test_any_document_is_written_as_a_text_that_the_format_accepts(document):
    lu = read(write_texte(document.sections, SITE))

    assert isinstance(lu, Spaser11)
    msgspec.convert(lu.schema.texte, tuple[Section, ...])


def test_a_clean_document_comes_back_whole():
    texte = write_texte(COMPLET.sections, SITE)

    assert msgspec.convert(texte, tuple[Section, ...]) == COMPLET.sections


def test_the_published_example_is_read_by_the_model_and_written_back_as_it_was():
    texte = json.loads(read_exemple(EXEMPLE_EBAUCHE))["schema"]["texte"]

    sections = msgspec.convert(texte, tuple[Section, ...])

    assert list(write_texte(sections, SITE)) == texte


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("/acheteurs/1/", {"genre": "lien", "texte": "x", "adresse": f"{SITE}/acheteurs/1/"}),
        ("mailto:a@b.fr", {"genre": "lien", "texte": "x", "adresse": "mailto:a@b.fr"}),
        ("javascript:alert(1)", {"genre": "texte", "texte": "x"}),
        ("https://a b", {"genre": "texte", "texte": "x"}),
    ],
)
def test_a_link_leads_somewhere_or_is_words(adresse, attendu):
    section = Section("t", (Paragraphe((Lien("x", adresse),)),))

    [ecrite] = write_texte((section,), SITE)

    assert ecrite["blocs"][0]["contenu"] == [attendu]


def test_signs_that_nobody_sees_are_left_out():
    section = Section("a\x00b", (Paragraphe((Texte("c\x1bd\ne"),)),))

    [ecrite] = write_texte((section,), SITE)

    assert ecrite["titre"] == "ab"
    assert ecrite["blocs"][0]["contenu"][0]["texte"] == "cd\ne"


def test_the_drawings_of_the_project_are_drawings_that_the_format_accepts():
    barre = Barre("2026", "48,75", 0.4875, 0.4, 0.6)
    dessins = [
        draw_barres("a", "Titre & < >", "Description", [barre]),
        draw_colonnes("b", "Titre", "Description", [BarreAnnee("2026", "12", 12.0)]),
        draw_cercles("c", "Titre", "Description", [Cercle("Un")], [Secteur("A", (3,))]),
    ]

    assert [check_dessin(svg) for svg in dessins] == [None] * 3
