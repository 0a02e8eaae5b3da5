"""The drawer of mutants changes one thing of one function, and the same one for a same seed."""

import ast

from tests.outils.mutants import draw, list_points, mutate, read_carte

MODULE = """def is_grand(n, borne=3):
    def inner():
        return 1
    return n > borne and not n == 7
"""


def test_each_place_of_a_function_says_something_else_once():
    textes = {ast.unparse(mutate(MODULE, rang)[0]) for _, rang in list_points(MODULE)}

    assert len(textes) == len(list(list_points(MODULE))) == 6
    assert any("n >= borne" in texte for texte in textes)
    assert any("n > borne or" in texte for texte in textes)
    assert any("+(n == 7)" in texte for texte in textes)


def test_a_function_has_the_tests_that_run_it_those_that_run_the_least_first(tmp_path):
    (tmp_path / "gw0.json").write_text('{"un": ["a.py:4", "a.py:9"], "deux": ["a.py:4"]}')

    assert read_carte(tmp_path) == {"a.py:4": ["deux", "un"], "a.py:9": ["un"]}


def test_mutants_are_the_same_for_a_seed():
    tires = draw(["spaser/elements.py"], 5, graine=1)

    assert len(tires) == 5
    assert tires == draw(["spaser/elements.py"], 5, graine=1)
    assert {nom for nom, *_ in tires} == {"spaser/elements.py"}
