"""The sheets, as anybody reads them and takes them away."""

import io
import re
from html import unescape
from itertools import pairwise

import msgspec
import pytest
from django.conf import settings
from lxml import html
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader

from spaser.contenus.lecture import locate_contenus
from spaser.regles.approches import load_approches
from spaser.regles.parcours import load_fiches
from spaser.site.registre.models import Fiche
from spaser.site.registre.premiers_contenus import load_reference
from tests.site.organisations.fabrique import make_equipe, sign_in, texte

pytestmark = pytest.mark.django_db

CODES = [fiche.code for fiche in load_fiches()]
DISSEQUE, APPROCHES = "/fiches/un-spaser-disseque/", "/fiches/grandes-approches/"
RUBRIQUES = [r for partie in load_approches().trame for r in partie.rubriques]


def read(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return unescape(reponse.text).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_list_leads_to_each_sheet_and_to_the_parcours(client):
    page = read(client, "/fiches/")

    assert re.findall(r'href="/fiches/([a-z-]+)/">[^<]', page) == CODES
    assert page.count("<h1") == 1
    assert 'href="/parcours/"' in page


@pytest.mark.parametrize("code", CODES)
def test_a_sheet_is_read_whole(client, code):
    page = read(client, f"/fiches/{code}/")
    fiche = next(f for f in load_fiches() if f.code == code)
    niveaux = [int(n) for n in re.findall(r"<h([1-6])", page)]

    assert page.count("<h1") == 1
    assert [b - a for a, b in pairwise(niveaux) if b - a > 1] == []
    assert [p.titre for p in fiche.parties if f">{p.titre}</h2>" not in page] == []
    assert page.count(f'href="{fiche.outil_adresse}"') >= 2
    assert [lien.libelle for lien in fiche.suite if lien.libelle not in page] == []
    assert "Mise à jour le 27 novembre 2026." in page
    assert "[[" not in page
    assert "source inconnue" not in page
    assert f'href="{settings.ADRESSE}' not in page
    cites = set(re.findall(r"\[\[([A-Z0-9-]+)", msgspec.json.encode(fiche).decode()))
    notes = re.findall(r'<li id="note-\d+">\s*<a href="/obligations/sources/([A-Z0-9-]+)/"', page)
    assert len(cites) >= 2
    assert cites <= set(notes)


@pytest.mark.longue
@pytest.mark.parametrize("code", CODES)
def test_a_sheet_is_taken_away_as_an_accessible_file(client, code):
    reponse = client.get(f"/fiches/{code}.pdf")
    lecteur = PdfReader(io.BytesIO(reponse.content))
    racine = lecteur.trailer["/Root"]
    texte = " ".join(page.extract_text() for page in lecteur.pages).replace("\u00a0", " ")

    assert reponse["Content-Disposition"] == f'attachment; filename="fiche-{code}.pdf"'
    assert racine["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part>1<" in racine["/Metadata"].get_data().decode()
    assert "27 novembre 2026" in texte
    assert "Et maintenant" in texte
    assert "Sources" in texte


@pytest.mark.longue(parts=20)
@pytest.mark.parametrize("code", CODES)
def test_the_file_of_a_sheet_is_pdf_ua(client, code):
    pdf = client.get(f"/fiches/{code}.pdf").content
    seul = re.sub(rb"<(pdfaid:\w+)>[^<]*</\1>", lambda m: b" " * len(m[0]), pdf)

    rapport = validate_pdf_bytes(seul)

    assert (rapport.profile, rapport.failures) == (ValidationProfile.PDF_UA_1, [])


@pytest.mark.parametrize("adresse", ["/fiches/inconnue/", "/fiches/inconnue.pdf"])
def test_a_sheet_that_does_not_exist_is_not_found(client, adresse):
    assert client.get(adresse).status_code == 404


def test_the_ecosystem_is_drawn_and_told_in_words(client):
    page = read(client, "/fiches/mobiliser-les-acteurs/")

    assert 'aria-label="Cinq cercles, du centre vers le bord : décision' in page
    assert page.count("Facilitateur des clauses") == 2
    assert 'href="/outils/acteurs/vierge.xlsx"' in page


def test_what_a_rate_counts_is_drawn_as_it_is_told(client):
    page = html.document_fromstring(client.get("/fiches/choisir-ses-indicateurs/").content)

    [dessin] = page.xpath("//figure//*[@aria-labelledby='image-taux-t image-taux-d']")
    cadres = {
        classe: [
            float(r.get("width"))
            for r in dessin.xpath(f"./*[local-name()='rect'][@class='{classe}']")
        ]
        for classe in ("g-plein", "g-hachures")
    }
    (*oui, certain), (*sans, inconnu) = cadres["g-plein"], cadres["g-hachures"]
    total = 360
    assert (len(oui), len(sans)) == (9, 3)
    assert certain == pytest.approx(total * 9 / 20)
    assert certain + inconnu == pytest.approx(total * 12 / 20)
    assert "9 sur 17 qui répondent, 53" in dessin.xpath("string(*[local-name()='desc'])")


def test_how_a_clause_lives_is_drawn_and_told_in_words(client):
    page = html.document_fromstring(client.get("/fiches/mettre-en-oeuvre-et-suivre/").content)

    [dessin] = page.xpath("//figure//*[@aria-labelledby='image-clause-t image-clause-d']")
    dite = dessin.xpath("string(*[local-name()='desc'])")
    noms = [
        mot.text for mot in dessin.xpath("./*[local-name()='text'][contains(@class, 'g-fort')]")
    ]
    assert len(noms) == 7
    assert all(nom in dite for nom in noms)


def test_a_table_names_its_rows_and_cites_its_facts(client):
    page = read(client, "/fiches/erreurs-a-eviter/")

    assert '<th scope="row">Une cible sans valeur de départ</th>' in page
    assert 'href="/obligations/sources/PNAD-2022-2025/"' in page


def test_a_fact_that_is_not_sure_bears_its_mark(client):
    page = read(client, "/fiches/spaser-et-label-rfar/")

    assert re.search(r'<a href="#note-\d+"[^>]+>\d+</a>, à vérifier\)', page)


@pytest.mark.longue
def test_outline_and_approaches_are_shown_by_schemes_of_the_register_with_their_source(client):
    load_reference()
    pays_basque = Fiche.objects.get(identifiant="pays-basque-2023")

    page, approches = read(client, DISSEQUE), read(client, APPROCHES)

    assert [r.code for r in RUBRIQUES if f'id="{r.code}"' not in page] == []
    assert page.count("document-fiche") == page.count("<dt>Source</dt>") == len(RUBRIQUES)
    assert f'href="{pays_basque.get_absolute_url()}"' in page
    Fiche.objects.filter(pk=pays_basque.pk).update(etat="retiree")
    assert read(client, DISSEQUE).count("document-fiche") == len(RUBRIQUES) - 1
    assert approches.count("Approche du programme.") == approches.count("Notre proposition.") == 2
    assert approches.count('href="/registre/') > 5
    assert approches.count("Dans le registre</h") == 4
    assert "« Établir une programmation qualifiée des marchés »" in approches
    assert 'href="https://studylibfr.com/doc/6048310"' in page  # it tells the glossary
    assert 'id="politiques_publiques"' in approches
    assert "à compléter" not in approches


def test_the_team_alone_reads_which_approach_lacks_an_example(client):
    equipe = sign_in(make_equipe("animation"), second_facteur=True)

    dit = "à compléter : moins de deux schémas du registre illustrent"
    assert dit in texte(equipe.get(APPROCHES))
    assert "« Opérationnelle »" in texte(equipe.get(APPROCHES))
    assert dit not in read(client, APPROCHES)
    assert "Dans le registre" not in read(client, APPROCHES)


def test_without_a_register_the_outline_is_read_all_the_same(client):
    page = read(client, DISSEQUE)

    assert [r.code for r in RUBRIQUES if f'id="{r.code}"' not in page] == []
    assert page.count("Commencer le mien") == 2


def test_each_example_names_a_sheet_of_the_register_that_is_delivered():
    livrees = set(locate_contenus("recenses"))

    assert [r.code for r in RUBRIQUES if not r.exemple or r.exemple.fiche not in livrees] == []


def test_former_addresses_of_the_approaches_still_lead_there(client):
    reponse = client.get("/approches/")

    assert (reponse.status_code, reponse.url) == (301, APPROCHES)
    assert 'href="/fiches/grandes-approches/choisir/"' in read(client, APPROCHES)
