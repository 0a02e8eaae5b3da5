"""The text of a file is the document's own form, less what a file may not hold."""

import json

import msgspec
import pytest
from hypothesis import given

from spaser.contenus.lecture import EXEMPLE_1_1, read_exemple
from spaser.documents.dessins import (
    Legende,
    Rang,
    Secteur,
    draw_cercles,
    draw_colonnes,
    draw_rangs,
)
from spaser.documents.dessins_engagements import Barre, CibleDessinee, draw_barres, draw_jauge
from spaser.documents.document import Lien, Paragraphe, Section, Texte
from spaser.documents.schema.seance import export_sections
from spaser.regles.format_controle import check_dessin
from spaser.regles.format_spaser import Spaser11, read_spaser_dict
from tests.documents.rendus.exemples import COMPLET, DOCUMENTS


def read(texte):
    return read_spaser_dict(
        {
            "format": "spaser",
            "version": "1.1",
            "structure": {"nom": "Val-Fictif", "type": "commune"},
            "schema": {"texte": list(texte)},
        },
    )


@pytest.mark.longue
@given(DOCUMENTS)
def test_any_document_is_written_as_a_text_that_the_format_accepts(document):
    lu = read(export_sections(document.sections))

    assert isinstance(lu, Spaser11)
    msgspec.convert(lu.schema.texte, tuple[Section, ...])


def test_a_clean_document_comes_back_whole():
    texte = export_sections(COMPLET.sections)

    assert msgspec.convert(texte, tuple[Section, ...]) == COMPLET.sections


def test_the_published_example_is_read_by_the_model_and_written_back_as_it_was():
    texte = json.loads(read_exemple(EXEMPLE_1_1))["schema"]["texte"]

    sections = msgspec.convert(texte, tuple[Section, ...])

    assert list(export_sections(sections)) == texte


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        (
            "https://a.fr/l'achat",
            {"genre": "lien", "texte": "x", "adresse": "https://a.fr/l'achat"},
        ),
        ("HTTPS://a.fr/é", {"genre": "lien", "texte": "x", "adresse": "https://a.fr/%C3%A9"}),
        ("/acheteurs/1/", {"genre": "texte", "texte": "x"}),
        (f"https://a.fr/{'a' * 2000}", {"genre": "texte", "texte": "x"}),
        ("mailto:a@b.fr", {"genre": "lien", "texte": "x", "adresse": "mailto:a@b.fr"}),
        ("javascript:alert(1)", {"genre": "texte", "texte": "x"}),
    ],
)
def test_a_link_leads_somewhere_or_is_words(adresse, attendu):
    section = Section("t", (Paragraphe((Lien("x", adresse),)),))

    [ecrite] = export_sections((section,))

    assert ecrite["blocs"][0]["contenu"] == [attendu]
    assert isinstance(read([ecrite]), Spaser11)


def test_signs_that_nobody_sees_are_left_out():
    section = Section("a\x00b", (Paragraphe((Texte("c\x1bd\ne"),)),))

    [ecrite] = export_sections((section,))

    assert ecrite["titre"] == "ab"
    assert ecrite["blocs"][0]["contenu"][0]["texte"] == "cd\ne"


def test_the_drawings_of_the_project_are_drawings_that_the_format_accepts():
    barre = Barre("2026", "48,75", 0.4875, 0.4, 0.6)
    annees = [Rang("2026", "12", 12.0)]
    dessins = [
        draw_barres(Legende("a", "Titre & < >", "Description"), [barre]),
        draw_jauge("b", CibleDessinee(nom="Titre", valeur=48.75, bas=40, haut=60, repere=50)),
        draw_colonnes(Legende("c", "Titre"), annees, 340),
        draw_colonnes(Legende("d", "Titre"), annees, 120, mots=False),
        draw_rangs(Legende("e", "Titre"), [Rang("Travaux", "12 M€", 12.0)], 440),
        draw_cercles(Legende("f", "Titre"), ["Un"], [Secteur("A", (("Deux", "Trois"),))]),
    ]

    assert [check_dessin(svg) for svg in dessins] == [None] * 6
