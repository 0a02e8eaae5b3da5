"""From a SIREN to results that anybody reads: a day is typed, then a function, nothing else."""

from time import monotonic

import pytest
from playwright.sync_api import expect

from spaser.site.schema.models import Publication
from spaser.site.schema.publication.services import change_annees
from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
)
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

ESPACE = f"/espace/{SIREN_VAL}/"
DEMI_HEURE = 30 * 60


def test_the_first_draft_takes_a_siren_and_a_day(page, live_server, marches):
    debut = monotonic()
    enter(page, live_server.url, make_personne("nouvelle@exemple.fr"))
    page.goto(f"{live_server.url}/espace/")
    page.get_by_label("SIREN de l’acheteur").fill(SIREN_VAL)
    page.get_by_role("button", name="Ouvrir").click()
    # This buyer is invented: tables say the kind of a real one.
    page.get_by_label("Type de structure").select_option("metropole")
    page.get_by_role("button", name="Ouvrir").click()

    page.get_by_role("link", name="J’ai déjà un SPASER").first.click()
    page.get_by_label("Jour de l’adoption").fill("2024-03-12")
    page.get_by_role("button", name="Préparer ma publication").click()

    expect(page.get_by_text("Votre premier projet de publication est prêt.")).to_be_visible()
    expect(page.get_by_role("heading", name="Publication attendue depuis")).to_be_visible()
    expect(page.get_by_text("sur 142 marchés.").first).to_be_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="une page en PDF").click()
    assert telechargement.value.path().read_bytes().startswith(b"%PDF")
    assert monotonic() - debut < DEMI_HEURE


def test_one_proposes_another_confirms_and_anybody_reads(page, live_server, marches):
    organisation = make_organisation()
    redactrice = make_membre(organisation, "redaction").utilisateur
    cheffe = make_membre(organisation, "administration").utilisateur
    change_annees(organisation.espace, 2025, redactrice)
    enter(page, live_server.url, redactrice)
    page.goto(f"{live_server.url}{ESPACE}publication/")
    page.get_by_role("button", name="Proposer à la validation").click()
    expect(page.get_by_text("Ses valeurs ne bougent plus")).to_be_visible()
    expect(page.get_by_role("link", name="Relire et valider")).to_have_count(0)

    autre = page.context.browser.new_context().new_page()
    enter(autre, live_server.url, cheffe)
    autre.goto(f"{live_server.url}{ESPACE}publication/")
    autre.get_by_role("link", name="Relire et valider").click()
    autre.get_by_label("Validé par (fonction)").fill("la directrice générale des services")
    autre.get_by_label("J’ai relu ces valeurs").check(force=True)
    autre.get_by_role("button", name="Publier", exact=True).click()
    expect(autre.get_by_text("Vos résultats sont publiés.")).to_be_visible()

    lecture = page.context.browser.new_context().new_page()
    lecture.goto(f"{live_server.url}/publications/")
    lecture.get_by_role("link", name="résultats 2024 et 2025").click()
    expect(lecture.get_by_text("Validé par la directrice générale des services")).to_be_visible()
    lecture.get_by_role("link", name="49").first.click()  # its contracts
    expect(lecture.get_by_role("heading", level=1)).to_contain_text("Marchés avec au moins une")
    assert Publication.objects.get().est_publiee
    autre.context.close()
    lecture.context.close()
