"""Objectives pasted from a spreadsheet: each line finds its place, nothing is lost."""

import pytest

from spaser.site.diagnostic.politiques.forms import unfold_lignes


def make(texte="", sous_theme="", indicateur=""):
    return {"texte": texte, "sous_theme": sous_theme, "indicateur": indicateur}


@pytest.mark.parametrize(
    ("colle", "attendues"),
    [
        pytest.param("Un seul", [make("Un seul")], id="one line stays as it is"),
        pytest.param("Un seul\r\n", [make("Un seul\r\n")], id="its end is no second line"),
        pytest.param(
            "Un\r\nDeux\n\n  Trois ", [make("Un"), make("Deux"), make("Trois")], id="lines"
        ),
        pytest.param(
            "Un\tClimat et énergie\tENV-17\nDeux\tALIMENTATION\nTrois\t\tenv-17 – x",
            [
                make("Un", "climat", "ENV-17"),
                make("Deux", "alimentation"),
                make("Trois (env-17 – x)"),
            ],
            id="cells, by their words or their code",
        ),
        pytest.param(
            "Un\tENV-17\tClimat et énergie", [make("Un", "climat", "ENV-17")], id="swapped"
        ),
        pytest.param("Un\tÀ ranger\tAucun pour l’instant", [make("Un")], id="the words of none"),
        pytest.param(
            "Un\tLune\tdirection des achats\nDeux",
            [make("Un (Lune ; direction des achats)"), make("Deux")],
            id="what is not known stays beside the words",
        ),
        pytest.param(
            "Un\tClimat et énergie\tAlimentation",
            [make("Un (Alimentation)", "climat")],
            id="a second theme too",
        ),
        pytest.param(
            '"Un\nsuite"\tClimat et énergie\nDeux', [make("Un suite", "climat"), make("Deux")],
            id="a cell of two lines",
        ),
        pytest.param('Un "mot\nDeux', [make('Un "mot'), make("Deux")], id="a quote left open"),
    ],
)  # fmt: skip
def test_what_is_pasted_in_a_cell_takes_its_lines(colle, attendues):
    avant, apres = make("Avant", "climat"), make("Après", indicateur="ENV-17")

    assert unfold_lignes([avant, make(colle), apres], []) == [avant, *attendues, apres]


def test_the_first_line_keeps_what_was_chosen_beside_it():
    ligne = make("Un\nDeux\tAlimentation", "climat", "ENV-17")

    assert unfold_lignes([ligne], []) == [
        make("Un", "climat", "ENV-17"),
        make("Deux", "alimentation"),
    ]


def test_an_objective_of_several_lines_already_kept_is_left_alone():
    gardee, changee = make("Un\r\nDeux"), make("Un\r\nTrois")

    assert unfold_lignes([gardee, changee], ["Un\nDeux"]) == [gardee, make("Un"), make("Trois")]


@pytest.mark.parametrize("colle", ["Un\n" * 201, "Un\n" + "x" * 100_000])
def test_too_much_at_once_is_left_in_its_cell(colle):
    assert unfold_lignes([make(colle)], []) == [make(colle)]
