"""« Mes liens » in a real browser: what is listed, renewed and stopped, at both widths."""

from datetime import timedelta

import pytest
from django.conf import settings as reglages
from django.utils import timezone
from playwright.sync_api import expect

from spaser.site.acheteurs.elus import PARTAGE
from spaser.site.espace.discussions import make_partage
from spaser.site.rencontres.agenda.evenements import MIENNE
from spaser.site.rencontres.agenda.services import register_compte
from tests.navigateur.test_obligations import look
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.rencontres.agenda.fabrique import LEA, make_evenement

pytestmark = [
    pytest.mark.longue,
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
]


def test_a_calendar_is_asked_for_and_a_link_is_renewed_then_taken_back(
    page, live_server, defauts_accessibilite
):
    organisation = make_organisation()
    membre = make_membre(organisation, "redaction").utilisateur
    pour = "Commission des finances, de l’insertion et de la transition écologique"
    make_partage(PARTAGE, organisation.espace, pour, timedelta(days=90), membre)
    mienne = register_compte(make_evenement(), membre, LEA, timezone.now())
    cookie = sign_in(membre).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    page.goto(f"{live_server.url}/compte/liens/")
    page.get_by_role("button", name="Créer l’adresse").click()
    expect(page.get_by_text("Le lien est prêt.")).to_be_visible()
    page.get_by_role("button", name=f"Renouveler Vue des achats responsables – {pour}").click()
    expect(page.get_by_text("L’adresse est changée")).to_be_visible()
    assert look(page, defauts_accessibilite) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.get_by_role("button", name="Renouveler").count() == 3
    assert page.get_by_role("button", name="Retirer").count() == 2
    page.get_by_role("button", name="Retirer Calendrier de mes inscriptions").click()
    expect(page.get_by_role("button", name="Créer l’adresse")).to_be_visible()
    page.get_by_role("link", name=MIENNE.path_of(mienne)).click()
    expect(page.get_by_role("heading", name="Mon inscription")).to_be_visible()
