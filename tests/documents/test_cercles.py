"""The picture in circles: every name is written, none hides another."""

from itertools import combinations, pairwise

import pytest
from lxml import etree

from spaser.documents.dessins import Legende, Secteur, draw_cercles

CERCLES = ("Décision", "Co-construction", "Partenariat", "Consultation", "Information", "À définir")
VIDE = ((),) * 6
LONG = "DIRECTION DE LA COMMANDE PUBLIQUE ET DES MOYENS GÉNÉRAUX"


def make_secteurs(nombre, par_cercle, nom="Acteur"):
    return [
        Secteur(
            f"Secteur {s}",
            tuple(tuple(f"{nom} {s}-{c}-{n}" for n in range(par_cercle)) for c in range(6)),
        )
        for s in range(nombre)
    ]


def draw(*secteurs):
    return etree.fromstring(
        draw_cercles(Legende("i", "Titre <x>", "Dit & redit"), CERCLES, secteurs)
    )


def find(racine, classe):
    return racine.findall(f".//*[@class='{classe}']")


def read_textes(racine, *classes):
    return [
        (e.get("text-anchor"), float(e.get("y")), e.text) for c in classes for e in find(racine, c)
    ]


def test_it_has_a_title_and_a_description_and_nothing_unescaped():
    racine = draw(Secteur("A & B", (("C < D",), *VIDE[1:])))

    assert racine.get("role") == "img"
    assert [e.text for e in racine[:2]] == ["Titre <x>", "Dit & redit"]
    assert [e.text for e in find(racine, "g-secteur")] == ["A & B"]
    assert [e.text for e in find(racine, "g-nom")] == ["C < D"]
    assert [e.text for e in find(racine, "g-titre-cercle")] == list(CERCLES)


def test_every_name_has_a_dot_and_a_line_that_ends_beside_it():
    racine = draw(*make_secteurs(3, 2))

    fils = [e.get("points").split() for e in find(racine, "g-fil")]
    points = [(e.get("cx"), e.get("cy")) for e in find(racine, "g-plein")]
    bouts = sorted(float(fil[-1].split(",")[1]) for fil in fils)
    noms = sorted(y for _, y, _ in read_textes(racine, "g-nom"))
    assert len(points) == len(fils) == len(noms) == 36
    assert sorted(fil[0] for fil in fils) == sorted(f"{x},{y}" for x, y in points)
    assert all(abs(nom - bout) < 5 for nom, bout in zip(noms, bouts, strict=True))


@pytest.mark.parametrize(("nombre", "par_cercle"), [(1, 0), (1, 1), (2, 1), (7, 1), (7, 2), (1, 9)])
def test_no_text_is_over_another_and_everything_stays_in_the_frame(nombre, par_cercle):
    racine = draw(*make_secteurs(nombre, par_cercle))

    _, _, largeur, hauteur = map(float, racine.get("viewBox").split())
    for ancre in ("start", "end"):
        hauteurs = sorted(y for a, y, _ in read_textes(racine, "g-nom", "g-secteur") if a == ancre)
        assert all(bas - haut >= 19.9 for haut, bas in pairwise(hauteurs))
        assert all(10 <= y <= hauteur - 4 for y in hauteurs)
    assert all(
        0 <= float(e.get(nom)) <= borne
        for e in racine.iter()
        for nom, borne in (("x", largeur), ("y", hauteur), ("cx", largeur), ("cy", hauteur))
        if e.get(nom)
    )


def test_a_title_stands_above_the_names_of_its_sector():
    racine = draw(*make_secteurs(4, 1))

    ranges = sorted(read_textes(racine, "g-nom", "g-secteur"))
    for ancre in ("start", "end"):
        groupe = ""
        for _, _, texte in (ligne for ligne in ranges if ligne[0] == ancre):
            if texte.startswith("Secteur"):
                groupe = texte.removeprefix("Secteur ")
            else:
                assert texte.startswith(f"Acteur {groupe}-")


def test_dots_of_neighbours_can_be_told_apart():
    racine = draw(*make_secteurs(7, 1))

    points = [(float(e.get("cx")), float(e.get("cy"))) for e in find(racine, "g-plein")]
    assert all((x - u) ** 2 + (y - v) ** 2 > 9**2 for (x, y), (u, v) in combinations(points, 2))


def test_a_name_too_long_is_cut_and_says_so():
    racine = draw(Secteur("S", ((LONG, "Chambre de métiers"), *VIDE[1:])))

    noms = [texte for _, _, texte in read_textes(racine, "g-nom")]
    assert "Chambre de métiers" in noms
    (coupe,) = [nom for nom in noms if nom.endswith("…")]
    assert LONG.startswith(coupe[:-1])
    assert len(coupe) > 20
