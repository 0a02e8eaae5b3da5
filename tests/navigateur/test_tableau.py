"""« Mes chiffres » in a real browser: with the keyboard alone, narrow, and on one sheet of A4."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from spaser.regles.indicateurs import load_bibliotheque
from spaser.site.plan.models.actions import LigneGrille
from tests.navigateur.test_depot import enter
from tests.navigateur.test_parcours import reach
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
ADRESSE = f"/espace/{SIREN_VAL}/chiffres/"
DES_CIBLES = f"/espace/{SIREN_VAL}/cibles/"
SUIVIS = "SOC-03 SOC-04 SOC-05 SOC-07 ENV-03 ENV-04 ECO-01 ECO-05".split()


@pytest.fixture
def tableau(page, live_server, marches):
    """Open the board of somebody who follows eight indicators beside those of the law."""
    membre = make_membre(make_organisation(), "redaction")
    LigneGrille.objects.bulk_create(
        LigneGrille(
            espace=membre.organisation.espace,
            rubrique=fiche.rubrique,
            indicateur=fiche.libelle,
            code=fiche.code,
            objectif="Chaque marché de travaux et de services qui s’y prête",
            referent="Direction de la commande publique",
            priorite="2",
            retenu=True,
        )
        for fiche in (load_bibliotheque().find(code) for code in SUIVIS)
    )
    enter(page, live_server.url, membre.utilisateur)
    page.goto(live_server.url + ADRESSE)
    return page


def test_the_keyboard_is_enough_to_fix_a_target_from_a_row(tableau):
    reach(tableau, "Fixer la cible, Marchés avec au moins une considération sociale")
    tableau.keyboard.press("Enter")
    tableau.wait_for_url("**/cibles/tableau/#indicateur-SOC-01")
    reach(tableau, "Cible", balise="INPUT")
    tableau.keyboard.type("70 %")
    reach(tableau, "Année", balise="INPUT")
    tableau.keyboard.type("2028")
    tableau.keyboard.press("Enter")
    tableau.wait_for_url("**/cibles/")
    expect(tableau.locator("#indicateur-SOC-01 svg[role=img]")).to_contain_text("70 %")
    tableau.goto(tableau.url + "tableau/")
    rang = tableau.get_by_role("row", name="Marchés avec au moins une considération sociale").first
    expect(rang).to_contain_text("70 % en 2028")


def test_it_holds_on_a_narrow_screen(tableau, live_server, defauts_accessibilite):
    for adresse in (
        ADRESSE, f"{DES_CIBLES}SOC-01/modifier/", DES_CIBLES, f"{DES_CIBLES}tableau/"
    ):  # fmt: skip
        tableau.goto(f"{live_server.url}{adresse}")
        for largeur in (1280, 375):
            tableau.set_viewport_size({"width": largeur, "height": 900})
            assert tableau.evaluate("document.documentElement.scrollWidth") <= largeur
            assert defauts_accessibilite(tableau) == []
    titres = tableau.locator("#indicateur-SOC-01 td").evaluate_all(
        "tds => tds.map(td => getComputedStyle(td, '::before').content)"
    )
    assert titres == [
        '"En 2025"', '"Votre cible"', '"Ce que d’autres visent"', '"Où nous en sommes"',
    ]  # fmt: skip


def test_twelve_rows_print_on_one_sheet_lying_down(tableau):
    pdf = PdfReader(io.BytesIO(tableau.pdf(prefer_css_page_size=True)))
    texte = re.sub(r"\s+", " ", pdf.pages[0].extract_text())

    assert len(pdf.pages) == 1
    assert pdf.pages[0].mediabox.width > pdf.pages[0].mediabox.height
    assert [code for code in ("SOC-01", "SOC-IN", *SUIVIS) if code not in texte] == []
    assert "Ajouter un indicateur" not in texte
    assert "Fixer la cible" not in texte
