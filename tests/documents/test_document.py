"""Blocks of a document, in order."""

import pytest

from spaser.documents.document import Paragraphe, Titre, order_titres


@pytest.mark.parametrize(
    ("niveaux", "attendus"),
    [
        ((1, 2, 3), [1, 2, 3]),
        ((3,), [1]),
        ((1, 3, 3, 2), [1, 2, 3, 2]),
        ((1, 6, 6, 6, 6, 6, 6, 1), [1, 2, 3, 4, 5, 6, 6, 1]),
        ((0, -4, 9), [1, 1, 2]),
    ],
)
def test_a_heading_never_jumps_a_level(niveaux, attendus):
    blocs = tuple(Titre("t", niveau) for niveau in niveaux)

    assert [titre.niveau for titre in order_titres(blocs)] == attendus


def test_other_blocks_go_through_in_their_place():
    blocs = (Paragraphe("a"), Titre("b", 4), Paragraphe("c"))

    assert list(order_titres(blocs)) == [Paragraphe("a"), Titre("b", 1), Paragraphe("c")]
