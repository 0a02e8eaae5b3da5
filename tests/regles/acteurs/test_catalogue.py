"""The catalogue of stakeholders, read with the themes of the other tools."""

import pytest

from spaser.regles.acteurs import load_catalogue
from spaser.regles.indicateurs import SousTheme


@pytest.mark.parametrize(
    ("theme", "trouve"),
    [
        ("insertion", "insertion"),
        ("social", "social"),
        ("dechets", "circulaire"),  # the other tools name it otherwise
        ("clauses_sociales", "social"),  # too broad for a theme: its rubric
        ("", ""),
        ("inconnu", ""),
    ],
)
def test_a_theme_of_another_tool_finds_its_place(theme, trouve):
    assert load_catalogue().find_code(theme) == trouve


def test_every_sub_theme_leads_to_stakeholders():
    catalogue = load_catalogue()

    assert [t for t in SousTheme if not catalogue.find_themes(catalogue.find_code(t))] == []


def test_the_themes_of_the_catalogue_name_sub_themes_that_exist():
    nommes = {theme.sous_theme for theme in load_catalogue().themes} - {""}

    assert nommes <= set(SousTheme)
