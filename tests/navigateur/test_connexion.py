"""Signing in, in a real browser: with ProConnect, with a password, with the keyboard alone."""

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_otp.oath import TOTP
from playwright.sync_api import expect

from spaser.site.comptes import preuves, services
from spaser.site.comptes.models import SessionOuverte, Utilisateur
from spaser.site.socle.jetons import make_jeton
from tests.navigateur.axe import find_defauts
from tests.navigateur.test_depot import titre
from tests.site.comptes.conftest import MOT_DE_PASSE
from tests.site.comptes.proconnect.conftest import configure, run_fournisseur

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

LARGEURS = [375, 1280]
CLE = "3132333435363738393031323334353637383930"


@pytest.fixture
def ada():
    utilisateur = Utilisateur.objects.create_user("ada@exemple.fr", MOT_DE_PASSE)
    utilisateur.prenom, utilisateur.nom = "Ada", "Lierre"
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    return utilisateur


@pytest.fixture
def proconnect(settings):
    with run_fournisseur() as lance:
        configure(settings, lance)
        yield lance


def entrer(page, site, secret=MOT_DE_PASSE):
    page.goto(f"{site}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill("ada@exemple.fr")
    page.get_by_label("Mot de passe", exact=True).fill(secret)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()


def verify_accessible(page, nom):
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        defauts = find_defauts(page)
        assert (nom, largeur, defauts) == (nom, largeur, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_proconnect_signs_in_and_out(page, live_server, proconnect):
    plaintes = []
    page.on("console", lambda message: plaintes.append(message.text))
    page.goto(f"{live_server.url}/compte/connexion/?next=/compte/donnees/")
    page.get_by_role("link", name="Se connecter avec ProConnect").click()
    page.get_by_role("button", name="sub-ada").click()
    assert titre(page) == "Mes données"

    page.get_by_role("banner").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{proconnect.adresse}/**")
    page.locator("form").get_by_role("button").first.click()
    page.wait_for_url(f"{live_server.url}/")
    expect(page.get_by_text("Vous êtes déconnecté de SPASER et de ProConnect.")).to_be_visible()
    assert [p for p in plaintes if "Content Security Policy" in p] == []


def test_the_keyboard_is_enough_to_sign_in(page, live_server, ada):
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").focus()
    page.keyboard.type("ada@exemple.fr")
    page.keyboard.press("Tab")
    page.keyboard.type(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/compte/")

    assert titre(page) == "Mon compte"


def test_a_mistake_takes_the_focus_and_leads_to_the_field(page, live_server, ada):
    entrer(page, live_server.url, "faux")

    expect(page.locator("#erreurs")).to_be_focused()
    verify_accessible(page, "erreur")


def test_a_form_sent_after_the_session_ended_is_given_back(page, live_server, ada):
    entrer(page, live_server.url)
    page.get_by_label("Prénom").fill("Adèle")
    for session in SessionOuverte.objects.all():
        contenu = session.get_decoded()
        contenu["vue_le"] = (timezone.now() - timedelta(hours=3)).isoformat()
        session.session_data = SessionOuverte.get_session_store_class()().encode(contenu)
        session.save()

    page.get_by_role("main").get_by_role("button", name="Enregistrer").click()
    expect(
        page.get_by_text("Votre session a pris fin après 2 heures sans activité.")
    ).to_be_visible()
    page.get_by_label("Adresse électronique").fill("ada@exemple.fr")
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    verify_accessible(page, "reprise")
    page.get_by_role("button", name="Envoyer ma saisie").click()

    expect(page.get_by_text("Votre nom est enregistré.")).to_be_visible()
    ada.refresh_from_db()
    assert ada.prenom == "Adèle"


def test_public_account_pages_are_accessible(page, live_server, ada, proconnect):
    inscription = make_jeton(
        services.INSCRIPTION, '{"courriel": "cleo@exemple.fr", "suivant": ""}', timedelta(hours=1)
    )
    adresses = [
        "connexion/",
        "inscription/",
        "inscription/envoyee/",
        f"inscription/{inscription}/",
        "inscription/inconnu/",
        "mot-de-passe/oublie/",
        "mot-de-passe/envoye/",
    ]
    for adresse in adresses:
        page.goto(f"{live_server.url}/compte/{adresse}")
        verify_accessible(page, adresse)


def test_one_s_own_pages_are_accessible(page, live_server, ada):
    entrer(page, live_server.url)
    for adresse in (
        "",
        "adresse/",
        "mot-de-passe/",
        "second-facteur/",
        "second-facteur/activer/",
        "sessions/",
        "donnees/",
        "effacement/",
        "preuve/",
    ):
        page.goto(f"{live_server.url}/compte/{adresse}")
        verify_accessible(page, adresse)


def test_the_second_factor_is_asked_for(page, live_server, ada):
    preuves.save_application(ada, CLE)
    entrer(page, live_server.url)
    verify_accessible(page, "code")
    horloge = TOTP(bytes.fromhex(CLE))
    horloge.time = time.time()
    page.get_by_label("Code").fill(f"{horloge.token():06}")
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/compte/")

    page.goto(f"{live_server.url}/compte/second-facteur/")
    page.get_by_role("button", name="Créer de nouveaux codes de secours").click()
    expect(page.locator("main code")).to_have_count(10)
    verify_accessible(page, "codes")


def test_erasing_waits_for_the_code_of_a_mail(page, live_server, ada):
    entrer(page, live_server.url)
    page.wait_for_url("**/compte/")
    page.goto(f"{live_server.url}/compte/effacement/")
    page.get_by_text("J’ai compris que mon compte sera effacé").click()
    page.get_by_role("main").get_by_role("button", name="Effacer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer par un code")
    verify_accessible(page, "confirmer")
    page.get_by_label("Code").fill(re.search(r"code est (\d{6})", mail.outbox[-1].body)[1])
    page.get_by_role("button", name="Confirmer").click()

    expect(page.get_by_text("Votre compte est effacé.")).to_be_visible()


def test_a_passkey_is_created_then_opens_the_session(page, live_server, ada):
    plaintes = []
    page.on("console", lambda message: plaintes.append(message.text))
    appareil = page.context.new_cdp_session(page)
    appareil.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    appareil.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    entrer(page, live_server.url)
    page.wait_for_url("**/compte/")
    page.goto(f"{live_server.url}/compte/second-facteur/cle/")
    page.get_by_label("Nom de la clé").fill("Téléphone")
    verify_accessible(page, "clé")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.locator("main code")).to_have_count(10)

    page.goto(f"{live_server.url}/compte/second-facteur/cle/")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.get_by_text("Cette clé est déjà enregistrée.")).to_be_visible()
    page.goto(f"{live_server.url}/compte/second-facteur/")
    expect(page.get_by_role("button", name="Retirer la clé Téléphone")).to_be_visible()
    verify_accessible(page, "clés")

    page.context.clear_cookies()
    entrer(page, live_server.url)
    verify_accessible(page, "second facteur")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/compte/")
    assert titre(page) == "Mon compte"
    assert [p for p in plaintes if "Content Security Policy" in p] == []


def test_a_link_of_a_mail_leads_to_a_new_password(page, live_server, ada):
    jeton = make_jeton(
        services.MOT_DE_PASSE, f"{ada.pk}:{services.print_mot_de_passe(ada)}", timedelta(hours=1)
    )
    page.goto(f"{live_server.url}/compte/mot-de-passe/{jeton}/")
    verify_accessible(page, "nouveau mot de passe")
    page.get_by_label("Nouveau mot de passe").fill("neuf canards sur un étang")
    page.get_by_label("Même mot de passe").fill("neuf canards sur un étang")
    page.get_by_role("button", name="Enregistrer le mot de passe").click()

    expect(page.get_by_text("Votre mot de passe est changé. Connectez-vous.")).to_be_visible()
