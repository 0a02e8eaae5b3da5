"""Small files of every kind, sound or not, written by the tests."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENU_ODT = '<office:document xmlns:office="urn:o"><p>Texte</p></office:document>'
LIENS = '<Relationships xmlns="urn:r">{}</Relationships>'


def upload(nom, contenu):
    return SimpleUploadedFile(nom, contenu)


def make_pdf(change=None, pages=1):
    ecrivain = PdfWriter()
    for _ in range(pages):
        ecrivain.add_blank_page(width=200, height=200)
    if change:
        change(ecrivain)
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return sortie.getvalue()


def add_action(genre, **champs):
    """Return what puts an action at the opening of a PDF."""

    def change(ecrivain):
        action = DictionaryObject({NameObject("/S"): NameObject(genre)})
        action.update({NameObject(f"/{c}"): TextStringObject(v) for c, v in champs.items()})
        ecrivain.root_object[NameObject("/OpenAction")] = ecrivain._add_object(action)

    return change


def name_script(ecrivain):
    """Put a script where readers look for those run at opening."""
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
    scripts = DictionaryObject({NameObject("/JavaScript"): ecrivain._add_object(action)})
    ecrivain.root_object[NameObject("/Names")] = scripts


def make_zip(parties, *, comment=b"", compression=zipfile.ZIP_DEFLATED):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", compression) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu, zipfile.ZIP_STORED if nom == "mimetype" else None)
        archive.comment = comment
    return sortie.getvalue()


def make_odt(autres=None, **reglages):
    parties = {
        "mimetype": ODT,
        "content.xml": CONTENU_ODT,
        "META-INF/manifest.xml": "<manifest/>",
    }
    return make_zip(parties | (autres or {}), **reglages)


def make_docx(autres=None, type_principal=f"{DOCX}.main+xml", **reglages):
    parties = {
        "[Content_Types].xml": f'<Types><Override ContentType="{type_principal}"/></Types>',
        "word/document.xml": "<document><p>Texte</p></document>",
    }
    return make_zip(parties | (autres or {}), **reglages)


def make_lien(genre, externe=True):
    mode = ' TargetMode="External"' if externe else ""
    return LIENS.format(f'<Relationship Type="urn:r/{genre}" Target="https://exemple.fr"{mode}/>')


def set_encrypted(contenu):
    """Mark every part of an archive as locked by a password."""
    octets = bytearray(contenu)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        debut = octets.find(signature)
        while debut >= 0:
            octets[debut + place] |= 1
            debut = octets.find(signature, debut + 4)
    return bytes(octets)
