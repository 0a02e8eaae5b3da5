import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.documents.onglets import Euros, write_cellule_csv, write_csv
from spaser.moteur.tables.cellules import free_texte


@pytest.mark.parametrize(
    "texte", ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1"]
)
def test_a_text_never_starts_a_formula(texte):
    assert write_cellule_csv(texte) == f"'{texte}"


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (None, ""),
        (-12, "-12"),
        (0.3118811881, "0,3118811881"),
        (2.0, "2"),
        (88_340_000.5, "88340000,5"),
        (Euros(734_415.56), "734415,56"),
        (0.1 + 0.2, "0,3"),
        (1e22, "10000000000000000000000"),
        (1e-10, "0,0000000001"),
        (Decimal("-5000.10"), "-5000,1"),
        (Decimal("9999999999999999.99"), "9999999999999999,99"),
        (True, "oui"),
        (date(2026, 3, 1), "2026-03-01"),
        ("Voirie", "Voirie"),
    ],
)
def test_cells_are_those_of_a_french_spreadsheet(valeur, texte):
    assert write_cellule_csv(valeur) == texte


def test_the_file_has_a_mark_semicolons_and_quotes():
    texte = write_csv(["a", "b"], [['x;"y"', "ligne\nsuivante"]])
    assert texte.startswith("\ufeffa;b\r\n")
    lu = list(csv.reader(io.StringIO(texte.removeprefix("\ufeff")), delimiter=";"))
    assert lu == [["a", "b"], ['x;"y"', "ligne\nsuivante"]]


@given(st.text())
def test_a_text_kept_from_running_comes_back_as_it_was(texte):
    assert free_texte(write_cellule_csv(texte)) == texte


@given(st.decimals(-(10**16), 10**16, places=2))
def test_an_amount_keeps_every_cent_and_never_runs(montant):
    ecrit = write_cellule_csv(montant)
    assert Decimal(ecrit.replace(",", ".")) == montant


@pytest.mark.parametrize("texte", ["'=1", "'", "' =1", "l'eau", "''+3"])
def test_an_apostrophe_of_the_text_itself_stays(texte):
    assert free_texte(write_cellule_csv(texte)) == texte
