"""Schemes to read: who opened each address, and documents that the team gives to read."""

from contextlib import closing
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from spaser.documents.document import Paragraphe, SautDePage
from spaser.documents.rendus.pdf import write_pdf
from spaser.moteur.reseau.sonde import DocumentRecu, EtatAdresse, ReponseSonde
from spaser.regles.fiche import DocumentPublic, LienUtile, SourcePublique
from spaser.regles.nomenclatures import DatePartielle, TypeDocument
from spaser.regles.registre import EtatLecture
from spaser.site.recherche.services import MotsCherches, split_mots
from spaser.site.registre import documents
from spaser.site.registre.a_lire import list_illisibles, list_liens
from spaser.site.registre.depot.envoi import publish_depot
from spaser.site.registre.depot.services import Deposant, open_depuis
from spaser.site.registre.liste import find_passages
from spaser.site.registre.models import (
    EtatFiche,
    EtatLien,
    FichierFiche,
    NatureDepot,
    PageDocument,
    Provenance,
)
from spaser.site.socle.journal import list_inscriptions
from spaser.site.socle.models import EtatFichier
from tests.documents.rendus.exemples import make
from tests.outils.pages import flatten
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

ADRESSE = "https://ville.exemple/spaser.pdf"
JOUR = DatePartielle("2026-11-24")


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
    return make_fiche(
        "Nantes Métropole",
        documents=(DocumentPublic(titre="Le schéma", url=ADRESSE, nature=TypeDocument.SCHEMA),),
    )


@pytest.fixture
def page(fiche):
    return f"/registre/moderation/fiches/{fiche.pk}/documents/"


@pytest.fixture
def give(moderatrice, page, django_capture_on_commit_callbacks):
    """Give a document as the page does, and let the worker do what follows."""

    def send(**champs):
        with django_capture_on_commit_callbacks(execute=True):
            reponse = moderatrice.post(page, {"nature_fichier": "schema"} | champs)
        lue = moderatrice.get(page) if reponse.status_code == 302 else reponse
        return flatten(lue.text).replace("\u00a0", " ")

    return send


def send_fichier(octets, nom="schéma.pdf"):
    return SimpleUploadedFile(nom, octets)


def answer(monkeypatch, **recu):
    """Let the network give this; the real addresses are not asked."""
    demandes = []
    constat = ReponseSonde(recu.pop("etat", EtatAdresse.VIVANT), recu.pop("texte", "répond"))

    def read(url, _octets_max):
        demandes.append(url)
        return DocumentRecu(constat, **recu)

    monkeypatch.setattr(documents, "read_document", read)
    return demandes


def find(mots):
    return [t for t, _ in find_passages(MotsCherches(split_mots(mots), 5)).textes]


# The states of addresses.


def read_etats(fiche):
    return {lien.url: lien.lecture for lien in fiche.liens.all()}


@pytest.mark.parametrize(
    ("confiance", "lue", "etat"),
    [
        ("A", JOUR, EtatLecture.LUE),
        ("B", JOUR, EtatLecture.LUE),
        ("C", JOUR, EtatLecture.CITEE),
        ("B", None, EtatLecture.CITEE),
        ("", JOUR, EtatLecture.CITEE),  # a deposit: nobody noted how sure it is
    ],
)
def test_a_page_was_read_by_somebody_when_its_source_says_so(confiance, lue, etat):
    fiche = make_fiche(
        sources=(SourcePublique(libelle="Presse", url=ADRESSE, consulte_le=lue),),
        liens=(LienUtile(titre="Une page", url="https://ville.exemple/"),),
    )
    Provenance.objects.create(
        fiche=fiche, origine="recense", libelle="Presse", date=MAINTENANT, confiance=confiance
    )
    make_fiche(
        fiche=fiche,
        sources=fiche.spaser.sources,
        liens=fiche.spaser.liens,
    )

    assert read_etats(fiche) == {ADRESSE: etat, "https://ville.exemple/": EtatLecture.CITEE}


@pytest.mark.parametrize(
    ("lien", "constat", "etat"),
    [
        (EtatLien.VIVANT, "répond", EtatLecture.OUVERTE),
        (EtatLien.VIVANT, "répond, accès limité (403)", EtatLecture.CITEE),
        (EtatLien.MORT, "la page n’existe plus (404)", EtatLecture.MORTE),
        (EtatLien.INCONNU, "le site répond par une erreur (500)", EtatLecture.CITEE),
    ],
)
def test_only_a_machine_says_an_address_opened_or_dead(fiche, lien, constat, etat):
    fiche.liens.update(etat=lien, constat=constat, verifie_le=MAINTENANT)

    assert read_etats(fiche) == {ADRESSE: etat}


