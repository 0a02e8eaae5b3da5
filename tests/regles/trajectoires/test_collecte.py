"""A collection sheet that comes back: told by its keys, whatever the order of rows and columns."""

import pytest

from spaser.moteur.tables.rangees import Rangee
from spaser.regles.trajectoires import cut_repere, make_repere, read_fiche


def rangee(numero, **valeurs):
    return Rangee(numero, [], valeurs, [], {"valeur": "F"})


def test_a_key_names_its_sheet_and_its_indicator():
    repere = make_repere("3fa85f6457174562b3fc2c963f66afa6", "9bd1c2e0aaaa4562b3fc2c963f66afa6")

    assert repere == "3fa85f64-9bd1c2e0"
    assert cut_repere(f" {repere.upper()} ") == ("3fa85f64", "9bd1c2e0")


def test_a_row_is_read_with_the_letter_of_its_value():
    lue = read_fiche([rangee(7, repere="a-b", valeur=" 48  000 ", source="PLIE", annee="2025")])

    assert [(li.ligne, li.colonne, li.valeur, li.source) for li in lue.lignes] == [
        (7, "F", "48 000", "PLIE")
    ]
    assert lue.remarques == []


@pytest.mark.parametrize(
    ("rangees", "lues", "probleme"),
    [
        ([rangee(2, valeur="12")], 0, "n’a plus son repère"),
        ([rangee(2, source="seule")], 0, None),
        ([rangee(2, repere="a-b", valeur="1"), rangee(3, repere="a-b", valeur="1")], 1, None),
        (
            [rangee(2, repere="a-b", valeur="1"), rangee(3, repere="a-b", valeur="2")],
            1,
            "déjà à la ligne 2",
        ),
        ([rangee(2, repere="a-b", commentaire="x" * 1001)], 1, "plus de 1000 signes"),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_place(rangees, lues, probleme):
    lue = read_fiche(rangees)

    assert len(lue.lignes) == lues
    assert [probleme in remarque.probleme for remarque in lue.remarques] == [True] * bool(probleme)
