"""Open documents: what LibreOffice would fold is written, and read, as the format says."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.moteur.tables.classeurs import read_ods
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget

TEXTES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from(" \t\n=-+'<&;"),
    min_size=1,
    max_size=30,
).filter(lambda texte: texte.strip("\n"))


def _content(contenu):
    return zipfile.ZipFile(BytesIO(contenu)).read("content.xml").decode()


def _document(tmp_path, xml):
    """Return a file whose one cell holds this XML, as LibreOffice writes it."""
    contenu = write_table([Onglet("A", ("repère",), [])], FormatClasseur.ODS)
    fichier = tmp_path / "a.ods"
    with zipfile.ZipFile(BytesIO(contenu)) as avant, zipfile.ZipFile(fichier, "w") as apres:
        for nom in avant.namelist():
            partie = avant.read(nom)
            if nom == "content.xml":
                partie = partie.replace("<text:p>repère</text:p>".encode(), xml.encode())
            apres.writestr(nom, partie)
    return fichier


def test_repeated_spaces_tabs_and_lines_are_elements():
    contenu = write_table([Onglet("A", ("a  b", " c", "d\te\nf"), [])], FormatClasseur.ODS)

    xml = _content(contenu)
    assert '<text:p>a<text:s text:c="2"/>b</text:p>' in xml
    assert '<text:p><text:s text:c="1"/>c</text:p>' in xml
    assert "<text:p>d<text:tab/>e</text:p><text:p>f</text:p>" in xml


@pytest.mark.parametrize(
    ("xml", "lu"),
    [
        ('<text:p>a <text:s text:c="3"/>b</text:p>', "a    b"),
        ("<text:p><text:s/>a</text:p>", " a"),
        ("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc"),
        ("<text:p>un <text:span>deux <text:s/>trois</text:span></text:p>", "un deux  trois"),
        ('<text:p><text:a xlink:href="https://exemple.fr">lien</text:a> dit</text:p>', "lien dit"),
        ("<office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p>", "a"),
    ],
)
def test_blanks_written_as_elements_come_back(tmp_path, xml, lu):
    ((_, cellules),) = next(read_ods(_document(tmp_path, xml), Budget())).lignes

    assert cellules == [lu]


@pytest.mark.longue
@given(TEXTES)
def test_any_text_comes_back_from_an_open_document(tmp_path_factory, texte):
    fichier = tmp_path_factory.mktemp("ods") / "a.ods"
    fichier.write_bytes(write_table([Onglet("A", (texte, "fin"), [])], FormatClasseur.ODS))

    (feuille,) = ([c for _, c in f.lignes] for f in read_feuilles(fichier))
    assert feuille == [[texte, "fin"]]
