"""Depositing a scheme with its PDF, then moderating it, in a real browser."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from spaser.site.comptes.preuves import make_preuve_demonstration
from spaser.site.registre.models import Depot, Fiche
from tests.navigateur.axe import find_defauts, settle
from tests.site.registre.depot.conftest import connect, make_equipe, make_membre
from tests.site.socle.fichiers.fabrique import make_pdf

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

LARGEURS = [375, 1280]


@pytest.fixture
def verifier(page):
    """Check the page shown at both widths: axe finds nothing, nothing overflows."""

    def verify(nom):
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            defauts = find_defauts(page)
            assert (nom, largeur, defauts) == (nom, largeur, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= largeur, nom

    return verify


@pytest.fixture
def plaintes(page):
    """Collect what the browser complains of."""
    entendues = []
    page.on("console", lambda message: entendues.append(message.text))
    return entendues


def enter(page, site, personne, *, prouve=False):
    """Open the session of somebody, second factor given or not."""
    client = connect(personne)
    if prouve:
        session = client.session
        session["otp_device_id"] = make_preuve_demonstration(personne).persistent_id
        session.save()
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": site}]
    )


def press(page, nom):
    page.get_by_role("main").get_by_role("button", name=nom).click()


def titre(page):
    settle(page)
    return page.get_by_role("heading", level=1).inner_text()


def fill_structure(page):
    page.get_by_label("SIREN ou nom de la structure").fill("rennes")
    press(page, "Rechercher")
    page.get_by_role("link", name="Rennes", exact=True).click()
    expect(page.get_by_label("SIREN")).to_have_value("213502388")


def fill_schema(page, verifier):
    """Fill the second step, with a wrong period first."""
    page.get_by_label("Titre du schéma").fill("Acheter pour demain")
    page.get_by_label("Début de la période").fill("2026")
    page.get_by_label("Fin de la période").fill("2025")
    page.get_by_label("Intitulé", exact=True).fill("Acheter sobre")
    press(page, "Ajouter un axe")
    page.get_by_label("Intitulé", exact=True).nth(1).fill("Acheter solidaire")
    press(page, "Enregistrer et continuer")
    assert page.get_by_role("alert").inner_text().startswith("Une réponse est à corriger")
    verifier("schéma refusé")
    page.get_by_label("Fin de la période").fill("2029")
    press(page, "Enregistrer et continuer")


def send_lien(page, site):
    """Ask for a guest's link, and follow the one of the mail."""
    page.goto(f"{site}/registre/deposer/")
    page.get_by_label("Adresse électronique").fill("camille@exemple.fr")
    press(page, "Recevoir un lien")
    lien = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]
    page.goto(f"{site}{lien}")


def test_a_guest_deposits_with_a_pdf_and_the_team_publishes(
    page, live_server, tmp_path, verifier, plaintes
):
    equipe = make_equipe()
    pdf = tmp_path / "spaser-de-rennes.pdf"
    pdf.write_bytes(make_pdf())
    page.goto(f"{live_server.url}/registre/deposer/")
    verifier("entrée")
    send_lien(page, live_server.url)
    verifier("lien")
    press(page, "Continuer")
    expect(page.get_by_text("Vous n’avez pas encore de dépôt")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Déposer un SPASER").click()
    verifier("choix")
    press(page, "Commencer un dépôt")
    verifier("recherche de la structure")
    fill_structure(page)
    verifier("structure")
    press(page, "Enregistrer et continuer")

    fill_schema(page, verifier)
    page.get_by_label("Fichier", exact=False).first.set_input_files(pdf)
    press(page, "Ajouter ce fichier")
    expect(page.get_by_text("« spaser-de-rennes.pdf » est reçu")).to_be_visible()
    verifier("documents")
    press(page, "Enregistrer et continuer")
    verifier("vérification")
    page.get_by_text("Je demande la publication").click()
    press(page, "Envoyer le dépôt")
    assert titre(page) == "Rennes"
    expect(page.get_by_text("L’équipe du programme relit votre dépôt")).to_be_visible()
    verifier("suivi")
    page.goto(f"{live_server.url}/registre/depots/")
    verifier("mes dépôts")

    page.context.clear_cookies()
    enter(page, live_server.url, equipe, prouve=True)
    page.goto(f"{live_server.url}/registre/moderation/")
    verifier("file")
    page.get_by_role("link", name="Rennes", exact=True).click()
    verifier("dépôt à relire")
    press(page, "Renvoyer avec ce message")
    assert "Écrivez ce qu’il faut corriger" in page.get_by_role("alert").inner_text()
    press(page, "Accepter et publier")
    expect(page.get_by_text("Rien n’attend")).to_be_visible()
    fiche = Fiche.objects.get()
    page.goto(f"{live_server.url}{fiche.get_absolute_url()}")
    assert titre(page) == "Rennes"
    expect(page.get_by_text("Acheter solidaire")).to_be_visible()
    expect(page.get_by_role("link", name="spaser-de-rennes.pdf")).to_be_visible()
    assert [p for p in plaintes if "Content Security Policy" in p] == []


def test_a_member_corrects_her_sheet_and_the_team_sees_what_changed(page, live_server, verifier):
    equipe, ada = make_equipe(), make_membre()
    enter(page, live_server.url, ada)
    page.goto(f"{live_server.url}/registre/deposer/")
    press(page, "Commencer un dépôt")
    fill_structure(page)
    press(page, "Enregistrer et continuer")
    press(page, "Enregistrer et continuer")
    press(page, "Enregistrer et continuer")
    page.get_by_text("Je demande la publication").click()
    press(page, "Publier la fiche")
    fiche = Fiche.objects.get()
    page.goto(f"{live_server.url}/registre/fiches/{fiche.pk}/revendiquer/")
    verifier("mettre à jour")
    page.get_by_role("link", name="Proposer une mise à jour").click()
    verifier("corriger ou édition suivante")
    press(page, "Corriger la fiche")
    page.get_by_label("Titre du schéma").fill("Acheter pour demain")
    press(page, "Enregistrer et continuer")
    press(page, "Enregistrer et continuer")
    page.get_by_text("Je demande la publication").click()
    press(page, "Publier la fiche")

    page.context.clear_cookies()
    enter(page, live_server.url, equipe, prouve=True)
    depot = Depot.objects.get(nature="correction")
    page.goto(f"{live_server.url}/registre/moderation/depots/{depot.pk}/")
    assert "Acheter pour demain" in page.get_by_role("table").inner_text()
    verifier("correction à vérifier")
    press(page, "Noter comme vérifié")
    for chemin in ("recenser", "doublons", "liens", f"fiches/{fiche.pk}/retirer"):
        page.goto(f"{live_server.url}/registre/moderation/{chemin}/")
        verifier(chemin)
    page.goto(f"{live_server.url}/registre/fiches/{fiche.pk}/signaler/")
    verifier("signaler")
    press(page, "Envoyer")
    verifier("signaler, refusé")
