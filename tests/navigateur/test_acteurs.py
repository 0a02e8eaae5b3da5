"""The stakeholders of a space in a real browser; the first journey with the keyboard alone."""

import msgspec
import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from spaser.moteur.tables.modele import Feuille
from spaser.site.diagnostic.models import Acteur, Importation
from tests.regles.acteurs.fabrique import read_feuille_acteurs
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
)

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
LARGEURS = (375, 1280)
RACINE = f"/espace/{SIREN_VAL}/acteurs/"


@pytest.fixture
def organisation():
    return make_organisation(code_region="53")


@pytest.fixture
def page(page, live_server, organisation):
    membre = make_membre(organisation, "contribution")
    cookie = sign_in(membre.utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


def press(page, *touches):
    for touche in touches:
        page.keyboard.press(touche)


def test_a_workshop_sheet_is_typed_back_with_the_keyboard_alone(page, live_server, organisation):
    Acteur.objects.create(espace=organisation.espace, nom="CRESS Fictive")
    page.goto(f"{live_server.url}{RACINE}saisie/")

    page.get_by_label("Rôle, ligne 1").focus()
    page.keyboard.type("Part")  # « Partage d’information », the first of the list
    press(page, "ArrowDown", "Tab", "Tab")
    page.keyboard.type("relais des ateliers")
    press(page, "Tab")
    page.keyboard.type("PLIE fictif")
    press(page, "Enter")
    page.wait_for_url(f"**{RACINE}")

    expect(page.get_by_text("1 acteur ajouté, 1 modifié.")).to_be_visible()
    cress = Acteur.objects.get(nom="CRESS Fictive")
    assert (cress.role, cress.contribution) == ("consultation", "relais des ateliers")
    assert Acteur.objects.filter(nom="PLIE fictif").exists()


def test_from_a_suggestion_to_a_file_that_comes_back(page, live_server):
    page.goto(f"{live_server.url}{RACINE}")
    page.get_by_role("link", name="Voir les suggestions").click()
    page.get_by_role("button", name="Ajouter au tableau : RESECO").click()
    page.get_by_role("link", name="Tableau", exact=True).click()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Télécharger en ODS").click()

    assert telechargement.value.suggested_filename == f"acteurs-{SIREN_VAL}.ods"
    page.get_by_role("link", name="Importer un tableau").click()
    page.get_by_label("Votre tableau").set_input_files(telechargement.value.path())
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_text("Déjà là, identiques")).to_be_visible()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_text("0 acteur ajouté, 0 modifié, 1 inchangé.")).to_be_visible()
    assert Acteur.objects.get().suggestion == "reseco"


def test_its_pages_are_accessible(page, live_server, organisation, defauts_accessibilite):
    acteur = Acteur.objects.create(
        espace=organisation.espace, nom="CRESS Fictive", role="decision", formes=["comite"]
    )
    ada = acteur.personnes.create(nom="Ada", dernier_contact="2026-01-05")
    lignes = [("Typologie", "Nom", "Contact"), ("Agences Ex : ADOCC",), ("", "CMA", "a"),
              ("", "CRESS fictive", "b"), ("", "", "c")]  # fmt: skip
    tableau = read_feuille_acteurs(Feuille(None, enumerate(lignes, start=1)))
    lue = Importation.objects.create(
        espace=organisation.espace, nom="acteurs.csv", tableau=msgspec.to_builtins(tableau)
    )
    acteur.echanges.create(jour="2026-01-05", moyen="courriel", dit="Oui", relance_le="2026-02-05")
    vues = ("", "roles/", "image/", "suggestions/", "relances/", "atelier/", "saisie/", "ajouter/",
            "importer/", "corbeille/", f"{acteur.pk}/", f"{acteur.pk}/modifier/",
            f"importations/{lue.pk}/", f"personnes/{ada.pk}/modifier/")  # fmt: skip

    constats = []
    for vue in vues:
        page.goto(f"{live_server.url}{RACINE}{vue}")
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((vue, largeur, defauts_accessibilite(page), deborde))

    assert [constat for constat in constats if constat[2] or constat[3]] == []


def _find_covered(page):
    """Return the pairs of texts of the picture of which one is over the other."""
    return page.evaluate(
        """() => {
            const textes = [...document.querySelectorAll(".acteurs-image text")];
            const cadres = textes.map((t) => t.getBoundingClientRect());
            return textes.flatMap((t, i) => textes.slice(i + 1).filter((_, j) => {
                const [a, b] = [cadres[i], cadres[i + 1 + j]];
                return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
            }).map((u) => [t.textContent, u.textContent]));
        }"""
    )


def test_the_picture_names_everybody_or_leaves_it_to_the_list(page, live_server, organisation):
    roles = ("decision", "co_construction", "partenariat", "consultation", "information", "")
    Acteur.objects.bulk_create(
        Acteur(
            espace=organisation.espace,
            nom=f"CHAMBRE RÉGIONALE DES MÉTIERS ET DE L’ARTISANAT {rang}"
            if rang % 3
            else f"A{rang}",
            typologie=typologie,
            role=roles[rang % len(roles)],
        )
        for typologie in ("tetes_de_reseaux", "federations", "")
        for rang in range(13)
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}{RACINE}image/")

    dessin = page.get_by_role("img", name="Acteurs par rôle et par typologie")
    expect(dessin).to_be_visible()
    assert page.locator(".g-nom").count() == 39
    assert _find_covered(page) == []
    cadre = page.locator(".acteurs-image").bounding_box()
    dits = [texte.bounding_box() for texte in page.locator(".g-nom").all()]
    assert all(d["x"] >= cadre["x"] - 1 for d in dits)
    assert all(d["x"] + d["width"] <= cadre["x"] + cadre["width"] + 1 for d in dits)

    page.set_viewport_size({"width": 375, "height": 900})
    expect(dessin).to_be_hidden()
    expect(page.get_by_role("link", name="A0").first).to_be_visible()
    page.emulate_media(media="print")
    expect(dessin).to_be_visible()