def test_a_sheet_published_again_keeps_what_was_found_and_says_again_what_it_is(fiche):
    fiche.liens.update(etat=EtatLien.MORT, verifie_le=MAINTENANT)

    make_fiche(fiche=fiche, documents=(DocumentPublic(titre="Nouveau titre", url=ADRESSE),))

    lien = fiche.liens.get()
    assert (lien.titre, lien.genre, lien.etat) == ("Nouveau titre", "Document", "mort")


def test_the_sheet_says_the_state_in_words_and_removes_nothing(client, fiche):
    assert "Seulement citée." in client.get(fiche.get_absolute_url()).text

    fiche.liens.update(etat=EtatLien.MORT, verifie_le=MAINTENANT)

    lue = flatten(client.get(fiche.get_absolute_url()).text).replace("\u00a0", " ")
    assert "Adresse morte, 24 novembre 2026." in lue
    assert f'href="{ADRESSE}"' in lue


def test_the_page_lists_documents_first_then_pages_with_their_state(client, fiche):
    make_fiche(
        "Commune A", sources=(SourcePublique(libelle="Presse", url="https://presse.exemple/a"),)
    )
    fiche.liens.update(etat=EtatLien.VIVANT, constat="répond", verifie_le=MAINTENANT)
    retiree = make_fiche("Commune B", liens=(LienUtile(titre="b", url="https://b.exemple/"),))
    retiree.etat = EtatFiche.RETIREE
    retiree.save()

    lue = flatten(client.get("/registre/a-lire/").text).replace("\u00a0", " ")

    lignes = [ligne.partition("</tr>")[0] for ligne in lue.split("<tr>")[2:]]
    assert len(lignes) == 2
    assert "Nantes Métropole" in lignes[0]
    assert "Texte du schéma" in lignes[0]
    assert "Ouverte par ce site, 24 novembre 2026" in lignes[0]
    assert "Page qui en parle" in lignes[1]
    assert "Seulement citée" in lignes[1]
    assert "Ouvertes par ce site (1)" in lue
    choisies = client.get("/registre/a-lire/", {"etat": "citee"}).text
    assert "Commune A" in choisies.partition("<tbody>")[2]
    assert "Nantes" not in choisies.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize("etat", ["autre", "", "x" * 3_000])
def test_an_unknown_state_narrows_nothing(client, fiche, etat):
    assert ADRESSE in client.get("/registre/a-lire/", {"etat": etat}).text


def test_without_any_text_the_page_leads_to_the_register(client, db):
    lue = client.get("/registre/a-lire/").text

    assert "Aucun texte pour l’instant" in lue
    assert 'href="/registre/">Ouvrir le registre' in lue


def test_addresses_cost_the_same_whatever_their_number(django_assert_num_queries):
    for rang in range(5):
        liens = (LienUtile(titre="Page", url=f"https://exemple.fr/{rang}"),)
        make_fiche(f"Commune {rang}", liens=liens)

    with django_assert_num_queries(1):
        assert len(list_liens()) == 5


# The officer gives a document.


@pytest.mark.parametrize("licence", ["", "ouverte", "acheteur"])
def test_a_file_is_read_page_by_page_where_its_licence_lets_it(
    give, client, fiche, octets, licence
):
    suite = give(fichier=send_fichier(octets), licence=licence, titre_fichier="Schéma 2026")

    assert "2 pages à lire" in suite
    piece = FichierFiche.objects.get()
    lire = f"/registre/a-lire/{piece.pk}/"
    lue, fichier = client.get(lire), f"/registre/fichiers/{fiche.pk}/{piece.fichier_id}/"
    assert ("fromage" in lue.text) is bool(licence)
    assert (fichier in client.get(fiche.get_absolute_url()).text) is bool(licence)
    (trouve,) = find("déconstruction des serres")
    assert trouve.titre == "Nantes Métropole : Schéma 2026, page 2"
    passages = flatten(client.get(trouve.adresse).text)
    assert "Page 2" in passages
    assert "<mark>déconstruction</mark>" in passages
    assert "Aucune page ne contient" in client.get(lire, {"q": "fromage serres"}).text
    assert "Schéma 2026" in client.get("/registre/a-lire/").text
    donnees = client.get(f"/api/v1/fiches/{fiche.pk}").text
    assert "Nantes Métropole" in donnees
    assert (str(piece.fichier_id) in donnees) is bool(licence)
    assert "registre.document_donne" in [e.geste for e in list_inscriptions(fiche)]
    # Last: on PostgreSQL, an answer that ends takes the connection of the test with it.
    with closing(client.get(fichier)) as servi:
        assert servi.status_code == (200 if licence else 404)


