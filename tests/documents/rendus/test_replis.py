"""What folds on a page and is printed on paper: folds, rows, cards, small bars, warnings."""

import io
from datetime import date

import docx
import pytest
from lxml import html
from odfdo import Document as Fichier
from pypdf import PdfReader

from spaser.documents.diapositives import split_diapositives
from spaser.documents.document import (
    Allure,
    Chiffre,
    Document,
    Element,
    Liste,
    Paragraphe,
    Repli,
    Section,
    Tableau,
    Texte,
    encode_document,
    list_chiffres,
    prepare,
    unfold_document,
    walk_blocs,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.html import write_html
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from tests.outils.documents import decode_document

REFERENCE = "001010016:SOC-01:2025:nombre:publie"
AUTRE = "001010016:ENV-01:2025:nombre:publie"
TAUX = Chiffre("34 %", REFERENCE, "49 marchés sur 142", (0.3, 0.345, 0.4))
CACHE = Chiffre("61 %", AUTRE, "87 marchés sur 142")


def make_carte(rang):
    titre = f"Carte {rang}"
    repli = Repli("Comment lire", (Paragraphe(f"Méthode {rang}"),), sujet=titre)
    return Section(titre, (Paragraphe((TAUX,), en_avant=True), repli), allure=Allure.CARTE, axe=2)


DOCUMENT = Document(
    titre="Bilan",
    jour=date(2026, 12, 1),
    blocs=(Paragraphe((Texte("Prudence", fort=True),), alerte=True),),
    sections=(
        Section("Les chiffres", sections=(make_carte(1), make_carte(2), Section("Après"))),
        Section(
            "Les lignes",
            (
                Tableau(
                    "Année",
                    ("Indicateur", "Valeur", "Précision", "Expression"),
                    (("Social", (TAUX,), "49 sur 142", "en nombre"),),
                    replis=((Paragraphe("Détail de la ligne"), Liste(("a",))),),
                ),
            ),
        ),
    ),
)


def read_pdf(octets):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)


def read_docx(octets):
    corps = docx.Document(io.BytesIO(octets)).element.body
    return "".join(corps.itertext())


def read_odt(octets):
    return Fichier(io.BytesIO(octets)).body.text_recursive


@pytest.fixture(scope="module")
def page():
    return html.fromstring(write_html(DOCUMENT, sommaire=True, sources=False))


@pytest.mark.parametrize(
    ("write", "read"), [(write_pdf, read_pdf), (write_docx, read_docx), (write_odt, read_odt)]
)
def test_paper_unfolds_a_fold_and_keeps_the_row_alone(write, read):
    texte = read(write(DOCUMENT))

    assert texte.index("Comment lire") < texte.index("Méthode 1") < texte.index("Méthode 2")
    assert "en nombre" in texte
    assert "Détail de la ligne" not in texte


def test_a_page_folds_and_names_what_each_fold_is_about(page):
    plis = page.xpath("//article/details")

    assert [pli.xpath("string(summary)") for pli in plis] == [
        "Comment lire\u00a0: Carte 1", "Comment lire\u00a0: Carte 2",
    ]  # fmt: skip
    assert [pli.xpath("string(p)") for pli in plis] == ["Méthode 1", "Méthode 2"]


def test_a_row_shows_three_cells_and_unfolds_the_others(page):
    [rang] = page.xpath("//div[@class='document-rangs'][@aria-label='Année']/details")

    assert [case.text_content()[:10] for case in rang.xpath("summary/span")][::2] == [
        "Social", "49 sur 142",
    ]  # fmt: skip
    assert rang.xpath("string(p[1])") == "Expression\u00a0: en nombre"
    assert rang.xpath("string(p[2])") == "Détail de la ligne"


def test_a_share_has_its_bar_where_it_is_asked_for(page):
    [dessin] = page.xpath("//div[@class='document-rangs']//*[local-name()='svg']")

    assert dessin.xpath("string(*[local-name()='title'])") == "49 marchés sur 142"


def test_cards_in_a_row_share_a_grid_in_the_colour_of_their_axis(page):
    [grille] = page.xpath("//div[@class='document-cartes']")

    assert [c.get("class") for c in grille] == ["document-carte document-axe-2"] * 2
    assert grille.getnext().text == "Après"


def test_a_page_of_its_own_leads_to_its_text_and_to_its_sections(page):
    cibles = [a.get("href").removeprefix("#") for a in page.xpath("//body/a | //nav//a")]

    assert cibles[0] == "contenu"
    assert len(cibles) == 3
    assert all(page.get_element_by_id(cible) is not None for cible in cibles)
    assert page.xpath("string(//p[@class='document-alerte'])") == "Prudence"


def test_a_page_names_its_sources_unless_it_is_told_not_to():
    assert 'id="sources"' in write_html(DOCUMENT)
    assert 'id="sources"' not in write_html(DOCUMENT, sources=False)


def test_figures_of_folds_are_counted_where_they_are_printed():
    pli = Document(titre="a", jour=DOCUMENT.jour, blocs=(Repli("Pli", (Paragraphe((CACHE,)),)),))
    ligne = Tableau("t", ("a",), (("b",),), replis=((Paragraphe((CACHE,)),),))
    plie = Document(titre="a", jour=DOCUMENT.jour, blocs=(ligne,))

    assert list_chiffres(pli) == list_chiffres(plie) == [CACHE]
    assert list_chiffres(unfold_document(pli)) == [CACHE]
    assert list_chiffres(unfold_document(plie)) == []


def test_slides_have_the_words_of_a_fold():
    diapositives = split_diapositives(unfold_document(DOCUMENT))

    assert "Méthode 2" in str(diapositives)


def test_a_fold_is_bounded_and_comes_back_from_its_own_form():
    profonde = Liste(("f",))
    for _ in range(9):
        profonde = Liste((Element("e", profonde),))
    lu = Document(titre="a", jour=DOCUMENT.jour, blocs=(Repli("Pli", (profonde,)),))

    assert decode_document(encode_document(DOCUMENT)) == DOCUMENT
    [borne] = walk_blocs(prepare(lu, papier=False))
    assert str(borne).count("Element(") < 9


def test_a_table_unfolds_each_of_its_rows_or_none():
    with pytest.raises(ValueError, match="un repli par ligne"):
        Tableau("t", ("a",), (("b",), ("c",)), replis=((),))
