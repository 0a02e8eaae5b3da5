"""The picture in circles."""

import re

import pytest
from lxml import etree

from spaser.documents.cercles import Cercle, Secteur, draw_cercles

CERCLES = [Cercle(titre, rang == 0) for rang, titre in enumerate("ABCDEF")]


def draw(*secteurs):
    return draw_cercles("i", "Titre <x>", "Dit & redit", CERCLES, secteurs)


def test_it_has_a_title_and_a_description_and_nothing_unescaped():
    racine = etree.fromstring(draw(Secteur("A", (1, 0, 0, 0, 0, 2))))

    assert racine.get("role") == "img"
    assert [e.text for e in racine[:2]] == ["Titre <x>", "Dit & redit"]


def test_a_bubble_is_drawn_for_each_number_that_counts():
    dessin = draw(Secteur("A", (1, 0, 0, 0, 0, 2)), Secteur("B", (0, 0, 120, 0, 0, 0)))

    assert dessin.count('class="g-plein"') == 3
    assert ">120</text>" in dessin


@pytest.mark.parametrize("nombre", [0, 1, 2, 12])
def test_everything_stays_in_the_frame(nombre):
    secteurs = [Secteur(chr(65 + n), (9,) * 6) for n in range(nombre)]

    dessin = draw(*secteurs)

    largeur, hauteur = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', dessin).groups())
    assert all(0 <= float(x) <= largeur for x in re.findall(r'\bc?x="([-\d.]+)"', dessin))
    assert all(0 <= float(y) <= hauteur for y in re.findall(r'\bc?y="([-\d.]+)"', dessin))


def test_bubbles_of_twelve_sectors_do_not_touch_at_the_centre():
    secteurs = [Secteur(chr(65 + n), (1, 0, 0, 0, 0, 0)) for n in range(11)]
    points = re.findall(r'class="g-plein" cx="([\d.]+)" cy="([\d.]+)"', draw(*secteurs))

    (x1, y1), (x2, y2) = [tuple(map(float, point)) for point in points[:2]]
    assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 >= 19
