"""Small counts are hidden, with as much of the rest as would give them away."""

from __future__ import annotations

from itertools import product

import pytest

from spaser.regles.editions import Masque, hide_small

_ = None


@pytest.mark.parametrize(
    ("tableau", "attendu"),
    [
        ([[10, 20], [30, 40]], Masque(((10, 20), (30, 40)), (30, 70), (40, 60), 100)),
        ([[5]], Masque(((5,),), (5,), (5,), 5)),
        ([[4]], Masque(((_,),), (_,), (_,), _)),
        ([[0, 0], [0, 0]], Masque(((_, _), (_, _)), (_, _), (_, _), _)),
        ([[3, 10, 12]], Masque(((_, _, 12),), (25,), (_, _, 12), 25)),
        (
            [[1, 10, 10], [10, 10, 10], [10, 10, 10]],
            Masque(((_, _, 10), (_, _, 10), (10, 10, 10)), (21, 30, 30), (21, 30, 30), 81),
        ),
        (  # a zero is a small count: « nobody of this region » tells of each of them
            [[6, 7, 2, 0], [8, 9, 10, 11], [5, 5, 5, 5]],
            Masque(
                ((_, 7, _, _), (8, 9, 10, 11), (_, 5, _, _)),
                (15, 38, 20),
                (19, 21, 17, 16),
                73,
            ),
        ),
        ([], Masque((), (), (), _)),
    ],
)
def test_what_is_hidden(tableau: list[list[int]], attendu: Masque) -> None:
    assert hide_small(tableau) == attendu


@pytest.mark.parametrize("tableau", [((1, 6), (7, 5)), ((0, 0), (5, 9)), ((4, 4), (4, 12))])
def test_what_is_shown_leaves_six_values_to_what_is_hidden(
    tableau: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    montre = _list_montres(hide_small(tableau))
    possibles = [
        (a, b, c, d)
        for a, b, c, d in product(range(18), repeat=4)
        if all(
            vu is None or vu == vrai for vu, vrai in zip(montre, _sum((a, b), (c, d)), strict=True)
        )
    ]
    petits = [rang for rang, n in enumerate((*tableau[0], *tableau[1])) if n < 5]
    assert [len({p[rang] for p in possibles}) >= 6 for rang in petits] == [True] * len(petits)


def _list_montres(masque: Masque) -> tuple[int | None, ...]:
    (a, b), (c, d) = masque.cellules
    return (a, b, c, d, *masque.lignes, *masque.colonnes, masque.total)


def _sum(haut: tuple[int, int], bas: tuple[int, int]) -> tuple[int, ...]:
    (a, b), (c, d) = haut, bas
    return (a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d)
