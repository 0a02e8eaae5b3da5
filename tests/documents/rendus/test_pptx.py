"""Slides, read again by python-pptx and by LibreOffice."""

import io
import shutil
import subprocess
from pathlib import Path

import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image
from pptx.oxml.ns import qn
from pypdf import PdfReader

from spaser.documents.document import (
    Figure,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    Texte,
    list_chiffres,
    make_charte,
)
from spaser.documents.rendus.pptx import write_pptx
from tests.documents.rendus.exemples import (
    AUTRE,
    DOCUMENTS,
    REFERENCE,
    RICHE,
    SOCIAL,
    SVG,
    VERT,
    make,
)

REUNION = make(
    titre="Première réunion",
    sous_titre="Métropole de Val-Fictif",
    mention="Document d’essai",
    sections=(
        Section("Ce que la loi demande", (Liste(("Adopter un schéma", "Suivre quatre taux")),)),
        Section(
            "Nos chiffres",
            (
                Paragraphe((Texte("Taux social : "), SOCIAL)),
                Tableau(
                    "Deux taux",
                    ("Taux", "Valeur"),
                    (("Social", (SOCIAL,)), ("Environnement", (VERT,))),
                    ligne_nommee=True,
                ),
            ),
        ),
        Section("En image", (Figure(SVG, "48,75 sur 100", "Score"),)),
        Section("À faire", (Liste(("d’abord", "ensuite"), ordonnee=True),)),
    ),
)


PIED = REUNION.mention


def make_logo():
    octets = io.BytesIO()
    Image.new("RGB", (200, 80), "#7a1f3d").save(octets, "PNG")
    return octets.getvalue()


CHARTE = make_charte("#7a1f3d", "#f3e3e8", make_logo(), "Métropole de Val-Fictif")


def read(document, charte=CHARTE):
    return pptx.Presentation(io.BytesIO(write_pptx(document, charte)))


@pytest.fixture(scope="module")
def jeu():
    return read(REUNION)


def list_textes(forme):
    if forme.has_text_frame:
        yield from (p.text for p in forme.text_frame.paragraphs)
    if forme.has_table:
        yield from (case.text for rangee in forme.table.rows for case in rangee.cells)


def test_a_slide_says_its_title_first_then_what_it_holds(jeu):
    lus = [[texte for forme in d.shapes for texte in list_textes(forme)] for d in jeu.slides]

    assert lus == [
        ["Première réunion", "Métropole de Val-Fictif", "24\u00a0novembre\u00a02026", PIED],
        ["Ce que la loi demande", "Adopter un schéma", "Suivre quatre taux", PIED, "‹#›"],
        [
            *("Nos chiffres", "Taux social : 34,5 %", "Deux taux"),
            *("Taux", "Valeur", "Social", "34,5 %", "Environnement", "61 %", PIED, "‹#›"),
        ],
        ["En image", "Score", PIED, "‹#›"],
        ["À faire", "d’abord", "ensuite", PIED, "‹#›"],
    ]
    titres = [d.shapes.title.text_frame.text for d in jeu.slides]
    assert [ligne[0] for ligne in lus] == titres


def test_figures_keep_their_reference_in_the_notes(jeu):
    notes = [d.notes_slide.notes_text_frame.text if d.has_notes_slide else "" for d in jeu.slides]

    assert [bool(note) for note in notes] == [False, False, True, False, False]
    assert notes[2].splitlines() == [
        "Chiffres de cette diapositive :",
        f"34,5 % : 49 marchés sur 142, 4 sans réponse ({REFERENCE})",
        f"61 % : 87 marchés sur 142 ({AUTRE})",
    ]


def test_what_is_not_text_is_said_in_words(jeu):
    dits = [
        forme.element.find(f".//{qn('p:cNvPr')}").get("descr")
        for d in jeu.slides
        for forme in d.shapes
        if not forme.has_text_frame
    ]
    assert dits == ["Métropole de Val-Fictif", "Deux taux", "48,75 sur 100"]
    (table,) = [forme.table for d in jeu.slides for forme in d.shapes if forme.has_table]
    assert (table.first_row, table.first_col) == (True, True)


