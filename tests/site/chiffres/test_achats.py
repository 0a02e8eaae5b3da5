"""Pictures of what a buyer buys: what they tell, when they are drawn, and how."""

from typing import Any, NamedTuple

import pytest

from spaser.moteur.portrait import Portrait, Volume
from spaser.site.chiffres.achats import draw_achats


class Images(NamedTuple):
    annees: Any
    fins: Any
    familles: Any


def volume(nom, marches=1, montant=None):
    return Volume(nom, marches, montant, 0, 0)


def draw(annees=(), familles=(), fins=(), incompletes=()):
    portrait = Portrait(
        tuple(volume(*annee) for annee in annees),
        tuple(volume(nom, 1, montant) for nom, montant in familles),
        (), None, None, (), (), sum(fin[1] for fin in fins), 0,
        tuple(volume(*fin) for fin in fins),
    )  # fmt: skip
    return Images(*draw_achats(portrait, 2025, incompletes))


@pytest.mark.parametrize(
    ("avant", "incompletes", "titre"),
    [
        (8, (), "2 marchés publiés de plus qu’en 2024"),
        (11, (), "1 marché publié de moins qu’en 2024"),
        (10, (2026,), "Autant de marchés publiés qu’en 2024"),
        (8, (2024,), "Marchés publiés par année"),
        (8, (2025,), "Marchés publiés par année"),
    ],
)
def test_a_year_stands_beside_the_one_before_when_both_are_whole(avant, incompletes, titre):
    images = draw(annees=[("2024", avant), ("2025", 10), ("Sans date", 3)], incompletes=incompletes)

    assert images.annees.titre.replace("\u00a0", " ") == titre
    assert "Sans date" not in images.annees.dessin
    assert [v.nom for v in images.annees.volumes] == ["2024", "2025", "Sans date"]


def test_a_year_that_is_not_whole_is_hatched_and_told():
    annees = draw(annees=[("2025", 10), ("2026", 3)], incompletes=(2026,)).annees

    assert annees.note == "Pas encore entière\u00a0: 2026."
    assert annees.dessin.count("g-hachures") == 1


@pytest.mark.parametrize(
    ("montants", "tuiles"),
    [((40, 30, 20, 10), True), ((70, 10, 10, 10), False), ((40, 35, 25), False)],
)
def test_families_are_tiles_unless_one_has_half_or_they_are_few(montants, tuiles):
    familles = draw(familles=[(f"Famille {m}", m * 1e6) for m in montants]).familles

    assert ("g-tuile" in familles.dessin) is tuiles
    part = montants[0]
    assert familles.titre.replace("\u00a0", " ").replace("\u202f", " ") == (
        f"Famille {part} : {part} % des 100 M€"
    )


def test_many_small_families_are_added_up():
    dessin = draw(familles=[("Travaux", 60e6), *((f"F{n}", 5e6) for n in range(8))]).familles.dessin

    assert "5\u00a0autres familles\u00a0: 25\u202fM€" in dessin
    assert dessin.count('class="g-plein"') == dessin.count('class="g-piste"') == 5


def test_a_month_without_an_end_keeps_its_place():
    fins = draw(fins=[("2026-11", 2), ("2027-02", 4)]).fins

    assert fins.titre.replace("\u00a0", " ") == "6 marchés prennent fin d’ici douze mois"
    assert fins.note == "De novembre 2026 à février 2027, sans reconduction."
    assert "décembre 2026\u00a0: 0, janvier 2027\u00a0: 0" in fins.dessin
    assert [v.nom for v in fins.volumes] == ["novembre 2026", "février 2027"]


@pytest.mark.parametrize("combien", [0, 1])
def test_a_single_number_is_not_drawn(combien):
    images = draw([("2025", 1)][:combien], [("Travaux", 1e3)][:combien], [("2026-12", 1)][:combien])

    assert (images.annees.dessin, images.familles.dessin, images.fins.dessin) == ("", "", "")
    assert images.annees.titre == "Marchés publiés par année"
    assert images.fins.titre.startswith("1\u00a0marché prend fin" if combien else "Aucun marché")


def test_families_without_any_amount_are_only_in_the_table():
    familles = draw(familles=[("Travaux", None), ("Études", 0.0)]).familles

    assert (familles.titre, familles.dessin) == ("Montants par famille d’achat", "")
    assert len(familles.volumes) == 2