def test_an_address_is_fetched_then_read(give, client, monkeypatch, fiche, octets):
    demandes = answer(monkeypatch, nom="spaser", octets=octets)

    suite = give(adresse=ADRESSE, licence="ouverte")

    assert demandes == [ADRESSE]
    assert "2 pages à lire" in suite
    piece = FichierFiche.objects.get()
    assert (piece.titre, piece.fichier.nom, piece.url) == ("spaser.pdf", "spaser.pdf", ADRESSE)
    assert read_etats(fiche) == {ADRESSE: EtatLecture.OUVERTE}
    lue = client.get(f"/registre/a-lire/{piece.pk}/", {"page": 2}).text
    assert "déconstruction sélective" in lue
    assert ADRESSE in lue


@pytest.mark.parametrize(
    ("recu", "dits", "etat"),
    [
        (
            {"texte": "c’est une page web, pas un document"},
            ["c’est une page web", "Donnez l’adresse d’un PDF"],
            EtatLecture.OUVERTE,
        ),
        (
            {"etat": EtatAdresse.MORT, "texte": "la page n’existe plus (404)"},
            ["la page n’existe plus (404)", "Cherchez sa nouvelle adresse"],
            EtatLecture.MORTE,
        ),
        (
            {"texte": "le document dépasse 20 Mo"},
            ["le document dépasse 20 Mo", "20 Mo au plus, ou déposez-le"],
            EtatLecture.OUVERTE,
        ),
        (
            {"etat": EtatAdresse.REFUSE, "texte": "l’adresse n’est pas publique"},
            ["n’est pas publique", "que tout le monde peut ouvrir"],
            EtatLecture.CITEE,
        ),
        (
            {"etat": EtatAdresse.INCERTAIN, "texte": "le site met trop de temps à répondre"},
            ["trop de temps", "Essayez de nouveau dans une heure"],
            EtatLecture.CITEE,
        ),
        ({"nom": "a.pdf", "octets": b"%PDF-1.7"}, ["a.pdf", "incomplet"], EtatLecture.OUVERTE),
        ({"nom": "a.exe", "octets": b"MZ"}, ["a.exe.pdf", "deux extensions"], EtatLecture.OUVERTE),
    ],
)
def test_an_address_that_gives_no_document_says_why_and_what_to_do(  # noqa: PLR0913, PLR0917
    give, moderatrice, monkeypatch, fiche, recu, dits, etat
):
    answer(monkeypatch, **recu)

    lue = give(adresse=ADRESSE)

    assert [dit for dit in dits if dit not in lue] == []
    assert "Pas lu" in lue
    assert read_etats(fiche) == {ADRESSE: etat}
    assert list_illisibles().count() == 1
    equipe = moderatrice.get("/registre/moderation/liens/").text
    assert "Documents qui n’ont pas été lus" in equipe


def test_an_address_that_failed_is_tried_again(
    give, moderatrice, monkeypatch, page, octets, django_capture_on_commit_callbacks
):
    answer(monkeypatch, etat=EtatAdresse.INCERTAIN, texte="le site met trop de temps à répondre")
    give(adresse=ADRESSE)
    answer(monkeypatch, nom="spaser.pdf", octets=octets)

    with django_capture_on_commit_callbacks(execute=True):
        moderatrice.post(page, {"document": FichierFiche.objects.get().pk})

    piece = FichierFiche.objects.get()
    assert (piece.echec, piece.pages.count()) == ("", 2)


def test_a_document_of_pictures_says_that_it_has_no_text(give, client):
    images = PdfWriter()
    for _ in range(3):
        images.add_blank_page(200, 200)
    fichier = BytesIO()
    images.write(fichier)

    lue = give(fichier=send_fichier(fichier.getvalue()))

    assert "Il ne contient aucun texte" in lue
    assert "faites reconnaître ses caractères" in lue
    piece = FichierFiche.objects.get()
    assert client.get(f"/registre/a-lire/{piece.pk}/").status_code == 404
    assert PageDocument.objects.count() == 0


@pytest.mark.longue
def test_a_document_of_three_hundred_pages_is_read_to_its_end(give, client):
    pages = [(Paragraphe(f"Page sur le lot{rang}."), SautDePage()) for rang in range(1, 301)]
    long = write_pdf(make(*(bloc for paire in pages for bloc in paire)))

    give(fichier=send_fichier(long), licence="ouverte")

    piece = FichierFiche.objects.get()
    assert (piece.echec, piece.pages.count()) == ("", 300)
    assert [t.titre for t in find("lot300")] == ["Nantes Métropole : schéma.pdf, page 300"]
    lue = client.get(f"/registre/a-lire/{piece.pk}/", {"page": 300}).text
    assert "lot300" in lue
    assert "?page=299#page" in lue


