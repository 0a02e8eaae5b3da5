"""What whoever opens an office document reads, and nothing that was struck out or noted aside."""

import zipfile

import pytest

from spaser.moteur.envois.formats import Format
from spaser.moteur.envois.parties import read_parties

_ODT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><office:body><office:text>
<text:tracked-changes><text:changed-region><text:deletion><text:p>effacé</text:p></text:deletion>
</text:changed-region></text:tracked-changes>{}</office:text></office:body>
</office:document-content>"""
_DOCX = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<w:body><w:p>{}</w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    ("corps", "lues"),
    [
        (
            "<text:h>Axe</text:h><text:p>Un <text:span>mot</text:span>.</text:p>",
            [("Axe", "Axe Un mot.")],
        ),
        ("<text:p>a<text:tab/>b<text:line-break/>c<text:s/>d</text:p>", [("", "a b c d")]),
        (
            (
                "<text:p>Avant<office:annotation><dc:creator>Anne</dc:creator>"
                "<text:p>à revoir</text:p></office:annotation> après</text:p>"
            ),
            [("", "Avant après")],
        ),
        (
            (
                "<text:p>Un mot<text:note><text:note-citation>1</text:note-citation>"
                "<text:note-body><text:p>Bas.</text:p></text:note-body></text:note> suivi</text:p>"
            ),
            [("", "Un mot suivi Bas.")],
        ),
    ],
)
def test_an_open_document_is_read_as_it_is_seen(tmp_path, corps, lues):
    assert read(tmp_path, "content.xml", _ODT.format(corps), Format.ODT) == lues


@pytest.mark.parametrize(
    ("corps", "lu"),
    [
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a b c"),
        (
            "<w:r><w:t>gardé</w:t></w:r><w:del><w:r><w:delText>ôté</w:delText></w:r></w:del>",
            "gardé",
        ),
        (
            (
                "<w:moveFrom><w:r><w:t>ici</w:t></w:r></w:moveFrom><w:r><w:t> puis </w:t></w:r>"
                "<w:moveTo><w:r><w:t>là</w:t></w:r></w:moveTo>"
            ),
            "puis là",
        ),
        (
            "<w:r><w:t>Île</w:t><w:noBreakHyphen/><w:t>de</w:t><w:noBreakHyphen/><w:t>France</w:t></w:r>",
            "Île-de-France",
        ),
        (
            (
                "<w:r><w:t>Autour</w:t></w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r>"
                "<w:t>Encadré</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
                "<w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
                "</mc:AlternateContent><w:r><w:t> du texte</w:t></w:r>"
            ),
            "Autour du texte Encadré",
        ),
    ],
)
def test_a_document_of_word_is_read_as_it_is_seen(tmp_path, corps, lu):
    assert read(tmp_path, "word/document.xml", _DOCX.format(corps), Format.DOCX) == [("", lu)]


def read(dossier, nom, texte, genre):
    chemin = dossier / "document"
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr(nom, texte)
    return [tuple(partie) for partie in read_parties(chemin, genre)]
