"""From a tool, back to the heading that it fills."""

import pytest

from spaser.regles.approches import load_approches
from spaser.site.organisations.outils import list_manifestes
from tests.site.organisations.fabrique import SIREN_VAL, texte
from tests.site.schema.redaction.conftest import SCHEMA

pytestmark = pytest.mark.django_db

RUBRIQUES = [r for partie in load_approches().trame for r in partie.rubriques]
DU_SCHEMA = {"calendrier", "gouvernance"}  # pages of the scheme itself


def test_each_heading_names_a_tool_that_exists():
    connus = {outil.code for outil in list_manifestes()} | DU_SCHEMA

    assert {r.code: r.outil for r in RUBRIQUES if r.outil and r.outil not in connus} == {}


@pytest.mark.parametrize(
    ("adresse", "code"),
    [
        ("politiques/", "politiques"),
        ("politiques/inventaire/", "politiques"),
        ("marches/", "identite"),
        ("acteurs/", "acteurs"),
        ("approche/", "methode"),
    ],
)
def test_a_tool_leads_back_to_the_first_heading_that_it_fills(ada, marches, adresse, code):
    page = texte(ada.get(f"/espace/{SIREN_VAL}/{adresse}"))

    titre = next(rubrique.titre for rubrique in RUBRIQUES if rubrique.code == code)
    assert f'href="{SCHEMA}{code}/"' in page
    assert f"Retour à mon schéma : {titre}" in page


def test_other_pages_of_the_space_lead_back_nowhere(ada, marches):
    assert "Retour à mon schéma" not in texte(ada.get(SCHEMA))
    assert "Retour à mon schéma" not in texte(ada.get(f"/espace/{SIREN_VAL}/historique/"))
