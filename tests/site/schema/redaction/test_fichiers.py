"""The scheme as files, in the colours of its buyer."""

import io

import docx
import odfdo
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from spaser.documents.document import list_chiffres, read_mots, walk_blocs
from spaser.documents.document import list_contenus as list_textes
from spaser.site.chiffres.marches.services import list_marches
from spaser.site.organisations.models import Espace
from spaser.site.schema.models import Schema
from tests.outils.documents import decode_document
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import SIREN_VAL, sign_in, texte
from tests.site.schema.redaction.conftest import SCHEMA
from tests.site.schema.redaction.test_textes import write

pytestmark = pytest.mark.django_db

FICHIER = SCHEMA[:-1]
CHARTE = f"{SCHEMA}charte/"
COULEURS = {"couleur": "#005f46", "fond": "#e3f2ec"}
SES_MOTS = "Nous achetons pour le territoire, œuvre comprise."


def make_logo(cote=200, forme="PNG"):
    octets = io.BytesIO()
    Image.new("RGB", (cote, cote), "#005f46").save(octets, forme)
    return octets.getvalue()


def send(client, octets, nom="logo.png", **champs):
    logo = SimpleUploadedFile(nom, octets)
    return client.post(CHARTE, COULEURS | champs | {"logo": logo}, follow=True)


def read_words(client, extension):
    octets = io.BytesIO(client.get(f"{FICHIER}.{extension}").content)
    match extension:
        case "docx":
            return "\n".join(p.text for p in docx.Document(octets).paragraphs)
        case "odt":
            return odfdo.Document(octets).get_formatted_text()
        case "pdf":
            return "\n".join(page.extract_text() for page in PdfReader(octets).pages)
        case _:
            document = decode_document(octets.getvalue())
            blocs = walk_blocs(document)
            return "\n".join(read_mots(t) for bloc in blocs for t in list_textes(bloc))


@pytest.mark.parametrize("extension", ["docx", "odt", "pdf", "json"])
def test_words_are_in_every_file(ada, extension):
    write(ada, SES_MOTS)

    assert SES_MOTS in read_words(ada, extension).replace("\n", " ")
    reponse = ada.get(f"{FICHIER}.{extension}")
    assert 'filename="schema-metropole-de-val-fictif-' in reponse["Content-Disposition"]
    assert reponse["Content-Disposition"].endswith(f'.{extension}"')


@pytest.mark.longue
def test_her_text_stays_when_a_figure_changes(ada, marches, redactrice, espace):
    write(ada, SES_MOTS)
    write(ada, "Un constat à nous.", adresse=f"{SCHEMA}situation/")
    avant = decode_document(ada.get(f"{FICHIER}.json").content)

    sans = [m for m in list_marches(espace) if m.contrat.annee == 2025 and not m.contrat.social]
    correct(espace, redactrice, choisis=sans[:10])
    apres = decode_document(ada.get(f"{FICHIER}.json").content)

    chiffres = [{c.reference: c.texte for c in list_chiffres(d)} for d in (avant, apres)]
    assert chiffres[0] != chiffres[1]
    for extension in ("docx", "odt", "pdf", "json"):
        lus = read_words(ada, extension).replace("\n", " ")
        assert SES_MOTS in lus
        assert "Un constat à nous." in lus


def test_a_heading_set_aside_is_not_printed(ada):
    write(ada, SES_MOTS)
    ada.post(f"{SCHEMA}edito/ecarter/", {"raison": "Plus tard."})

    assert SES_MOTS not in read_words(ada, "docx")


def test_a_scheme_too_long_for_a_pdf_is_offered_in_word(ada, monkeypatch):
    monkeypatch.setattr("spaser.documents.rendus.pdf.OCTETS_MAX", 1_000)

    refus = ada.get(f"{FICHIER}.pdf")

    assert refus.status_code == 422
    assert "Document trop long" in refus.text
    assert "Prenez-le en Word ou en OpenDocument." in refus.text
    assert ada.get(f"{FICHIER}.docx").status_code == 200


