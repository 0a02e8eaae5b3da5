"""The buyer's space in a real browser: from a SIREN to a proof, accessible at two widths."""

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from spaser.site.chiffres.models import Reference
from spaser.site.comptes.sessions import make_lien
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
)
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
LARGEURS = (375, 1280)


def test_from_a_siren_to_the_proof_of_a_figure(page, live_server, marches, settings):
    settings.DEMONSTRATION = True
    page.goto(live_server.url + make_lien(make_personne("seule@exemple.fr")))
    if page.get_by_role("button", name="Entrer").count():
        page.get_by_role("button", name="Entrer").click()

    page.goto(f"{live_server.url}/espace/")
    page.get_by_label("SIREN de l’acheteur").fill("001 010 016")
    page.get_by_role("button", name="Ouvrir l’espace").click()
    page.get_by_label("Type de structure").select_option("metropole")  # no table says it
    page.get_by_role("button", name="Ouvrir l’espace").click()
    page.get_by_role(
        "link", name="La preuve : Marchés avec au moins une considération sociale"
    ).click()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="CSV").click()

    assert telechargement.value.suggested_filename == (
        "preuve-001010016-SOC-01-2025-compte-non-rattache.csv"  # a trial's
    )
    page.get_by_role("button", name="Garder une référence").click()
    expect(page.get_by_text("La valeur n’a pas changé depuis.")).to_be_visible()
    assert Reference.objects.get().siren == SIREN_VAL


def test_from_a_family_of_purchases_to_its_contracts(page, live_server, marches):
    membre = make_membre(make_organisation(), "lecture")
    cookie = sign_in(membre.utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(f"{live_server.url}/espace/{SIREN_VAL}/indicateurs/SOC-01/")

    page.get_by_label("Année", exact=True).select_option("2024")
    page.get_by_role("button", name="Voir cette année").click()
    page.get_by_role("link", name="Preuve : Mobilité et transports, en nombre").click()
    assert page.get_by_label("Famille d’achat").input_value() == "Mobilité et transports"
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="ODS").click()

    assert telechargement.value.suggested_filename == "preuve-001010016-SOC-01-2024.ods"


def test_its_pages_are_accessible(page, live_server, marches, defauts_accessibilite):
    membre = make_membre(make_organisation(), "redaction")
    cookie = sign_in(membre.utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    espace = f"/espace/{SIREN_VAL}/"
    adresses = [
        "/espace/",
        espace,
        f"{espace}perimetre/",
        f"{espace}perimetre/modifier/",
        f"{espace}indicateurs/",
        f"{espace}indicateurs/SOC-01/",
        f"{espace}indicateurs/VOL-02/",
        f"{espace}indicateurs/SOC-01/preuve/?annee=2025&expression=nombre",
        "/methodes/",
        "/methodes/SOC-01/",
        "/methodes/ce-que-la-loi-demande/",
    ]

    constats = []
    for adresse in adresses:
        page.goto(live_server.url + adresse)
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((adresse, largeur, defauts_accessibilite(page), deborde))

    assert [constat for constat in constats if constat[2] or constat[3]] == []
