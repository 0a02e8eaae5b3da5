from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.nomenclatures import (
    DECLARABLES,
    DatePartielle,
    Jalons,
    Statut,
    compute_statut,
    is_en_vigueur,
)

AUJOURD_HUI = date(2026, 11, 24)


def reperes(declare=None, adopte=None, debut=None, fin=None, *, sans_terme=False):
    return Jalons(
        declare=Statut(declare) if declare else None,
        adopte_le=DatePartielle(adopte) if adopte else None,
        debut=DatePartielle(debut) if debut else None,
        fin=DatePartielle(fin) if fin else None,
        sans_terme=sans_terme,
    )


@pytest.mark.parametrize(
    ("connus", "attendu"),
    [
        # Nothing known, or nothing that tells
        (reperes(), "inconnu"),
        (reperes("inconnu"), "inconnu"),
        (reperes(debut="2024", fin="2028"), "inconnu"),
        (reperes(sans_terme=True), "inconnu"),
        # What is declared, when no date says otherwise
        (reperes("en_reflexion"), "en_reflexion"),
        (reperes("en_cours_elaboration"), "en_cours_elaboration"),
        (reperes("adopte"), "adopte"),
        (reperes("en_revision"), "en_revision"),
        (reperes("echu"), "echu"),
        (reperes("en_cours_elaboration", debut="2027", fin="2030"), "en_cours_elaboration"),
        (reperes("adopte", debut="2027", fin="2030"), "adopte"),
        (reperes("adopte", debut="2024", fin="2028"), "adopte"),
        (reperes("adopte", debut="2016"), "adopte"),
        # A date of adoption that has passed is worth an adoption
        (reperes(adopte="2024-03-26"), "adopte"),
        (reperes(adopte="2024"), "adopte"),
        (reperes("en_cours_elaboration", adopte="2024-03"), "adopte"),
        (reperes("en_reflexion", adopte="2024-03"), "adopte"),
        (reperes("en_revision", adopte="2024-03"), "en_revision"),
        (reperes("echu", adopte="2016-06"), "echu"),
        (reperes("inconnu", adopte="2024-03"), "adopte"),
        (reperes(adopte="2026-11-24"), "adopte"),
        # One that is still to come is not
        (reperes(adopte="2026-11-25"), "en_cours_elaboration"),
        (reperes(adopte="2027"), "en_cours_elaboration"),
        (reperes("adopte", adopte="2026-12-18"), "en_cours_elaboration"),
        (reperes("en_reflexion", adopte="2027"), "en_reflexion"),
        # This month or this year: the date does not tell, what is declared does
        (reperes(adopte="2026"), "inconnu"),
        (reperes(adopte="2026-11"), "inconnu"),
        (reperes("adopte", adopte="2026-11"), "adopte"),
        (reperes("en_cours_elaboration", adopte="2026"), "en_cours_elaboration"),
        # A period that is over
        (reperes(debut="2017", fin="2020"), "echu"),
        (reperes("adopte", debut="2021", fin="2025"), "echu"),
        (reperes("en_revision", fin="2025-12"), "echu"),
        (reperes("adopte", adopte="2021-10-07", fin="2026-11-23"), "echu"),
        (reperes("adopte", adopte="2021-10-07", fin="2026-11-24"), "adopte"),
        (reperes("adopte", fin="2026-11"), "adopte"),
        (reperes("adopte", fin="2026"), "adopte"),
        # A draft whose period has gone by: nobody said what became of it
        (reperes("en_cours_elaboration", debut="2018", fin="2020"), "inconnu"),
        (reperes("en_reflexion", fin="2020"), "inconnu"),
        (reperes("en_cours_elaboration", adopte="2018", fin="2020"), "echu"),
        # Without end
        (reperes("adopte", adopte="2023-06", sans_terme=True), "adopte"),
    ],
)
def test_the_status_is_what_is_declared_corrected_by_the_dates(connus, attendu):
    assert compute_statut(connus, AUJOURD_HUI) == attendu


@pytest.mark.parametrize(
    ("connus", "attendu"),
    [
        (reperes("adopte", debut="2024", fin="2028"), True),
        (reperes("en_revision", debut="2024", fin="2026"), True),
        (reperes("adopte", fin="2026"), True),
        (reperes("adopte", debut="2023", sans_terme=True), True),
        (reperes("adopte", debut="2027", fin="2030"), False),
        (reperes("adopte", debut="2021", fin="2025"), False),
        (reperes("en_cours_elaboration"), False),
        (reperes("adopte", debut="2016"), None),
        (reperes("adopte"), None),
        (reperes(), None),
    ],
)
def test_a_scheme_is_in_force_only_if_its_dates_say_so(connus, attendu):
    assert is_en_vigueur(connus, AUJOURD_HUI) is attendu


def test_every_status_has_its_words():
    assert all(statut.libelle and statut.explication for statut in Statut)
    assert Statut.EN_COURS_ELABORATION.libelle == "En cours d’élaboration"
    assert Statut.ECHU.explication == "La période du schéma est finie."


def test_nobody_declares_that_a_scheme_is_over_or_unknown():
    assert set(Statut) - set(DECLARABLES) == {Statut.ECHU, Statut.INCONNU}


jours = st.dates(date(2010, 1, 1), date(2040, 12, 31))
textes = st.one_of(
    jours.map(lambda j: j.isoformat()),
    jours.map(lambda j: j.isoformat()[:7]),
    jours.map(lambda j: j.isoformat()[:4]),
)
dates = st.one_of(st.none(), textes.map(DatePartielle))
quelconques = st.builds(
    Jalons,
    declare=st.one_of(st.none(), st.sampled_from(DECLARABLES)),
    adopte_le=dates,
    debut=dates,
    fin=dates,
    sans_terme=st.booleans(),
)


@given(quelconques, jours, jours)
def test_once_over_a_scheme_never_comes_back(connus, un_jour, un_autre):
    tot, tard = sorted((un_jour, un_autre))

    if compute_statut(connus, tot) is Statut.ECHU:
        assert compute_statut(connus, tard) is Statut.ECHU


@given(quelconques, jours)
def test_what_is_over_or_not_adopted_is_never_in_force(connus, jour):
    statut = compute_statut(connus, jour)

    if is_en_vigueur(connus, jour):
        assert statut in {Statut.ADOPTE, Statut.EN_REVISION}
