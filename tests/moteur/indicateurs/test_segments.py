"""A share by family of purchases."""

import pytest

from spaser.moteur.entrepot.familles import INCONNUE
from spaser.moteur.indicateurs.croisement import sum_segments
from spaser.moteur.indicateurs.preuve import SommeMarches
from spaser.moteur.valeurs import Valeur


def figure(variante):
    return Valeur("001010016", 2025, "SOC-03", variante, 2, 4, 5, 1, 0.5, 0.4, 0.6)


UN = SommeMarches(1, 1, 100.0)
FAMILLES = {
    "Énergie": {"compte": UN, "non_compte": SommeMarches(1, 1, 300.0), "inconnu": UN},
    "Mobilité": {"compte": SommeMarches(1, 1, 50.0)},
    INCONNUE: {"inconnu": SommeMarches(1, 1, 10.0)},
    "Sans montant": {"compte": SommeMarches(2, 0, 0.0)},
}


@pytest.mark.parametrize(
    ("variante", "attendus"),
    [
        (
            "nombre",
            [
                ("Énergie", 3, 1, 1 / 2, 1 / 3, 2 / 3),
                ("Sans montant", 2, 0, 1.0, 1.0, 1.0),
                (INCONNUE, 1, 1, None, None, None),
                ("Mobilité", 1, 0, 1.0, 1.0, 1.0),
            ],
        ),
        (
            "montant",
            [
                ("Énergie", 3, 1, 1 / 4, 1 / 5, 2 / 5),
                ("Mobilité", 1, 0, 1.0, 1.0, 1.0),
                (INCONNUE, 1, 1, None, None, None),
            ],
        ),
    ],
)
def test_each_family_has_its_share_and_its_bounds(variante, attendus):
    segments = sum_segments(figure(variante), FAMILLES)

    assert [
        (s.famille, s.valeur.n, s.valeur.inconnus, s.valeur.valeur, s.valeur.bas, s.valeur.haut)
        for s in segments
    ] == attendus


def test_nothing_known_has_no_numerator():
    (segment,) = sum_segments(figure("nombre"), {"Mobilité": {"inconnu": SommeMarches(1, 0, 0.0)}})

    assert segment.valeur.numerateur is None
    assert segment.valeur.valeur is None
