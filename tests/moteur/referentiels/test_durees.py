import pytest

from spaser.elements import fold_mots
from spaser.moteur.referentiels.structures import read_duree_agrement


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("5 ans", 60),
        ("2 ans", 24),
        ("1 an", 12),
        (5, 60),
        (5.0, 60),
        (" 5 ", 60),
        (24, 24),
        ("60 mois", 60),
        ("36mois", 36),
        ("5 années", 60),
        (0, None),
        ("à vie", None),
        ("", None),
    ],
)
def test_duration_is_read_in_months(saisi, attendu):
    assert read_duree_agrement(saisi) == attendu


def test_headers_fold():
    assert fold_mots("  Date de l’Agrément\n(décision) ") == "date de l agrement decision"
    assert fold_mots("N° SIREN/SIRET") == "n siren siret"
    assert fold_mots(None) == ""
