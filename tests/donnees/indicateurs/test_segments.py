"""A share by family of purchases."""

import pytest

from spaser.donnees.entrepot.familles import INCONNUE
from spaser.donnees.indicateurs.preuve import sum_segments
from spaser.donnees.valeurs import LignePreuve, Valeur


def figure(variante):
    return Valeur("001010016", 2025, "SOC-03", variante, 2, 4, 5, 1, 0.5, 0.4, 0.6)


def ligne(cle, etat, montant=None):
    return LignePreuve(cle, etat, None, None, None, montant, "a.json", cle)


LIGNES = [
    ligne(1, "compte", 100.0),
    ligne(2, "non_compte", 300.0),
    ligne(3, "inconnu", 100.0),
    ligne(4, "compte", 50.0),
    ligne(5, "inconnu", 10.0),
    ligne(6, "ecarte", 1.0),
]
FAMILLES = {1: "Énergie", 2: "Énergie", 3: "Énergie", 4: "Mobilité"}


@pytest.mark.parametrize(
    ("variante", "attendus"),
    [
        (
            "nombre",
            [
                ("Énergie", 3, 1, 1 / 2, 1 / 3, 2 / 3),
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
    segments = sum_segments(figure(variante), LIGNES, FAMILLES)

    assert [
        (s.famille, s.valeur.n, s.valeur.inconnus, s.valeur.valeur, s.valeur.bas, s.valeur.haut)
        for s in segments
    ] == attendus


def test_nothing_known_has_no_numerator():
    (segment,) = sum_segments(figure("nombre"), [ligne(5, "inconnu")], {})

    assert segment.valeur.numerateur is None
    assert segment.valeur.valeur is None
