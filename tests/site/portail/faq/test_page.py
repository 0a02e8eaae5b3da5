"""The page of the FAQ, its PDF, and what of it the team edits."""

import io
import re

import msgspec
import pytest
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader

from spaser.documents.corps import list_liens
from spaser.regles.editorial import load_faq, load_ressources
from spaser.regles.parcours import load_parcours
from spaser.site.editorial import services
from spaser.site.editorial.genres import list_genres
from spaser.site.editorial.views import Page
from spaser.site.portail.faq import FAQ, RESSOURCES, check_reponse, read_pdf
from spaser.site.portail.parcours import PARCOURS, check_etape
from tests.site.editorial.test_formulaire import AUTOUR, send
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db

# Pages that other parts of the programme bring.
D_AUTRES = ("/fiches/", "/considerations/", "/aides/")


def test_every_question_stands_at_its_anchor_with_all_that_an_answer_holds(client):
    reponse = client.get("/faq/")
    lu = texte(reponse)
    ancres = re.findall(r' id="([^"]+)"', reponse.text)

    codes = {r.code for r in load_faq()} | {v.code for r in load_faq() for v in r.volets}

    assert codes <= set(ancres)
    assert len(ancres) == len(set(ancres))
    assert reponse.text.count("<h1") == 1
    assert lu.count("Cette réponse vous a-t-elle aidé ?") == 19
    assert lu.count("Ce que personne ne sait") == 19
    assert lu.count("Outils et ressources") == 5
    assert 'href="/obligations/sources/FAQ-2024/"' in reponse.text
    assert re.search(r"Mis à jour le \d+ \w+ 202\d", lu)
    assert "années civiles" not in lu


def test_a_part_is_read_alone_and_one_that_does_not_exist_filters_nothing(client):
    page = client.get("/faq/", {"partie": "indicateurs"})

    assert texte(page).count("Cette réponse vous a-t-elle aidé ?") == 5
    assert 'id="suivi-des-indicateurs"' in page.text
    assert 'id="livrable"' not in page.text
    assert 'href="?partie=contenu"' in page.text
    assert client.get("/faq/", {"partie": "<b>"}).text.count("<article") == 19


def test_the_register_adds_its_mean_once_it_tells_of_ten(client):
    for rang in range(10):
        make_fiche(f"Commune {rang}", debut="2021", fin="2026")

    assert "Ils couvrent 6 années civiles" in texte(client.get("/faq/"))


def test_every_inside_link_leads_to_a_page():
    contenus = (*load_faq(), *load_parcours())
    adresses = {a for contenu in contenus for a in list_liens(*contenu.textes)}
    adresses |= {r.outil_adresse for r in load_faq()}
    adresses |= {r.adresse for partie in load_ressources() for r in partie.ressources}
    adresses |= {lien.adresse for e in load_parcours() for lien in (*e.fiches, *e.outils)}

    assert len(adresses) > 20
    assert [a for a in sorted(adresses) if not a.startswith(D_AUTRES) and not _leads(a)] == []


def _leads(adresse):
    try:
        return resolve(adresse.partition("#")[0].partition("?")[0])
    except Resolver404:
        return None


@pytest.mark.longue
def test_the_whole_is_one_dated_accessible_pdf_made_once(client):
    reponse = client.get("/faq/foire-aux-questions.pdf")
    lecteur = PdfReader(io.BytesIO(reponse.content))
    lu = " ".join(" ".join(page.extract_text() for page in lecteur.pages).split())
    # The checker reads one profile at a time: the declaration of the other one is blanked.
    seul = re.sub(rb"<(pdfaid:\w+)>[^<]*</\1>", lambda m: b" " * len(m[0]), reponse.content)
    rapport = validate_pdf_bytes(seul)

    assert reponse["Content-Disposition"].startswith('attachment; filename="faq-spaser-202')
    assert lecteur.metadata.title == "Foire aux questions sur les SPASER"
    assert "Mise à jour le" in lu
    assert "Textes et chiffres cités" in lu
    assert (rapport.profile, rapport.failures) == (ValidationProfile.PDF_UA_1, [])
    jour = timezone.localdate()
    assert read_pdf(jour) is read_pdf(jour)


@pytest.mark.parametrize("genre", [FAQ, RESSOURCES, PARCOURS], ids=lambda genre: genre.code)
def test_a_text_left_untouched_comes_back_the_same(genre):
    assert genre in list_genres()
    for contenu in genre.load():
        page = Page(genre, contenu, AUTOUR, send(Page(genre, contenu, AUTOUR)))

        assert page.is_valid(), (contenu.code, page.erreurs)
        assert page.read().contenu == contenu
        assert genre.render(contenu, page.read().effet_le)


def test_what_keeps_a_text_from_its_second_reader_is_told():
    reponse = msgspec.structs.replace(
        load_faq()[0], court="Trop court [[RIEN]].", outil_adresse="/nulle-part/"
    )
    etape = msgspec.structs.replace(load_parcours()[0], faq=("inconnue",))

    assert [faute.partition(":")[0] for faute in check_reponse(reponse, None)] == [
        "«\u00a0[[RIEN]]\u00a0» ne désigne aucun des textes et chiffres du site\u00a0",
        "«\u00a0/nulle-part/\u00a0» n’est ni une page du site, ni une adresse en https\u00a0",
        "La réponse courte a 2 mots\u00a0",
    ]
    assert "«\u00a0inconnue\u00a0» n’est pas le code" in " ".join(check_etape(etape, None))


def test_an_answer_may_be_added():
    vide = FAQ.start("nouvelle-question")
    page = Page(FAQ, vide, AUTOUR, QueryDict("titre=Et après ?"))

    assert not page.is_valid()


@pytest.mark.longue
def test_what_the_team_approves_replaces_the_file_on_the_page_and_in_the_pdf(client):
    auteur, maintenant = make_personne("redactrice@exemple.fr"), timezone.now()
    jour = timezone.localdate()
    avant = read_pdf(jour)
    nouvelle = msgspec.structs.replace(
        load_faq()[0], court=" ".join(["Sans délai, sur lettre."] * 8)
    )
    saisie = services.TexteSaisi(FAQ, nouvelle, jour, "Plus clair.")
    ecrit = services.start_texte(saisie, auteur, maintenant)
    services.submit_texte(ecrit, ecrit.version, auteur, maintenant)
    assert "Sans délai" not in client.get("/faq/").text
    relectrice = sign_in(make_equipe("moderation"), second_facteur=True)
    apercu = relectrice.get(f"/editorial/texte/{ecrit.pk}/apercu/", {"page": "/faq/"})
    assert "Sans délai, sur lettre." in apercu.text

    services.approve(ecrit, ecrit.version, make_personne("autre@exemple.fr"), maintenant)

    assert "Sans délai, sur lettre." in client.get("/faq/").text
    assert read_pdf(jour) != avant
