"""The page of lists: what the team loads, and how."""

import pytest

from tests.site.organisations.fabrique import (
    make_equipe,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db


def test_the_team_sees_what_is_missing_and_the_command(settings, tmp_path):
    settings.ENTREPOT = tmp_path
    page = texte(sign_in(make_equipe(), second_facteur=True).get("/programme/listes/"))

    assert "0 sur 4 sur ce site" in page
    assert f"spaser importer liste-esus.xlsx --entrepot {tmp_path}" in page
    assert page.count("Manque") == 4


def test_members_of_organisations_are_not_shown_it():
    membre = make_membre(make_organisation(), "administration")

    assert sign_in(membre.utilisateur).get("/programme/listes/").status_code == 403
