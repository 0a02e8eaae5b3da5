import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.elements import Identifiant, is_siren, is_siret, read_identifiant
from tests.moteur.referentiels.fabrique import SIRET_A, A, siren, siret

COURT = siren(554_805)  # starts with zeros


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        (A, Identifiant(A)),
        (int(A), Identifiant(A)),
        (float(A), Identifiant(A)),
        (f"{A}.0", Identifiant(A)),
        (f" {A[:3]} {A[3:6]}\u00a0{A[6:]} ", Identifiant(A)),
        (f"SIREN : {A}", Identifiant(A)),
        (SIRET_A, Identifiant(A, SIRET_A)),
        (int(SIRET_A), Identifiant(A, SIRET_A)),
        (float(SIRET_A), Identifiant(A, SIRET_A)),
        (f"{A} {SIRET_A[9:]}", Identifiant(A, SIRET_A)),
        (int(COURT), Identifiant(COURT)),
        (A + "99999", Identifiant(A)),  # a wrong establishment of a right unit
        ("000000000", None),
        ("123456789", None),
        ("", None),
        ("en cours", None),
        (18, None),  # right key, but far too short
        ("٣" * 9, None),
    ],
)
def test_cell_is_read(saisi, attendu):
    assert read_identifiant(saisi) == attendu


def test_la_poste_has_its_own_rule():
    assert is_siret("35600000000048")
    assert is_siret("35600000049837")
    assert not is_siret("35600000049838")


@given(st.integers(1, 99_999_999), st.integers(0, 9999))
def test_made_numbers_are_valid(n, etablissement):
    assert is_siren(siren(n))
    assert is_siret(siret(n, etablissement))


@given(st.integers(1, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_seen(n, place, ecart):
    juste = siren(n)
    faux = juste[:place] + str((int(juste[place]) + ecart) % 10) + juste[place + 1 :]

    assert not is_siren(faux)


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans()))
def test_any_cell_can_be_read(valeur):
    trouve = read_identifiant(valeur)

    assert trouve is None or is_siren(trouve.siren)
