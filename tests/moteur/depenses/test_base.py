"""The lines of a year are taken out of what was read."""

from spaser.moteur.depenses.base import drop_annee, open_lignes
from tests.moteur.depenses.fabrique import lire, write_csv


def test_the_lines_of_a_year_go_and_the_others_stay(tmp_path):
    lignes = [("Exercice", "Tiers", "Montant HT"), (2024, "A", "1,00"), (2025, "B", "2,00")]
    lecture = lire(write_csv(tmp_path / "m.csv", lignes))

    reste = drop_annee(lecture.lignes, 2024)

    assert (reste.lignes, reste.centimes) == (1, 200)
    with open_lignes(lecture.lignes) as connexion:
        assert connexion.execute("SELECT tiers FROM depenses").fetchall() == [("B",)]