def test_a_file_that_the_antivirus_refuses_is_said_and_not_read(
    give, monkeypatch, settings, octets
):
    settings.CLAMD = "tcp://antivirus.exemple"
    monkeypatch.setattr("spaser.site.socle.fichiers.scan", lambda *_: "Eicar")

    lue = give(fichier=send_fichier(octets))

    assert "Eicar" in lue
    assert PageDocument.objects.count() == 0


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({}, "Donnez l’adresse du document, ou choisissez son fichier."),
        ({"adresse": "pas une adresse"}, "Ce n’est pas l’adresse d’une page."),
        ({"adresse": f"https://a.exemple/{'a' * 2_000}"}, "trop long"),
        ({"licence": "inventee", "adresse": ADRESSE}, "Choisissez une des réponses proposées."),
    ],
)
def test_what_is_typed_wrong_is_told_and_nothing_is_kept(give, champs, dit):
    assert dit in give(**champs)
    assert not FichierFiche.objects.exists()


def test_a_file_that_is_no_document_is_refused(give):
    lue = give(fichier=send_fichier(b"MZ rien", "macro.exe"))

    assert "n’est pas dans un format accepté" in lue
    assert not FichierFiche.objects.exists()


def test_what_is_taken_away_is_read_nowhere(give, moderatrice, client, page, octets):
    give(fichier=send_fichier(octets), licence="ouverte")
    piece = FichierFiche.objects.get()

    moderatrice.post(page, {"document": piece.pk, "retirer": "1"})

    assert find("fromage") == []
    assert client.get(f"/registre/a-lire/{piece.pk}/").status_code == 404


def test_a_licence_is_changed_in_place_and_opens_or_closes_the_text(
    give, moderatrice, client, page, octets
):
    give(fichier=send_fichier(octets))
    piece = FichierFiche.objects.get()
    lire = f"/registre/a-lire/{piece.pk}/"
    assert "fromage fermier" not in client.get(lire).text

    moderatrice.post(page, {"document": piece.pk, "licence": "ouverte"})
    assert "fromage fermier" in client.get(lire).text
    moderatrice.post(page, {"document": piece.pk, "licence": "inconnue"})
    piece.refresh_from_db()
    assert piece.licence == "ouverte"
    moderatrice.post(page, {"document": piece.pk, "licence": ""})
    assert "fromage fermier" not in client.get(lire).text
    gestes = [e.geste for e in list_inscriptions(piece.fiche)]
    assert gestes.count("registre.document_licence") == 2


def test_the_licence_of_a_deposit_is_its_buyers(moderatrice, page, fiche):
    piece = FichierFiche.objects.create(fiche=fiche, rang=0, nature="schema", titre="a")

    moderatrice.post(page, {"document": piece.pk, "licence": ""})

    piece.refresh_from_db()
    assert piece.licence == "acheteur"


@pytest.mark.parametrize("numero", ["", "0", "x", "9" * 30])
def test_a_document_of_another_sheet_is_left_alone(moderatrice, page, octets, numero):
    autre = make_fiche("Commune A")
    FichierFiche.objects.create(fiche=autre, rang=0, nature="schema", titre="a", url=ADRESSE)

    assert moderatrice.post(page, {"document": numero or "1"}).status_code in {404, 200}
    assert FichierFiche.objects.filter(fiche=autre).exists()


def test_a_text_is_read_only_of_a_public_sheet_and_a_sound_file(give, client, fiche, octets):
    give(fichier=send_fichier(octets), licence="ouverte")
    piece = FichierFiche.objects.get()
    lire = f"/registre/a-lire/{piece.pk}/"

    piece.fichier.etat = EtatFichier.REFUSE
    piece.fichier.save()
    assert client.get(lire).status_code == 404
    piece.fichier.etat = EtatFichier.SAIN
    piece.fichier.save()
    assert client.get(lire).status_code == 200
    fiche.etat = EtatFiche.RETIREE
    fiche.save()
    assert client.get(lire).status_code == 404


@pytest.mark.parametrize("voulue", ["0", "2", "99999", "9" * 40, "-1", "x"])
def test_any_page_number_shows_a_page(give, client, octets, voulue):
    give(fichier=send_fichier(octets), licence="ouverte")
    piece = FichierFiche.objects.get()

    assert ">Page " in client.get(f"/registre/a-lire/{piece.pk}/", {"page": voulue}).text


def test_a_correction_of_the_buyer_leaves_the_documents_of_the_team(give, fiche, octets, equipe):
    give(fichier=send_fichier(octets))
    deposant = Deposant(equipe.courriel, equipe)

    depot = open_depuis(deposant, MAINTENANT, fiche, NatureDepot.CORRECTION)
    assert not depot.fichiers.exists()  # nobody lets what has no licence be published
    publish_depot(depot, equipe, MAINTENANT, "Correction")

    piece = FichierFiche.objects.get()
    assert (piece.licence, piece.pages.count()) == ("", 2)
