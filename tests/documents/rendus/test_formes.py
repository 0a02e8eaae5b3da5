"""The same document in each form, read again by another program and compared with the model."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from lxml import html
from odfdo import Document as Odt
from pypdf import PdfReader

from spaser.documents.document import (
    Element,
    Liste,
    Tableau,
    list_chiffres,
    make_charte,
    walk_sections,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from tests.documents.rendus.exemples import AUTRE, COMPLET, DOCUMENTS, REFERENCE, make, write_html

TITRES = [section.titre for _, section in walk_sections(COMPLET)] + ["D’où viennent les chiffres"]
IDENTIFIANTS = ["resume", "partie_1", "mots", "liste", "etat", "lignes", "score", "partie_2",
                "action_1", "sources", "sources_tableau"]  # fmt: skip
CELLULES = [["Ligne", "Valeur"], ["Social", "34,5 %"], ["Environnement", "61 %"]]
SOURCES = ["34,5 %", "49 marchés sur 142, 4 sans réponse", REFERENCE]
ALTERNATIVE = "48,75 sur 100"


@pytest.fixture(scope="module")
def page():
    return html.fromstring(write_html(COMPLET))


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(write_docx(COMPLET, sommaire=True)))


@pytest.fixture(scope="module")
def odt():
    return Odt(io.BytesIO(write_odt(COMPLET, sommaire=True)))


def test_html_has_its_headings_anchors_cells_and_references(page):
    assert [t.text for t in page.xpath("//h2|//h3")] == TITRES
    assert [e.get("id") for e in page.xpath("//*[not(ancestor::svg)]/@id/..")
            if e.tag not in ("title", "desc", "pattern")] == IDENTIFIANTS  # fmt: skip
    tableau = page.xpath("//table[@id='lignes']")[0]
    assert [
        [c.text_content() for c in rangee.xpath("./*")] for rangee in tableau.xpath(".//tr")
    ] == CELLULES
    assert [th.text_content() for th in tableau.xpath(".//th[@scope='row']")] == [
        "Social",
        "Environnement",
    ]
    assert page.xpath("//data/@value") == [REFERENCE, REFERENCE, AUTRE]
    assert page.xpath("//figure/div/@aria-label") == [ALTERNATIVE]
    assert page.xpath("//a/@href") == ["https://exemple.fr/page?a=1&b=2"]


def test_word_has_its_headings_bookmarks_cells_and_controls(word):
    titres = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert titres == TITRES
    assert [m.get(qn("w:name")) for m in word.element.iter(qn("w:bookmarkStart"))] == IDENTIFIANTS
    lus = [["".join(t.text for t in c._tc.iter(qn("w:t"))) for c in rangee.cells]
           for rangee in word.tables[0].rows]  # fmt: skip
    assert lus == CELLULES
    assert word.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cellule.text for cellule in word.tables[-1].rows[1].cells] == SOURCES
    controles = list(word.element.iter(qn("w:sdtPr")))
    assert [c.find(qn("w:tag")).get(qn("w:val")) for c in controles] == [
        REFERENCE,
        REFERENCE,
        AUTRE,
    ]
    assert {c.find(qn("w:lock")).get(qn("w:val")) for c in controles} == {"sdtLocked"}
    assert [dessin._inline.docPr.get("descr") for dessin in word.inline_shapes] == [ALTERNATIVE]


def test_word_is_in_french_titled_with_its_notes_and_page_numbers(word):
    langues = {langue.get(qn("w:val")) for langue in word.styles.element.iter(qn("w:lang"))}
    assert langues == {"fr-FR"}
    assert word.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == "fr-FR"
    assert word.core_properties.title == "Schéma d’essai"
    parts = [str(part.partname) for part in word.part.package.iter_parts()]
    assert [nom for nom in parts if "thumbnail" in nom] == []
    champs = [
        c.get(qn("w:instr")) for c in word.sections[0].footer._element.iter(qn("w:fldSimple"))
    ]
    assert champs == ["PAGE", "NUMPAGES"]
    assert "Pied de page" in word.sections[0].footer.paragraphs[0].text
    notes = next(p for p in word.part.package.iter_parts() if p.partname == "/word/footnotes.xml")
    assert "Une note de bas de page." in notes.blob.decode()
    assert [p.text for p in word.paragraphs if p.style.name == "TOC Heading"] == ["Sommaire"]


def test_word_says_which_cells_name_the_others(word):
    roles = [table._tblPr.find(qn("w:tblLook")) for table in word.tables]

    assert [(r.get(qn("w:firstRow")), r.get(qn("w:firstColumn"))) for r in roles] == [
        ("1", "1"),
        ("1", "0"),
    ]
    assert [[e.tag for e in table._tblPr][-2:] for table in word.tables] == [
        [qn("w:tblCellMar"), qn("w:tblLook")]
    ] * 2


def test_deep_lists_of_word_are_set_back():
    liste = Liste(("fond",))
    for rang in range(4):
        liste = Liste((Element(f"rang {rang}", liste),))
    word = docx.Document(io.BytesIO(write_docx(make(liste))))

    retraits = {p.text: p.paragraph_format.left_indent for p in word.paragraphs}
    assert retraits["rang 1"] is None
    assert retraits["rang 0"] < retraits["fond"]


def test_the_contents_lead_to_their_headings(word, odt):
    ancres = [lien.get(qn("w:anchor")) for lien in word.element.iter(qn("w:hyperlink"))]
    assert [ancre for ancre in ancres if ancre] == ["partie_1", "etat", "partie_2", "sources"]
    liens = odt.body.get_elements("//text:table-of-content//text:a")
    assert [lien.get_attribute("xlink:href") for lien in liens] == [
        "#partie_1",
        "#etat",
        "#partie_2",
        "#sources",
    ]


def test_ordered_lists_of_word_start_again(word):
    numeros = [
        p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name.startswith("List Number")
    ]

    assert len(numeros) == 4
    assert len(set(numeros)) == 2
    numerotation = word.part.numbering_part.element
    modeles = [numerotation.num_having_numId(n).abstractNumId.val for n in sorted(set(numeros))]
    assert len(set(modeles)) == 2
    rangs = [m.get(qn("w:abstractNumId")) for m in numerotation.iter(qn("w:abstractNum"))]
    assert len(set(rangs)) == len(rangs)


def test_odt_has_its_headings_bookmarks_cells_and_controls(odt):
    corps = odt.body
    assert [titre.inner_text.strip() for titre in corps.headers] == TITRES
    marques = corps.get_elements("//text:bookmark-start")
    assert [marque.get_attribute("text:name") for marque in marques] == IDENTIFIANTS
    table = corps.get_elements("//table:table")[0]
    rangees = table.get_elements(".//table:table-row")
    assert [
        [case.inner_text.strip() for case in rangee.get_elements("table:table-cell")]
        for rangee in rangees
    ] == CELLULES
    assert len(table.get_elements("table:table-header-rows")) == 1
    controles = corps.get_elements("//loext:content-control")
    assert [c.get_attribute("loext:tag") for c in controles] == [REFERENCE, REFERENCE, AUTRE]
    assert [d.text for d in corps.get_elements("//svg:desc")] == [ALTERNATIVE]
    assert [n.inner_text.strip() for n in corps.get_elements("//text:note-body")] == [
        "Une note de bas de page."
    ]
    assert odt.meta.title == "Schéma d’essai"


def test_columns_of_odt_are_declared_once_a_width_however_many_tables_there_are():
    tables = [Tableau(f"Table {n}", ("a", "b"), (), (1, 3)) for n in range(50)]
    fichier = Odt(io.BytesIO(write_odt(make(*tables))))
    noms = [style.name for style in fichier.content.get_styles("table-column")]

    assert noms == ["SpaserColonne415", "SpaserColonne1245"]


def test_the_same_document_gives_the_same_words_in_every_form(page, word, odt):
    pdf = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(write_pdf(COMPLET))).pages)
    mots_word = " ".join(t.text for t in word.element.iter(qn("w:t")))
    textes = {
        "html": page.text_content(),
        "word": mots_word,
        "odt": odt.get_formatted_text(),
        "pdf": pdf,
    }
    attendus = [
        *TITRES,
        "fort",
        "premier",
        "Direction des achats",
        "Score de l’année",
        *SOURCES[:2],
    ]

    manquants = [
        (forme, mot)
        for forme, texte in textes.items()
        for mot in attendus
        if "".join(mot.split()) not in "".join(texte.split())
    ]
    assert manquants == []


@pytest.mark.longue
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DOCUMENTS)
def test_any_document_is_written_in_every_form_with_its_references(document):
    references = [chiffre.reference for chiffre in list_chiffres(document)]
    word = docx.Document(io.BytesIO(write_docx(document, sommaire=True)))
    odt = Odt(io.BytesIO(write_odt(document, sommaire=True)))
    page = html.fromstring(write_html(document))

    assert set(page.xpath("//data/@value")) == set(references)
    assert {t.get(qn("w:val")) for t in word.element.iter(qn("w:tag"))} == set(references)
    controles = odt.body.get_elements("//loext:content-control")
    assert {c.get_attribute("loext:tag") for c in controles} == set(references)
    assert "javascript:" not in "".join(page.xpath("//a/@href"))
    assert write_pdf(document, sommaire=True).startswith(b"%PDF")


def test_the_charter_of_a_buyer_shows_in_its_files():
    charte = make_charte("#7a1f3d", "#f3e3e8")

    titre = docx.Document(io.BytesIO(write_docx(COMPLET, charte))).styles["Heading 1"]
    assert str(titre.font.color.rgb) == "7A1F3D"
    odt = Odt(io.BytesIO(write_odt(COMPLET, charte)))
    assert "#7a1f3d" in odt.get_style("paragraph", "SpaserTitre").serialize()
