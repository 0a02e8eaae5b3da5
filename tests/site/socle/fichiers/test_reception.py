"""What is taken, what is refused, and in which words."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import UploadedFile

from spaser.moteur.envois.formats import ErreurFichier, Format
from spaser.site.socle.models import EtatFichier, Fichier
from tests.site.socle.fichiers.depot import accept_fichier
from tests.site.socle.fichiers.fabrique import (
    CONTENU_ODT,
    add_action,
    make_docx,
    make_lien,
    make_odt,
    make_pdf,
    make_zip,
    name_script,
    set_encrypted,
    upload,
)

pytestmark = pytest.mark.django_db

TOUS = frozenset(Format)
EXTERNE = "word/_rels/document.xml.rels"
ENTITE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def refuse(nom, contenu, formats=TOUS):
    with pytest.raises(ErreurFichier) as refus:
        accept_fichier(upload(nom, contenu), formats)
    assert Fichier.objects.count() == 0
    return str(refus.value)


def lock(ecrivain):
    ecrivain.encrypt("secret")


def lock_without_password(ecrivain):
    ecrivain.encrypt("", "secret")


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("Schéma 2026.pdf", make_pdf()),
        ("schema.v2.final.pdf", make_pdf() + b"\r\n \n"),
        ("SCHEMA.ODT", make_odt({"Pictures/a.png": b"\x89PNG"})),
        ("schema.docx", make_docx({EXTERNE: make_lien("hyperlink")})),
        ("schema.docx", make_docx({EXTERNE: make_lien("attachedTemplate", externe=False)})),
        ("schema.json", '\ufeff{"nom": "Été"}'.encode()),
    ],
)
def test_a_sound_file_is_taken_whole_and_waits(dossier, nom, contenu):
    fichier = accept_fichier(upload(nom, contenu), TOUS)
    assert (fichier.nom, fichier.taille) == (nom, len(contenu))
    assert fichier.etat == EtatFichier.EN_QUARANTAINE
    sur_disque = dossier / fichier.contenu.name
    assert sur_disque.read_bytes() == contenu
    assert nom.split(".")[0] not in fichier.contenu.name
    assert sur_disque.stat().st_mode & 0o777 == 0o600


def test_the_message_names_the_file_what_is_wrong_and_the_fix():
    assert refuse("mon schéma.pdf", b"MZ\x90\x00" + bytes(100)) == (
        "« mon schéma.pdf » n’est pas un PDF : son contenu est un programme Windows. "
        "Exportez le document en PDF, sans seulement changer son nom."
    )


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"\x7fELF" + bytes(50), "un programme"),
        (b"#!/bin/sh\nrm -rf /\n", "un script"),
        (b"\n <!DOCTYPE HTML><script>alert(1)</script>", "une page web ou un script"),
        (make_zip({"a.txt": "a"}), "une archive ZIP"),
        (make_docx(), "un document bureautique"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "une ancienne version de Word"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "un fichier PNG"),
        (b"Bonjour", "autre chose"),
        (b"junk" + make_pdf(), "autre chose"),
    ],
)
def test_a_file_renamed_pdf_is_told_for_what_it_is(contenu, attendu):
    message = refuse("schema.pdf", contenu)
    assert "n’est pas un PDF" in message
    assert attendu in message


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (make_pdf()[:-200], "est incomplet : sa fin manque."),
        (make_pdf()[:300], "est incomplet : sa fin manque."),
        (b"%PDF-1.7\nrien\n%%EOF", "est abîmé : il ne s’ouvre pas."),
        (make_pdf() + make_zip({"a": "a"}), "contient autre chose après la fin"),
        (make_pdf() + b"<script>alert(1)</script>", "contient autre chose après la fin"),
        (make_pdf() + make_zip({"a": "a"}, comment=b"\n%%EOF"), "une archive ZIP"),
        (make_pdf(lock), "est protégé par un mot de passe"),
        (make_pdf(lock_without_password), "est protégé par un mot de passe"),
        (make_pdf(name_script), "contient du code JavaScript."),
        (make_pdf(add_action("/JavaScript", JS="app.alert(1)")), "contient du code JavaScript."),
        (make_pdf(add_action("/Launch", F="cmd.exe")), "lance un programme"),
        (make_pdf(add_action("/GoToE", D="x")), "ouvre un document caché"),
        (make_pdf(lambda e: e.add_attachment("a.exe", b"MZ")), "contient des pièces jointes."),
        (make_pdf(pages=0), "compte 0 page(s)."),
    ],
)
def test_a_pdf_that_is_broken_locked_or_active_is_refused(contenu, attendu):
    assert attendu in refuse("schema.pdf", contenu)


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (make_odt({"mimetype": "application/zip"}), "n’est pas un texte OpenDocument."),
        (make_zip({"content.xml": CONTENU_ODT}), "n’est pas un texte OpenDocument."),
        (make_odt({"Basic/Standard/Module1.xml": "<a/>"}), "contient des macros."),
        (make_odt({"Scripts/python/a.py": "a"}), "a une structure inhabituelle."),
        (make_odt({"Scripts/javascript/a": "a"}), "contient des macros."),
        (make_odt({"content.xml": '<a xmlns:script="s"><script:event-listener/></a>'}), "macro"),
        (make_odt({"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "mot de passe"),
        (make_odt({"content.xml": ENTITE}), "déclare des entités XML."),
        (make_odt({"content.xml": "<a>"}), "est abîmé"),
        (make_odt(comment=b"reste"), "contient autre chose à sa suite."),
        (make_zip({"a": "a"}) + make_odt(), "a une structure inhabituelle."),
        (make_odt({"../../etc/cron": "a"}), "a une structure inhabituelle."),
        (make_odt({"/racine": "a"}), "a une structure inhabituelle."),
        (make_odt({"Pictures/a.exe": b"MZ"}), "a une structure inhabituelle."),
        (make_odt({"Pictures/a.bmp": bytes(30_000_000)}), "se déplie en un document démesuré."),
        (b"PK\x03\x04", "est abîmé ou incomplet"),
        (make_odt()[:-30], "est abîmé ou incomplet"),
        (make_odt() + b"<script>", "contient autre chose à sa suite."),
        (set_encrypted(make_odt()), "est protégé par un mot de passe."),
    ],
)
def test_an_odt_that_is_not_an_honest_text_is_refused(contenu, attendu):
    assert attendu in refuse("schema.odt", contenu)


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (make_docx({"word/vbaProject.bin": b"a"}), "contient des macros."),
        (make_docx(type_principal="application/x.macroEnabled.main+xml"), "contient des macros."),
        (make_docx(type_principal="application/vnd.excel"), "n’est pas un texte Word."),
        (make_docx({"word/activeX/activeX1.xml": "<a/>"}), "contient des macros."),
        (make_docx({"word/embeddings/oleObject1.bin": b"a"}), "un objet d’un autre logiciel."),
        (make_docx({EXTERNE: make_lien("attachedTemplate")}), "va chercher un contenu ailleurs"),
        (make_docx({EXTERNE: make_lien("oleObject")}), "va chercher un contenu ailleurs"),
        (make_docx({"word/document.xml": ENTITE}), "déclare des entités XML."),
        (make_zip({"word/document.xml": "<a/>"}), "est incomplet."),
        (make_odt(), "est incomplet."),
    ],
)
def test_a_docx_that_is_not_an_honest_text_is_refused(contenu, attendu):
    assert attendu in refuse("schema.docx", contenu)


def test_a_part_longer_than_it_says_is_refused():
    contenu = make_odt({"Pictures/a.bmp": b"b" * 5000}, compression=zipfile.ZIP_DEFLATED)
    menti = contenu.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert "est abîmé ou incomplet." in refuse("schema.odt", menti)


def test_two_parts_of_the_same_name_are_refused():
    sortie = io.BytesIO(make_odt())
    with zipfile.ZipFile(sortie, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("content.xml", CONTENU_ODT)
    assert "a une structure inhabituelle." in refuse("schema.odt", sortie.getvalue())


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"[1, 2]", "ne contient pas un objet JSON."),
        (b'{"a": }', "n’est pas un JSON correct (ligne 1, colonne 7)."),
        ('{"a": "é"}'.encode("latin-1"), "n’est pas écrit en UTF-8."),
        (b"[" * 200_000, "est un JSON trop profond."),
        (b'{"a": ' + b"9" * 5000 + b"}", "contient un nombre démesuré."),
        (make_pdf(), "n’est pas"),
    ],
)
def test_a_json_that_is_not_one_object_is_refused(contenu, attendu):
    assert attendu in refuse("schema.json", contenu)


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("schema.exe", "Envoyez un fichier PDF, ODT ou DOCX."),
        ("schema.pdf.exe", "Envoyez un fichier PDF, ODT ou DOCX."),
        ("schema.json", "Envoyez un fichier PDF, ODT ou DOCX."),
        ("schema", "Envoyez un fichier PDF, ODT ou DOCX."),
        ("schema.exe.pdf", "porte deux extensions, dont « .exe »."),
        ("schema.docm.pdf", "porte deux extensions, dont « .docm »."),
        ("schema\u202efdp.exe", "Envoyez un fichier PDF, ODT ou DOCX."),
    ],
)
def test_a_name_that_is_not_plain_is_refused(nom, attendu):
    assert attendu in refuse(nom, make_pdf(), {Format.PDF, Format.ODT, Format.DOCX})


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("../../etc/mon schéma.pdf", "mon schéma.pdf"),
        ("C:\\Documents\\schéma.pdf", "schéma.pdf"),
        ("a\x00b\u202ec.pdf", "abc.pdf"),
        (" . .pdf", "document.pdf"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_deceive(nom, attendu):
    envoi = upload("x.pdf", make_pdf())
    envoi._name = nom
    assert accept_fichier(envoi, TOUS).nom == attendu


def test_a_tiny_file_on_disk_is_refused_as_one_in_memory_is(tmp_path):
    petit = tmp_path / "petit"
    petit.write_bytes(b"PK\x03\x04")
    with petit.open("rb") as contenu, pytest.raises(ErreurFichier, match="abîmé"):
        accept_fichier(UploadedFile(contenu, "schema.odt", size=4), TOUS)


def test_an_empty_file_and_a_heavy_one_are_refused():
    assert "est vide." in refuse("schema.pdf", b"")
    lourd = upload("schema.pdf", make_pdf())
    lourd.size = 25 * 1024 * 1024
    with pytest.raises(ErreurFichier, match=r"pèse 25 Mo\. La limite est de 20 Mo"):
        accept_fichier(lourd, TOUS)
