import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from spaser.documents.dessins import (
    Legende,
    Rang,
    draw_colonnes,
    draw_rangs,
)
from spaser.documents.dessins_engagements import Barre, choose_echelle, draw_barres

SVG = "{http://www.w3.org/2000/svg}"

parts = st.floats(0, 1)
textes = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)

DIT = Legende("g", "t", "d")


def percent(rectangle):
    return float(rectangle.get("width").removesuffix("%"))


def rectangles(dessin, classe):
    return [r for r in etree.fromstring(dessin).iter(f"{SVG}rect") if r.get("class") == classe]


def test_a_drawing_is_named_and_described():
    racine = etree.fromstring(
        draw_barres(Legende("g1", "Un titre", "Une description"), [Barre("2025", "3 %", 0.3)])
    )
    assert racine.get("role") == "img"
    titre, description = racine.find(f"{SVG}title"), racine.find(f"{SVG}desc")
    assert (titre.text, description.text) == ("Un titre", "Une description")
    assert racine.get("aria-labelledby") == f"{titre.get('id')} {description.get('id')}"


def test_a_bar_is_solid_to_the_low_bound_and_hatched_to_the_high_one():
    dessin = draw_barres(DIT, [Barre("2025", "50 %", 0.5, 0.4, 0.6)])
    plein, bande = rectangles(dessin, "g-plein")[0], rectangles(dessin, "g-bande")[0]
    piste = float(rectangles(dessin, "g-piste")[0].get("width"))
    assert float(plein.get("width")) == pytest.approx(0.4 * piste)
    assert float(bande.get("x")) == pytest.approx(float(plein.get("x")) + 0.4 * piste)
    assert float(bande.get("width")) == pytest.approx(0.2 * piste)


def test_a_bar_without_unknowns_has_no_band():
    dessin = draw_barres(DIT, [Barre("2025", "50 %", 0.5, 0.5, 0.5)])
    assert rectangles(dessin, "g-bande") == []
    assert rectangles(dessin, "g-repere") == []


def test_a_year_without_a_figure_shows_why_and_no_bar():
    dessin = draw_barres(DIT, [Barre("2020", "", note="non publié")])
    assert "non publié" in dessin
    assert rectangles(dessin, "g-piste") == []


@pytest.mark.parametrize(
    ("haut", "fin"), [(0.0, 0.1), (0.09, 0.1), (0.11, 0.25), (0.3, 0.5), (0.51, 1), (1, 1)]
)
def test_the_axis_ends_just_above_the_bars(haut, fin):
    assert choose_echelle([Barre("2025", "", 0.0, 0.0, haut)]) == fin


def test_columns_are_as_high_as_their_values():
    annees = [Rang("2024", "10", 10), Rang("2025", "20", 20)]
    dessin = draw_colonnes(DIT, annees, 340)
    hauteurs = [float(r.get("height")) for r in rectangles(dessin, "g-plein")]
    assert hauteurs[1] == pytest.approx(2 * hauteurs[0])


def test_a_partial_year_is_hatched():
    dessin = draw_colonnes(DIT, [Rang("2026", "10", 10, partielle=True)], 340)
    assert rectangles(dessin, "g-plein") == []
    assert len(rectangles(dessin, "g-bande")) == 1


def test_a_bar_is_as_long_as_its_total_and_the_longest_one_takes_the_width():
    rangs = [Rang("Énergie", "4 M€", 4), Rang("Santé", "1 M€", 1), Rang("Avoir", "–", -1)]
    dessin = draw_rangs(DIT, rangs, 440)
    pistes, pleins = (rectangles(dessin, classe) for classe in ("g-piste", "g-plein"))

    largeurs = [percent(r) for r in pleins]
    assert largeurs[0] == percent(pistes[0]) == 4 * largeurs[1]
    assert largeurs[2] == 0


@given(titre=textes, etiquette=textes, valeur=parts, bas=parts, haut=parts)
def test_any_text_and_any_value_give_valid_xml(titre, etiquette, valeur, bas, haut):
    barre, dit = Barre(etiquette, etiquette, valeur, bas, haut, note=titre), Legende("g", titre)
    for dessin in (
        draw_barres(dit, [barre]),
        draw_colonnes(dit, [Rang(etiquette, titre, valeur)], 340),
        draw_rangs(dit, [Rang(titre, etiquette, valeur)], 440),
    ):
        racine = etree.fromstring(dessin)
        assert (racine.find(f"{SVG}title").text or "") == titre
        for rectangle in racine.iter(f"{SVG}rect"):
            assert float(rectangle.get("width").removesuffix("%")) >= 0


def test_no_column_at_all_is_still_a_drawing():
    assert etree.fromstring(draw_colonnes(DIT, [], 340)).tag == f"{SVG}svg"