def test_slides_are_wide_in_french_and_read_from_afar(jeu):
    assert (jeu.slide_width, jeu.slide_height) == (12192000, 6858000)
    assert (jeu.core_properties.language, jeu.core_properties.title) == ("fr-FR", REUNION.titre)
    modeles = [jeu.slide_master, *jeu.slide_layouts]
    elements = [page.element for page in (*jeu.slides, *modeles)]
    proprietes = [p for e in elements for p in e.iter(qn("a:rPr"), qn("a:defRPr"))]
    assert min(int(p.get("sz", 1800)) for p in proprietes) >= 1800
    assert all(r.font.size for d in jeu.slides for f in d.shapes if f.has_text_frame
               for p in f.text_frame.paragraphs for r in p.runs)  # fmt: skip
    notes = [d.notes_slide for d in jeu.slides if d.has_notes_slide]
    langues = {p.get("lang") for d in (*jeu.slides, *notes) for p in d.element.iter(qn("a:rPr"))}
    assert langues == {"fr-FR"}


def test_slides_say_nothing_of_the_model_that_they_are_written_from(jeu):
    proprietes = jeu.core_properties
    assert (proprietes.last_modified_by, proprietes.comments) == ("Métropole de Val-Fictif", "")
    parts = [str(part.partname) for part in jeu.part.package.iter_parts()]
    assert [nom for nom in parts if "thumbnail" in nom or "printer" in nom] == []
    assert len([nom for nom in parts if "slideLayout" in nom]) == 3


def test_each_shape_of_a_slide_has_a_number_of_its_own(jeu):
    for diapositive in jeu.slides:
        numeros = [forme.shape_id for forme in diapositive.shapes]
        assert len(set(numeros)) == len(numeros)


def test_slides_take_the_colours_of_the_buyer(jeu):
    titre = jeu.slides[1].shapes.title.text_frame.paragraphs[0].runs[0]

    assert str(titre.font.color.rgb) == "7A1F3D"
    (table,) = [forme.table for d in jeu.slides for forme in d.shapes if forme.has_table]
    assert str(table.cell(0, 0).fill.fore_color.rgb) == "F3E3E8"


def test_numbers_are_told_rather_than_typed(jeu):
    puces = [p.get("startAt") for p in jeu.slides[4].element.iter(qn("a:buAutoNum"))]

    assert puces == ["1", "2"]


@pytest.mark.longue
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DOCUMENTS)
def test_any_document_is_written_as_slides_with_its_references(document):
    jeu = read(document)

    notes = "".join(d.notes_slide.notes_text_frame.text for d in jeu.slides if d.has_notes_slide)
    chiffres = list_chiffres(document)
    assert [c.reference for c in chiffres if c.reference not in notes] == []
    debords = [
        (d.shapes.title.text_frame.text, forme.name)
        for d in jeu.slides
        for forme in d.shapes
        if forme.top + forme.height > jeu.slide_height or forme.left + forme.width > jeu.slide_width
    ]
    assert debords == []


def has_impress():
    """Tell whether the LibreOffice of this machine opens slides."""
    soffice = shutil.which("soffice")
    return bool(soffice) and Path(soffice).resolve().with_name("libsdlo.so").exists()


@pytest.mark.longue
@pytest.mark.skipif(not has_impress(), reason="LibreOffice Impress est absent")
def test_libreoffice_shows_a_page_a_slide(tmp_path):
    (tmp_path / "jeu.pptx").write_bytes(write_pptx(RICHE, CHARTE))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
         "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "jeu.pptx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    pages = [page.extract_text() for page in PdfReader(tmp_path / "jeu.pdf").pages]
    attendus = [d.shapes.title.text_frame.text for d in read(RICHE).slides]
    assert len(pages) == len(attendus)
    assert [titre for titre, page in zip(attendus, pages, strict=True) if titre not in page] == []
    assert "Famille 60" in "".join(pages)


def test_nine_dates_of_a_calendar_end_above_the_foot_of_their_slide():
    """The layout asks for a fifth of a line before each paragraph, unless told otherwise."""
    dates = Liste(tuple(f"Étape {rang}" for rang in range(1, 10)))
    (_, diapo) = read(make(sections=(Section("Le calendrier proposé", (dates,)),))).slides
    corps, pied = diapo.placeholders[1], diapo.placeholders[12]
    paragraphes = corps.text_frame.paragraphs

    taille = paragraphes[0].runs[0].font.size.pt
    avant = [0.2 * taille if p.space_before is None else p.space_before.pt for p in paragraphes]
    hauteur = sum(avant) + sum(1.22 * taille + p.space_after.pt for p in paragraphes)

    assert len(paragraphes) == 9
    assert corps.top.pt + hauteur < pied.top.pt
