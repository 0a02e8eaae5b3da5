"""Documents as PDF/UA-1: what a reader's software asks of the file."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page import ValidationProfile, validate_pdf_bytes
from PIL import Image
from pypdf import PdfReader

from spaser.documents.document import Figure, Liste, Paragraphe, Section, Tableau, make_charte
from spaser.documents.rendus import DocumentTropLong, pdf
from spaser.documents.rendus.pdf import write_pdf
from tests.documents.rendus.exemples import COMPLET, RICHE, SVG, make


def read(document):
    return PdfReader(io.BytesIO(write_pdf(document)))


def text_of(document):
    return " ".join(page.extract_text() for page in read(document).pages)


def walk_tags(noeud):
    """Yield the elements that a reader's software is told, in the order of reading."""
    noeud = noeud.get_object()
    if "/S" in noeud:
        yield noeud
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        objet = enfant.get_object()
        if hasattr(objet, "get"):
            yield from walk_tags(objet)


def test_the_file_is_tagged_titled_and_in_french():
    lecteur = read(COMPLET)
    racine = lecteur.trailer["/Root"]

    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"].lower().startswith("fr")
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert lecteur.metadata.title == "Schéma d’essai"
    xmp = racine["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in xmp
    assert "pdfaid:part>2<" in xmp


def _hide(contenu, prefixe):
    """Blank one declaration of the two, since the checker reads one profile at a time."""
    motif = re.compile(rb"<(%b:\w+)>[^<]*</\1>" % prefixe)
    return motif.sub(lambda lu: b" " * len(lu.group()), contenu)


@pytest.mark.parametrize(
    ("cache", "profil"),
    [
        (b"pdfaid", ValidationProfile.PDF_UA_1),
        (b"pdfuaid", ValidationProfile.PDF_A_2A),
    ],
)
@pytest.mark.parametrize("document", [COMPLET, RICHE], ids=["complet", "riche"])
def test_the_file_passes_every_rule_of_its_two_standards(document, cache, profil):
    rapport = validate_pdf_bytes(_hide(write_pdf(document, sommaire=True), cache))

    assert (rapport.profile, rapport.failures, rapport.is_compliant) == (profil, [], True)


def test_what_is_read_aloud_has_headings_lists_tables_and_figures():
    racine = read(COMPLET).trailer["/Root"]["/StructTreeRoot"]
    tags = {tag["/S"] for tag in walk_tags(racine)}

    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= tags


def test_every_block_is_printed():
    texte = text_of(COMPLET)

    attendus = "Val-Fictif,24 novembre 2026,Présenter,34,5,deux,Environnement,Pied de page"
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


@pytest.mark.parametrize("signe", ["😀", "漢", "\U0001f468\u200d\U0001f469", "\ue000", "\ufdd0"])
def test_a_sign_that_cannot_be_drawn_is_replaced_and_told(signe):
    texte = text_of(make(Paragraphe(f"Oui {signe} non")))

    assert "□" in texte
    assert "ne sait pas imprimer" in texte


@pytest.mark.parametrize("blanc", ["\t", "\u2003", "\u2009", "\u3000", "\u2028"])
def test_a_blank_of_any_kind_still_parts_two_words(blanc):
    assert "un deux" in " ".join(text_of(make(Paragraphe(f"un{blanc}deux"))).split())


@pytest.mark.parametrize(
    "bloc",
    [
        Paragraphe(""),
        Liste(()),
        Tableau("", ("a",), ()),
        Figure(SVG, "", ""),
    ],
)
def test_an_empty_text_stops_nothing(bloc):
    assert read(make(bloc, titre="")).metadata.title == "Document"


@pytest.mark.longue
@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_composed(texte):
    contenu = write_pdf(
        make(Paragraphe(texte), Liste((texte,)), titre=texte, sections=(Section(texte),))
    )

    assert contenu.startswith(b"%PDF")


@pytest.mark.parametrize("forme", ["PNG", "JPEG"])
def test_a_logo_stands_on_the_first_page_with_its_alternative(forme):
    logo = io.BytesIO()
    Image.new("RGB", (320, 80), "#005f46").save(logo, forme)
    charte = make_charte("#005f46", "#e3f2ec", logo.getvalue(), "Val-Fictif")

    octets = write_pdf(COMPLET, charte)

    lecteur = PdfReader(io.BytesIO(octets))
    racine = lecteur.trailer["/Root"]["/StructTreeRoot"]
    images = [image for page in lecteur.pages for image in page.images]
    assert [image.image.size for image in images] == [(320, 80)]
    alternatives = [tag.get("/Alt") for tag in walk_tags(racine) if tag["/S"] == "/Figure"]
    assert alternatives == ["Val-Fictif", "48,75 sur 100"]
    assert [validate_pdf_bytes(_hide(octets, nom)).failures for nom in (b"pdfaid", b"pdfuaid")] == [
        [],
        [],
    ]


def test_what_would_take_too_much_memory_is_refused_before_it_is_composed(monkeypatch):
    long = make(*[Paragraphe("Une action de plus.")] * 30_000)
    monkeypatch.setattr(pdf.typst, "compile", lambda *_, **__: pytest.fail("it was composed"))

    with pytest.raises(DocumentTropLong, match="trop long pour un PDF"):
        write_pdf(long)
