"""The furthest step that is proved, and how many buyers there are at each, without naming one."""

from __future__ import annotations

from collections import Counter

import pytest

from spaser.regles.editions import JALONS, AcheteurSitue, Jalon, count_situations, find_jalon

J = Jalon


@pytest.mark.parametrize(
    ("prouves", "attendu"),
    [
        ([], J.ESPACE),
        ([J.PERIMETRE], J.PERIMETRE),
        ([J.PERIMETRE, J.PLAN], J.PLAN),  # no diagnosis: nobody asks for one
        ([J.ADOPTE], J.ADOPTE),
        ([J.SUIVI, J.PERIMETRE], J.SUIVI),
    ],
)
def test_the_furthest_step_that_is_proved(prouves: list[Jalon], attendu: Jalon) -> None:
    assert find_jalon(prouves) == attendu


def _make(*lots: tuple[int, Jalon, str, str]) -> list[AcheteurSitue]:
    return [AcheteurSitue(j, r, t) for nombre, j, r, t in lots for _ in range(nombre)]


def test_fewer_than_five_buyers_show_nothing() -> None:
    lu = count_situations(_make((4, J.PLAN, "53", "commune")))
    assert lu.total is None
    assert set(lu.jalons) == {None}
    assert lu.regions.lignes == lu.types.lignes == (None,)


def test_nobody_at_all_shows_nothing() -> None:
    lu = count_situations([])
    assert (lu.total, set(lu.jalons), lu.regions.valeurs) == (None, {None}, ())


def test_large_counts_are_shown_as_they_are() -> None:
    lu = count_situations(_make(*((10, j, r, "commune") for j in JALONS for r in ("53", "75"))))
    assert (lu.total, lu.jalons) == (160, (20,) * 8)
    assert lu.regions.valeurs == ("53", "75")
    assert lu.regions.cellules == ((10,) * 8, (10,) * 8)
    assert (lu.types.cellules, lu.types.lignes) == (((20,) * 8,), (160,))


def test_a_sum_that_one_table_hides_is_shown_by_none() -> None:
    situations = _make(
        (30, J.PERIMETRE, "53", "commune"),
        (12, J.PLAN, "53", "region"),
        (6, J.PLAN, "75", "commune"),
        (2, J.ADOPTE, "75", "region"),
        (8, J.SUIVI, "75", "commune"),
        (3, J.ACTEURS, "94", "region"),
    )
    lu = count_situations(situations)
    vrais = Counter(s.jalon for s in situations)
    assert lu.total == 61
    for rang, somme in enumerate(lu.jalons):
        assert somme in {None, vrais[JALONS[rang]]}
        if somme is None:  # nor is any cell under it
            cellules = (*lu.regions.cellules, *lu.types.cellules)
            assert {ligne[rang] for ligne in cellules} == {None}
    montres = [n for t in (lu.regions, lu.types) for ligne in t.cellules for n in ligne]
    assert all(n is None or n >= 5 for n in (*montres, *lu.regions.lignes, *lu.types.lignes))
