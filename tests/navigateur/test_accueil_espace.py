"""The first page of a space in a real browser: four moments, by the keyboard, at two widths."""

import pytest
from playwright.sync_api import expect

from spaser.site.organisations.models import Espace
from spaser.site.schema.models import Moment
from spaser.site.schema.redaction.services import find_moment, say_moment
from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
)
from tests.site.registre.fabrique import make_fiche
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
LARGEURS = (375, 1280)
ESPACE = f"/espace/{SIREN_VAL}/"
SCHEMA = {
    Moment.CHIFFRES: "Le jour où vous l’écrirez, ces chiffres y seront déjà.",
    Moment.PREPARE: "Présenter le SPASER et ses enjeux",
    Moment.ECRIT: "Présenter le SPASER et ses enjeux",
    Moment.ADOPTE: "Sa fiche au registre",
}


@pytest.fixture
def redactrice(page, live_server):
    """Sign the page's browser in as a member who writes, beside a colleague."""
    organisation = make_organisation()
    make_membre(organisation, "lecture")
    redactrice = make_membre(organisation, "redaction").utilisateur
    enter(page, live_server.url, redactrice)
    return redactrice


def _press_until(page, touche, texte):
    """Press a key until what is focused says this."""
    for _ in range(80):
        page.keyboard.press(touche)
        if texte in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"« {texte} » cannot be reached with the keyboard")


def test_one_says_where_one_is_then_changes_it_by_the_keyboard(
    page, live_server, redactrice, marches
):
    page.goto(f"{live_server.url}{ESPACE}")
    expect(page.get_by_role("heading", name="Mes quatre chiffres, en 2025")).to_be_visible()

    _press_until(page, "Tab", "J’écris")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Où en êtes-vous ? J’écris")).to_be_visible()
    expect(page.get_by_role("link", name="Écrire « Édito »")).to_be_visible()

    _press_until(page, "Tab", "Où en êtes-vous")
    page.keyboard.press("Enter")
    _press_until(page, "Tab", "Je veux mes chiffres")
    page.keyboard.press("Enter")
    expect(page.get_by_text(SCHEMA[Moment.CHIFFRES])).to_be_visible()
    assert find_moment(Espace.objects.get()) is Moment.CHIFFRES


def test_from_home_to_a_heading_and_to_word(page, live_server, redactrice, marches):
    say_moment(Espace.objects.get(), Moment.ECRIT, redactrice)
    page.goto(f"{live_server.url}{ESPACE}")

    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Emporter (Word)").click()
    assert telechargement.value.suggested_filename.endswith(".docx")

    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_role("heading", name="Édito", level=1)).to_be_visible()


def test_parts_are_folded_and_lead_to_each_heading(page, live_server, redactrice, marches):
    say_moment(Espace.objects.get(), Moment.PREPARE, redactrice)
    page.goto(f"{live_server.url}{ESPACE}")
    gouvernance = page.get_by_role("link", name="Gouvernance")
    expect(gouvernance).not_to_be_visible()

    page.get_by_text("3. Suivre et piloter son action").click()
    gouvernance.click()

    expect(page.get_by_role("heading", name="Gouvernance", level=1)).to_be_visible()


@pytest.mark.parametrize("connus", [True, False], ids=["contracts", "no contract"])
def test_the_four_moments_are_accessible(
    page, live_server, redactrice, defauts_accessibilite, request, connus
):
    if connus:
        request.getfixturevalue("marches")
        make_fiche("Val", siren=SIREN_VAL, debut="2026", fin="2030")
    constats = []
    for moment in Moment:
        say_moment(Espace.objects.get(), moment, redactrice)
        page.goto(f"{live_server.url}{ESPACE}")
        expect(page.get_by_text(SCHEMA[moment]).first).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((moment, largeur, defauts_accessibilite(page), deborde))

    assert [constat for constat in constats if constat[2] or constat[3]] == []


def test_alone_in_a_trial_one_invites_and_sees_nothing_of_a_team(page, live_server, marches):
    seule = make_personne("seule@exemple.fr")
    Espace.objects.create(proprietaire=seule, siren=SIREN_VAL, nom="Essai", type="metropole")
    enter(page, live_server.url, seule)
    page.goto(f"{live_server.url}{ESPACE}")
    expect(page.get_by_text("Espace d’essai privé")).to_be_visible()

    page.get_by_role("link", name="L’équipe").click()
    corbeille = page.get_by_role("link", name="Corbeille")
    expect(corbeille).not_to_be_visible()
    page.get_by_text("Ce qui sert surtout à plusieurs").click()
    expect(corbeille).to_be_visible()

    page.get_by_role("link", name="Inviter un collègue", exact=True).click()
    expect(page.get_by_label("Adresse électronique")).to_be_visible()


def test_a_team_reads_its_people_and_what_it_shares(page, live_server, redactrice):
    page.goto(f"{live_server.url}{ESPACE}equipe/")

    expect(page.get_by_role("heading", name="Qui travaille ici")).to_be_visible()
    expect(page.get_by_role("link", name="Corbeille")).to_be_visible()
    expect(page.get_by_text("Ce qui sert surtout à plusieurs")).to_have_count(0)
