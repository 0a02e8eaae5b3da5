"""What somebody wrote is shortened, never rewritten."""

import pytest

from spaser.regles.questionnaires import is_raccourci, normalize_coupes

TEXTE = "J’ai trouvé cette session très intéressante et de grande utilité pour nos projets"


@pytest.mark.parametrize(
    ("extrait", "attendu"),
    [
        (TEXTE, True),
        (f"  {TEXTE}\n", True),
        ("J’ai trouvé cette session très intéressante […]", True),
        ("[…] cette session […] de grande utilité […]", True),
        ("[...] de grande utilité pour nos projets", True),
        (f"[…] {' '.join(TEXTE.split()[-3:])} […]", True),
        ("J’ai trouvé cette session très intéressante", False),  # a cut is told
        ("cette session très intéressante […]", False),
        ("J’ai trouvé cette séance très intéressante […]", False),
        ("[…] de grande utilité […] très intéressante […]", False),
        ("J’ai trouvé cette sess […]", False),
        ("[…]", False),
        ("", False),
    ],
)
def test_an_extract_keeps_the_words_and_their_order(extrait, attendu):
    assert is_raccourci(TEXTE, extrait) is attendu


def test_cuts_are_written_one_way():
    assert normalize_coupes("Bien [...] utile [… ]") == "Bien […] utile […]"
