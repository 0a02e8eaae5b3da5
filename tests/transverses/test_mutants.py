"""The drawer of mutants changes one thing of one function, and the same one for a same seed."""

from tests.outils.mutants import draw, list_points, mutate, read_carte

MODULE = """def is_grand(n, borne=3):
    def inner():
        return 1
    return n > borne and not n == 7
"""


def test_each_place_of_a_function_says_something_else_once():
    textes = {mutate(MODULE, rang)[0] for _, rang in list_points(MODULE)}

    assert len(textes) == len(list(list_points(MODULE))) == 6
    assert any("n >= borne" in texte for texte in textes)
    assert any("n > borne or" in texte for texte in textes)
    assert any("+(n == 7)" in texte for texte in textes)


def test_mutants_are_of_functions_that_a_test_runs_and_the_same_for_a_seed(tmp_path):
    (tmp_path / "gw0.json").write_text('{"un": ["spaser/elements.py:40"], "deux": []}')
    carte = {f"spaser/elements.py:{ligne}": ["un"] for ligne in range(400)}

    tires = draw(["spaser/elements.py"], carte, 5, graine=1)

    assert read_carte(tmp_path) == {"spaser/elements.py:40": ["un"]}
    assert len(tires) == 5
    assert tires == draw(["spaser/elements.py"], carte, 5, graine=1)
    assert {nom for nom, *_ in tires} == {"spaser/elements.py"}
