"""A buyer lets its step be counted and asks for help; anybody reads the counts and the review."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from spaser.site.equipe.avancee_revue_editions import count_jalons
from spaser.site.equipe.models import Participation
from spaser.site.plan.models.cibles import PointAnnuel
from tests.navigateur.test_obligations import look
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


def test_a_buyer_agrees_and_everybody_reads_where_buyers_stand(
    page, live_server, defauts_accessibilite
):
    sienne = make_organisation(code_region="53", type="metropole")
    make_membre(sienne, "lecture")
    redaction = make_membre(sienne, "redaction").utilisateur
    for rang in range(12):
        autre = make_organisation(f"{900_000_000 + rang}", f"Ville {rang}", code_region="53",
                                  type="commune")  # fmt: skip
        Participation.objects.create(espace=autre.espace, comptee=True)
        if rang > 5:  # as many have a year that is closed
            clos = datetime(2026, 2, 1, tzinfo=UTC)
            PointAnnuel.objects.create(espace=autre.espace, annee=2025, clos_le=clos)
    cookie = sign_in(redaction).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    page.goto(f"{live_server.url}/espace/{SIREN_VAL}/equipe/")
    page.get_by_role("link", name="Ce que nous disons au programme").click()
    for case in ("Compter notre jalon", "Nous aimerions être aidés"):
        page.get_by_label(case).check(force=True)  # DSFR draws the box in its label
    page.get_by_label("Ce qui nous aiderait").fill("Par où commencer ?")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    expect(page.get_by_label("Compter notre jalon")).to_be_checked()
    assert look(page, defauts_accessibilite) == []

    count_jalons(date(2026, 11, 27))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Voir où en sont les acheteurs").click()
    expect(page.get_by_text("13 organisations, d’après leurs espaces")).to_be_visible()
    expect(page.get_by_role("row", name="Bretagne")).to_be_visible()
    assert look(page, defauts_accessibilite) == []

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("navigation", name="vous êtes ici").get_by_role(
        "link", name="Éditions et bilans"
    ).click()
    page.get_by_role("link", name="Deuxième édition").click()
    expect(page.get_by_text("Entre 150 et 200")).to_be_visible()
    assert look(page, defauts_accessibilite) == []
