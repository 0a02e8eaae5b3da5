"""The menu of a space: few entries, and each page knows under which it stands."""

import pytest
from lxml import html

from tests.site.organisations.fabrique import SIREN_VAL

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/"


def read_menu(client, page):
    """Return the entries of a page, then where they say that it stands."""
    document = html.fromstring(client.get(f"{RACINE}{page}").content)
    liens = document.xpath("//nav[contains(@class, 'spaser-rubriques')]//a")
    noms = [" ".join(lien.text_content().split()) for lien in liens]
    courants = [(n, lien.get("aria-current")) for n, lien in zip(noms, liens, strict=True)]
    return noms, [courant for courant in courants if courant[1]]


def test_a_menu_leads_home_then_has_five_entries_at_most(equipe):
    noms, _ = read_menu(equipe.lecture.client, "")

    assert noms[0] == "Accueil de l’espace"
    assert {"Mon schéma", "L’équipe"} <= set(noms[1:])
    assert len(noms[1:]) <= 5


@pytest.mark.parametrize(
    ("page", "courants"),
    [
        ("", [("Accueil de l’espace", "page")]),
        ("schema/", [("Mon schéma", "page")]),
        ("acteurs/", [("Mon schéma", "true")]),  # a tool fills the scheme
        ("depenses/obligation/", [("Mon schéma", "true")]),
        ("equipe/", [("L’équipe", "page")]),
        ("corbeille/", [("L’équipe", "true")]),
        ("elus/", [("Mes chiffres", "true")]),
        ("indicateurs/", [("Mes chiffres", "true")]),
        ("cibles/", [("Mes chiffres", "true")]),  # one door to what is counted and aimed at
        ("grille/", [("Mes chiffres", "true")]),
        ("outils/", []),
    ],
)
def test_a_page_says_under_which_entry_it_stands(equipe, page, courants):
    assert read_menu(equipe.redaction.client, page)[1] == courants
