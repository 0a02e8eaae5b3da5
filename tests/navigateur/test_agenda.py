"""A place is asked for without an account, waited for, offered, taken, given up, refused."""

import pytest
from playwright.sync_api import expect

from spaser.site.rencontres.agenda.evenements import CONFIRMER, MIENNE
from spaser.site.rencontres.models import Inscription
from tests.navigateur.test_obligations import look
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription, read_etats

pytestmark = [
    pytest.mark.longue,
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
]


def test_somebody_waits_is_moved_up_cancels_and_another_refuses(
    page, live_server, defauts_accessibilite
):
    def open_mine(inscription):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server.url}{MIENNE.path_of(inscription)}")

    evenement = make_evenement(places=1)
    zoe = make_inscription(evenement, "zoe@exemple.fr")

    page.goto(f"{live_server.url}/agenda/")
    assert look(page, defauts_accessibilite) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Choisir ses indicateurs").click()
    assert look(page, defauts_accessibilite) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Rejoindre la liste d’attente").click()
    page.get_by_label("Prénom").fill("Léa")
    page.get_by_label("Nom", exact=True).fill("Essai")
    page.get_by_label("Adresse électronique").fill("lea@gmial.com")
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page.locator("#erreurs")).to_contain_text("Vouliez-vous écrire lea@gmail.com")
    assert look(page, defauts_accessibilite) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Adresse électronique").fill("lea@exemple.fr")
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page.get_by_role("heading", name="Confirmez votre inscription")).to_be_visible()

    lea = Inscription.objects.get(courriel="lea@exemple.fr")
    page.goto(f"{live_server.url}{CONFIRMER.path_of(lea)}")
    page.get_by_role("button", name="Confirmer mon inscription").click()
    expect(page.get_by_text("Liste d’attente : 0 demande avant la vôtre")).to_be_visible()
    noe = make_inscription(evenement, "noe@exemple.fr", "en_attente", rang=9)

    open_mine(zoe)
    page.get_by_role("button", name="Je ne viens plus").click()
    expect(page.get_by_text("Votre inscription est annulée.")).to_be_visible()
    open_mine(lea)
    expect(page.get_by_role("heading", name="Une place vous est proposée")).to_be_visible()
    assert look(page, defauts_accessibilite) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_text("Vous êtes inscrit")).to_be_visible()
    page.get_by_role("button", name="Je ne viens plus").click()
    expect(page.get_by_role("button", name="M’inscrire à nouveau")).to_be_visible()
    open_mine(noe)
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("Place refusée")).to_be_visible()
    assert read_etats(evenement) == {"zoe": "desistee", "lea": "desistee", "noe": "refusee"}
