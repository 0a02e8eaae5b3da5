"""Documents as PDF/UA-1: what a reader's software asks of the file."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from spaser.documents.document import (
    Document,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    Tableau,
    Titre,
)
from spaser.documents.graphiques import Barre, draw_barres
from spaser.documents.pdf import write_pdf

JOUR = date(2026, 11, 24)
SVG = draw_barres("essai", "Titre", "Description", [Barre("2026", "48,75", 0.4875, 0.4, 0.6)])


def make(*blocs, titre="Essai", **champs):
    return Document(titre=titre, blocs=blocs, jour=JOUR, **champs)


def read(document):
    return PdfReader(io.BytesIO(write_pdf(document)))


def text_of(document):
    return " ".join(page.extract_text() for page in read(document).pages)


def _tags(noeud):
    noeud = noeud.get_object()
    if "/S" in noeud:
        yield noeud["/S"]
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        objet = enfant.get_object()
        if hasattr(objet, "get"):
            yield from _tags(objet)


COMPLET = make(
    Titre("Un chapitre"),
    Paragraphe("L’essentiel.", en_avant=True),
    Liste(("un", "deux"), ordonnee=True),
    Tableau("Scores", ("Rubrique", "Score"), (("Politique", "25"),)),
    Figure(SVG, "48,75 sur 100", "Score"),
    SautDePage(),
    Titre("Un autre", 3),
    titre="Autodiagnostic",
    sous_titre="Métropole de Val-Fictif",
    mention="Pied de page",
)


def test_the_file_is_tagged_titled_and_in_french():
    lecteur = read(COMPLET)
    racine = lecteur.trailer["/Root"]

    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"].lower().startswith("fr")
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert lecteur.metadata.title == "Autodiagnostic"
    assert "pdfuaid:part>1<" in racine["/Metadata"].get_data().decode()


def test_what_is_read_aloud_has_headings_lists_tables_and_figures():
    tags = set(_tags(read(COMPLET).trailer["/Root"]["/StructTreeRoot"]))

    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= tags


def test_every_block_is_printed():
    texte = text_of(COMPLET)

    attendus = "Val-Fictif,24 novembre 2026,Un chapitre,L’essentiel,deux,Politique,Pied de page"
    assert [mot for mot in attendus.split(",") if mot not in texte.replace("\u00a0", " ")] == []
    assert len(read(COMPLET).pages) == 2


def test_the_same_document_gives_the_same_file():
    assert write_pdf(COMPLET) == write_pdf(COMPLET)


@pytest.mark.parametrize(
    "texte", ["#let x = 1", "*gras* _ital_ $x^2$", '#read("/etc/passwd")', "= Titre", "<a@b> // c"]
)
def test_a_text_is_never_read_as_markup(texte):
    sortie = text_of(make(Paragraphe(texte), titre=texte))

    assert "".join(sortie.split()).count("".join(texte.split())) == 2


@pytest.mark.parametrize("signe", ["😀", "漢", "\U0001f468\u200d\U0001f469"])
def test_a_sign_that_cannot_be_drawn_is_replaced_and_told(signe):
    texte = text_of(make(Paragraphe(f"Oui {signe} non")))

    assert "□" in texte
    assert "ne sait pas imprimer" in texte


@pytest.mark.parametrize(
    "bloc",
    [
        Titre("", 5),
        Paragraphe(""),
        Liste(()),
        Tableau("", ("a",), ()),
        Figure(SVG, "", ""),
    ],
)
def test_an_empty_text_stops_nothing(bloc):
    assert read(make(bloc, titre="")).metadata.title == "Document"


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_composed(texte):
    contenu = write_pdf(make(Titre(texte), Paragraphe(texte), Liste((texte,)), titre=texte))

    assert contenu.startswith(b"%PDF")
