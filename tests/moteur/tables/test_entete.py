"""Where the table of a sheet starts, whatever stands above, and what its columns are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.elements import fold_mots
from spaser.moteur.tables.correspondance import (
    ChampCherche,
    Correspondance,
    Memoire,
    assign_titres,
    find_connue,
    find_table,
    guess_table,
)
from spaser.moteur.tables.modele import Feuille


class Champ(ChampCherche):
    """Two columns that may take each other's title."""

    MONTANT = "montant", "Montant", "montant ht, montant", "tva"
    NOM = "nom", "Nom", "nom du tiers, tiers, nom"


def sheet(*rangees, debut=1):
    return Feuille("F", iter(enumerate(rangees, start=debut)))


def find(*rangees, memoire=None):
    return find_connue(sheet(*rangees), Champ, (Champ.MONTANT,), memoire or Memoire())


@pytest.mark.parametrize(
    ("rangees", "ligne", "ecrits"),
    [
        ([("Nom", "Montant HT"), ("A", 1)], 1, ("Nom", "Montant HT")),
        ([("Édition du 3 mars",), (), ("Nom", "Montant"), ("A", 1)], 3, ("Nom", "Montant")),
        ([(None, "Tiers", None), (None, "Nom", "Montant"), ("", "A", 1)], 2,
         ("", "Nom", "Montant")),
        ([("Fournisseur", "", "Facture", ""), ("Nom", "Ville", "N", "Montant"), ("A", "B", 1, 2)],
         2, ("Nom", "Ville", "N", "Montant")),
        ([("Montant", "Qui"), ("HT", "Nom"), (1, "A")], 2, ("Montant HT", "Qui Nom")),
        ([("Nom", "Ville"), ("A", "B")], None, None),
        ([("Montant",), (1,)], None, None),
        ([], None, None),
        ([(f"Note {rang}",) for rang in range(45)] + [("Nom", "Montant")], None, None),
    ],
)  # fmt: skip
def test_titles_are_found_under_whatever_stands_above(rangees, ligne, ecrits):
    table = find(*rangees)

    assert (table and table.ligne, table and table.ecrits) == (ligne, ecrits)


def test_rows_that_repeat_the_titles_or_hold_nothing_are_left_out():
    table = find(("Nom", "Montant"), ("A", 1), ("", None), ("NOM", "montant"), ("B", 2), (" ",))

    assert list(table.list_utiles()) == [(2, ("A", 1)), (5, ("B", 2))]
    assert table.list_exemples() == (("A", "NOM", "B"), ("1", "montant", "2"))


def test_what_stands_above_is_kept_and_a_sheet_may_be_searched_twice():
    feuille = sheet(("Liste ESUS",), ("Nom", "Ville", "Pays"), ("A", "B", "C"))

    assert find_table(feuille, lambda titres: int("siren" in titres)) is None
    table = guess_table(feuille)

    assert table.avant == (("Liste ESUS",),)
    assert list(table.list_utiles()) == [(3, ("A", "B", "C"))]


def test_a_title_that_comes_back_names_a_column_of_its_own():
    assert find(("Nom", "Montant", "Montant"), ("A", 1, 2)).titres == (
        "nom", "montant", "montant 2",
    )  # fmt: skip


def test_each_column_is_taken_once_in_the_order_of_the_search():
    assert assign_titres(Champ, ["montant tva", "montant du tiers", "nom"]) == {
        Champ.MONTANT: "montant du tiers",
        Champ.NOM: "nom",
    }


def test_a_mapping_that_was_confirmed_comes_before_any_guess():
    titres = ("qui", "combien")
    confirmee = Correspondance[Champ](
        titres=titres, colonnes={Champ.NOM: "qui", Champ.MONTANT: "combien"}
    )
    memoire = Memoire().remember(confirmee)

    assert find(("Qui", "Combien"), ("A", 1)) is None
    table = find(("Nom", "Montant"), ("Combien", "Qui", "Vu"), (1, "A", "x"), memoire=memoire)

    assert table.titres == ("combien", "qui", "vu")
    trouvee = memoire.find(table.titres)
    assert trouvee.ranks() == {Champ.NOM: 1, Champ.MONTANT: 0}
    assert trouvee.inutilisees == ("vu",)


_TITRES = st.lists(st.sampled_from("nom ville montant objet date".split()), unique=True, min_size=2)


@given(st.lists(_TITRES, min_size=1, max_size=5))
def test_the_latest_mapping_of_the_same_titles_is_the_one_remembered(formes):
    memoire = Memoire()
    for rang, titres in enumerate(formes):
        colonnes = {list(Champ)[rang % 2]: titres[0]}
        memoire = memoire.remember(Correspondance[Champ](titres=tuple(titres), colonnes=colonnes))

    assert len({c.cle for c in memoire.correspondances}) == len(memoire.correspondances)
    derniere = memoire.correspondances[-1]
    assert memoire.find(derniere.titres) == derniere
    assert memoire.find(map(fold_mots, ["Rien"])) is None
