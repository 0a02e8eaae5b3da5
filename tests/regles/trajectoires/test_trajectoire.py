"""The way from a base to a target, and what a year's value says of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.indicateurs import EtatCible, Sens
from spaser.regles.trajectoires import (
    PointTrajectoire,
    Trajectoire,
    ValeurJugee,
    check_trajectoire,
    judge,
)

A, V, R, N = EtatCible.ATTEINT, EtatCible.EN_BONNE_VOIE, EtatCible.EN_RETARD, EtatCible.INDECIS
HAUSSE, BAISSE, MAINTIEN = Sens


def point(annee, valeur):
    return PointTrajectoire(annee, Decimal(str(valeur)))


def make(sens=HAUSSE, base=(2024, 40), cible=(2028, 60), etapes=(), unite="%"):
    return Trajectoire(
        sens=sens,
        unite=unite,
        base=base and point(*base),
        cible=cible and point(*cible),
        etapes=tuple(point(*etape) for etape in etapes),
    )


@pytest.mark.parametrize(
    ("annee", "etapes", "attendu"),
    [
        (2023, (), None),
        (2024, (), "40"),
        (2025, (), "45"),
        (2028, (), "60"),
        (2031, (), "60"),
        (2025, [(2026, 44)], "42"),
        (2026, [(2026, 44)], "44"),
        (2027, [(2026, 44)], "52"),
    ],
)
def test_the_way_is_straight_between_its_points(annee, etapes, attendu):
    assert make(etapes=etapes).expect(annee) == (attendu and Decimal(attendu))


def test_without_a_base_the_way_begins_at_its_first_point():
    sans_base = make(base=None)

    assert [sans_base.expect(annee) for annee in (2025, 2028)] == [None, Decimal(60)]


@given(
    valeurs=st.lists(st.decimals(-10_000, 10_000, places=6), min_size=2, max_size=5),
    annee=st.integers(2020, 2040),
)
def test_the_way_always_lies_between_its_points(valeurs, annee):
    points = [PointTrajectoire(2022 + 3 * rang, valeur) for rang, valeur in enumerate(valeurs)]
    trajectoire = Trajectoire(
        sens=HAUSSE, unite="", base=points[0], etapes=tuple(points[1:-1]), cible=points[-1]
    )
    attendu = trajectoire.expect(annee)

    if annee < 2022:
        assert attendu is None
    else:
        voisins = [p.valeur for p in points if abs(p.annee - annee) < 3] or [points[-1].valeur]
        assert min(voisins) <= attendu <= max(voisins)


@pytest.mark.parametrize(
    ("trajectoire", "annee", "valeur", "bornes", "etat"),
    [
        (make(), 2025, 45, None, V),
        (make(), 2025, "44.999999", None, R),
        (make(), 2025, 60, None, A),
        (make(), 2028, 60, None, A),
        (make(), 2028, "59.9", None, R),
        (make(), 2030, 61, None, A),
        (make(), 2024, 40, None, N),  # the year it starts from
        (make(), 2024, 65, None, A),
        (make(), 2025, 50, (44, 55), N),  # what was expected is within the bounds
        (make(), 2025, 50, (45, 55), V),
        (make(), 2025, 40, (30, "44.9"), R),
        (make(), 2025, 40, (30, 45), N),
        (make(), 2025, 58, (50, 62), V),  # perhaps reached, surely on its way
        (make(), 2028, 58, (50, 62), N),
        (make(), 2025, 62, (60, 64), A),
        (make(base=None), 2025, 45, None, N),
        (make(base=None), 2025, 60, None, A),
        (make(base=None), 2028, 45, None, R),
        (make(cible=None), 2025, 45, None, N),
        (make(BAISSE, (2024, 40), (2028, 20)), 2025, 35, None, V),
        (make(BAISSE, (2024, 40), (2028, 20)), 2025, "35.1", None, R),
        (make(BAISSE, (2024, 40), (2028, 20)), 2026, 20, None, A),
        (make(BAISSE, (2024, 40), (2028, 20)), 2026, 28, (25, 31), N),
        (make(MAINTIEN, (2024, 40), (2028, 40)), 2025, 41, None, V),
        (make(MAINTIEN, (2024, 40), (2028, 40)), 2025, "41.1", None, R),
        (make(MAINTIEN, (2024, 40), (2028, 40)), 2028, 39, None, A),
        (make(MAINTIEN, (2024, 40), (2028, 40)), 2028, 40, (38, 42), N),
        (make(MAINTIEN, (2024, 200), (2028, 200), unite="jours"), 2025, 210, None, V),
        (make(MAINTIEN, (2024, 200), (2028, 200), unite="jours"), 2025, 211, None, R),
    ],
)
def test_what_a_value_says_of_a_target(trajectoire, annee, valeur, bornes, etat):
    bas, haut = map(Decimal, map(str, bornes)) if bornes else (None, None)
    lue = ValeurJugee(annee=annee, valeur=Decimal(str(valeur)), bas=bas, haut=haut)
    jugement = judge(trajectoire, lue, annee)

    assert jugement.etat is etat
    assert jugement.raison


def test_a_state_says_what_was_expected_and_the_gap():
    jugement = judge(make(), ValeurJugee(annee=2025, valeur=Decimal("48.5")), 2025)

    assert (jugement.attendu, jugement.ecart) == (Decimal(45), Decimal("3.5"))


@pytest.mark.parametrize(
    ("valeur", "raison"),
    [
        (None, "Aucune valeur de 2025 n’est connue."),
        (
            ValeurJugee(annee=2025, valeur=Decimal(70), reserve="Trop peu de données."),
            "Trop peu de données.",
        ),
    ],
)
def test_without_a_value_that_holds_nothing_is_said(valeur, raison):
    jugement = judge(make(), valeur, 2025)

    assert (jugement.etat, jugement.raison) == (N, raison)


@pytest.mark.parametrize(
    ("trajectoire", "doutes"),
    [
        (make(), []),
        (make(cible=(2028, 30)), [("cible_valeur", False)]),
        (make(BAISSE), [("cible_valeur", False)]),
        (make(MAINTIEN, cible=(2028, 30)), []),
        (make(cible=(2028, 120)), [("cible_valeur", True)]),
        (make(cible=(2028, 1200), unite="heures"), []),
        (make(base=(2024, -1)), [("base_valeur", True)]),
        (make(cible=(2024, 60)), [("cible_annee", True)]),
        (make(etapes=[(2024, 45)]), [("etapes", True)]),
        (make(etapes=[(2028, 55)]), [("etapes", True)]),
        (make(etapes=[(2026, 65)]), [("etapes", False)]),
        (make(cible=None, etapes=[(2026, 50)]), [("etapes", True)]),
    ],
)
def test_what_is_wrong_in_a_target_is_told(trajectoire, doutes):
    lus = check_trajectoire(trajectoire, de_la_bibliotheque=True)

    assert [(doute.champ, doute.bloque) for doute in lus] == doutes


def test_a_rate_of_ones_own_may_exceed_a_hundred_once_confirmed():
    (doute,) = check_trajectoire(make(cible=(2028, 120)), de_la_bibliotheque=False)

    assert not doute.bloque
