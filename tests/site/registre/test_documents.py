"""What deposited documents say, found page by page."""

import msgspec
import pytest

from spaser.documents.document import Paragraphe, SautDePage, Section
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pdf import write_pdf
from spaser.site.recherche.models import Entree
from spaser.site.recherche.services import MotsCherches, rebuild_index, split_mots
from spaser.site.registre.documents import read_lot
from spaser.site.registre.liste import find_passages
from spaser.site.registre.models import EtatFiche, FichierFiche, NatureDocument, PageDocument
from spaser.site.socle.fichiers import keep_fichier
from tests.documents.rendus.exemples import make
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture(scope="module")
def octets():
    return write_pdf(
        make(
            Paragraphe("Nous achetons du fromage fermier."),
            SautDePage(),
            Paragraphe("La déconstruction sélective des serres."),
        )
    )


@pytest.fixture
def fiche(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_fiche("Nantes Métropole")


def keep(fiche, nom, octets, rang=0):
    return FichierFiche.objects.create(
        fiche=fiche,
        fichier=keep_fichier(nom, octets),
        rang=rang,
        nature=NatureDocument.SCHEMA,
        titre="Schéma",
    )


def find(mots):
    return [
        (texte.titre, texte.adresse)
        for texte, _ in find_passages(MotsCherches(split_mots(mots), 5)).textes
    ]


def test_words_of_a_document_lead_to_its_sheet_with_their_page(fiche, octets, client):
    garde = keep(fiche, "schema.pdf", octets)
    keep(fiche, "casse.pdf", b"%PDF-1.7 rien", rang=1)

    assert find("déconstruction des serres") == []
    assert not read_lot(MAINTENANT)

    assert find("deconstruction serre") == [
        (
            "Nantes Métropole : Schéma, page 2",
            f"/registre/a-lire/{garde.pk}/?page=2&q=deconstruction+serre#page",
        )
    ]
    assert find("fromage serres") == []  # no page holds both
    assert set(FichierFiche.objects.values_list("lu_le", flat=True)) == {MAINTENANT}
    page = client.get("/recherche/", {"q": "déconstruction des serres"}).text
    assert "Dans le texte des schémas" in page
    assert ">déconstruction</mark>" in page

    rebuild_index()
    assert len(find("fromage")) == 1

    garde.delete()
    read_lot(MAINTENANT)
    assert (PageDocument.objects.count(), Entree.objects.filter(type="page").count()) == (0, 0)


@pytest.mark.parametrize("forme", [Forme.DOCX, Forme.ODT])
def test_a_document_without_pages_is_found_by_its_headings(fiche, forme):
    document = make(Paragraphe("Nous achetons du fromage fermier."))
    section = Section("Réemploi des serres", (Paragraphe("La déconstruction sélective."),))
    document = msgspec.structs.replace(document, sections=(*document.sections, section))
    garde = keep(fiche, f"schema.{forme}", write_forme(document, forme))
    keep(fiche, f"casse.{forme}", b"PK rien", rang=1)

    read_lot(MAINTENANT)

    assert find("déconstruction des serres") == [
        (
            "Nantes Métropole : Schéma, partie «\u00a0Réemploi des serres\u00a0»",
            f"/registre/a-lire/{garde.pk}/?page=2&q=deconstruction+serres#page",
        )
    ]
    assert find("fromage serres") == []  # no part holds both
    assert len(find("fromage")) == 1


def test_a_sheet_that_is_withdrawn_hides_what_its_documents_say(fiche, octets):
    keep(fiche, "schema.pdf", octets)
    read_lot(MAINTENANT)
    fiche.etat = EtatFiche.RETIREE
    fiche.save()

    assert find("fromage") == []