def test_an_unknown_form_is_not_found(ada):
    assert ada.get(f"{FICHIER}.exe").status_code == 404


@pytest.mark.longue
def test_a_logo_and_two_colours_dress_the_files(ada):
    page = texte(send(ada, make_logo()))
    assert f'src="{CHARTE}logo"' in page
    assert 'fill="#005f46"' in page

    logo = ada.get(f"{CHARTE}logo")
    assert (logo["Content-Type"], logo["X-Content-Type-Options"]) == ("image/png", "nosniff")
    deux_pages = f"/espace/{SIREN_VAL}/deux-pages.docx"  # on a cover, it stands on white
    word = docx.Document(io.BytesIO(ada.get(deux_pages).content))
    images = [partie for partie in word.part.package.parts if "image" in partie.content_type]
    assert make_logo() in [image.blob for image in images]
    pdf = PdfReader(io.BytesIO(ada.get(f"{FICHIER}.pdf").content))
    assert sum(len(page.images) for page in pdf.pages) == 1


def test_colours_change_without_losing_the_logo_which_can_be_taken_out(ada):
    send(ada, make_logo(forme="JPEG"), "logo.jpg")
    ada.post(CHARTE, COULEURS | {"couleur": "#37527a", "version": 2})
    assert bytes(Schema.objects.get().logo) == make_logo(forme="JPEG")
    assert ada.get(f"{CHARTE}logo")["Content-Type"] == "image/jpeg"

    ada.post(CHARTE, COULEURS | {"retirer": "on", "version": 3})
    assert ada.get(f"{CHARTE}logo").status_code == 404


@pytest.mark.parametrize(
    ("octets", "nom", "message"),
    [
        (b"<svg onload='alert(1)'><script>1</script></svg>", "logo.svg", "PNG ou JPEG lisible"),
        (b"<svg><script>1</script></svg>", "logo.png", "PNG ou JPEG lisible"),
        (make_logo(4), "logo.png", "trop petit : 4 × 4"),
        (make_logo()[:100], "logo.png", "PNG ou JPEG lisible"),
        (b"", "logo.png", "Ce fichier est vide"),
        (b"\x89PNG" + bytes(1_100_000), "logo.png", "trop lourd"),
    ],
)
def test_a_logo_that_files_cannot_take_is_refused_with_what_would_do(ada, octets, nom, message):
    page = texte(send(ada, octets, nom))

    assert message in page
    assert "PNG ou JPEG" in page
    assert not Schema.objects.exclude(logo=b"").exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"couleur": "#ffff00"}, "ne se lit pas assez sur le blanc"),
        ({"fond": "#101010"}, "ne se lit pas assez sous le texte"),
        ({"couleur": "rouge"}, "s’écrit comme #37527a"),
    ],
)
def test_colours_that_nobody_could_read_are_refused(ada, champs, message):
    assert message in texte(ada.post(CHARTE, COULEURS | champs))
    assert not Schema.objects.exclude(couleur="").exists()


def test_the_files_of_a_trial_say_who_made_them(redactrice):
    essai = Espace.objects.create(proprietaire=redactrice, siren="001010032", nom="Ville d’essai")

    reponse = sign_in(redactrice).get(f"/espace/{essai.siren}/schema.docx")

    assert "compte-non-rattache.docx" in reponse["Content-Disposition"]


def test_files_are_kept_from_other_people(organisation):
    assert Client().get(f"/espace/{SIREN_VAL}/schema.docx").status_code == 302


def test_the_two_pages_of_the_decision_are_taken_away_by_members(ada, espace, marches):
    page = ada.get(SCHEMA).content.decode()
    adresse = f"/espace/{espace.siren}/deux-pages.pdf"

    reponse = ada.get(adresse)

    assert adresse in page
    assert reponse.content.startswith(b"%PDF-")
    assert "deux-pages-metropole-de-val-fictif-" in reponse["Content-Disposition"]
    assert ada.get(f"/espace/{espace.siren}/deux-pages.exe").status_code == 404
