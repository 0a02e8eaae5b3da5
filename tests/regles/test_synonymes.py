"""Words that are looked for one for another."""

from collections import Counter

import pytest

from spaser.elements import fold_mots
from spaser.regles.aides import join_classes, load_synonymes


@pytest.mark.parametrize(
    ("ensembles", "classes"),
    [
        ([], ()),
        ([["a"]], (("a",),)),
        ([["a", "b"], ["c", "d"]], (("a", "b"), ("c", "d"))),
        ([["a", "b"], ["b", "c"]], (("a", "b", "c"),)),
        ([["a", "b"], ["b", "c"], ["c", "a"]], (("a", "b", "c"),)),  # a loop
        ([["a", "a"], ["a", "b"], ["b", "a"]], (("a", "b"),)),
        ([["a", "b"], ["c", "d"], ["d", "a"]], (("a", "b", "c", "d"),)),
        ([[]], ()),
    ],
)
def test_sets_that_share_a_form_are_one_whatever_their_loops(ensembles, classes):
    assert join_classes(ensembles) == classes


def test_a_long_chain_is_one_class():
    (classe,) = join_classes([[n, n + 1] for n in range(5000)] + [[5000, 0]])

    assert len(classe) == 5001


def test_each_set_has_its_code_and_several_forms_of_its_own():
    lus = load_synonymes()
    formes = Counter(fold_mots(forme) for lu in lus for forme in lu.formes)

    assert [code for code, nombre in Counter(lu.code for lu in lus).items() if nombre > 1] == []
    assert [lu.code for lu in lus if len(set(map(fold_mots, lu.formes))) < 2] == []
    assert [forme for forme, nombre in formes.items() if nombre > 1 or not forme] == []
    assert max(len(lu.formes) for lu in lus) <= 15
