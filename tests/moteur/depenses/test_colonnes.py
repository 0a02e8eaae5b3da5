"""A mapping that is not sure is asked before a line is read."""

import pytest

from spaser.moteur.depenses.colonnes import ColonnesIncertaines
from spaser.moteur.depenses.lecture import Extrait, ReglagesExtraits, read_brut
from spaser.moteur.depenses.modele import ErreurDepenses
from tests.moteur.depenses.fabrique import lire, write_csv

SUR = ("Exercice", "N° mandat", "SIRET", "Nature", "Montant HT")


def _read(tmp_path, *lignes, memoire=None):
    reglages = ReglagesExtraits(demander=True, **({"memoire": memoire} if memoire else {}))
    chemin = write_csv(tmp_path / "m.csv", lignes)
    return read_brut([Extrait("m.csv", chemin)], tmp_path / "b.parquet", reglages)


@pytest.mark.parametrize(
    ("titres", "doutes"),
    [
        (("Exercice", "SIRET", "Nature", "Montant"), ["nature"]),
        (("N° mandat", "SIRET", "Nature", "Montant HT"), ["annee"]),
        (("Exercice", "N° mandat", "Nature", "Montant HT"), ["fournisseur"]),
        (("Exercice", "N° mandat", "SIRET", "Montant HT"), ["compte"]),
        ((*SUR[:-1], "Montant HT 1", "Montant HT 2"), ["plusieurs"]),
        (("Libre", "Champ", "Valeur"), ["montant", "annee", "fournisseur", "compte"]),
    ],
)
def test_what_is_unclear_is_asked(tmp_path, titres, doutes):
    with pytest.raises(ColonnesIncertaines) as capture:
        _read(tmp_path, titres, tuple("1234567"[: len(titres)]))

    apercu = capture.value.apercu
    assert [d.value for d in apercu.doutes] == doutes
    assert apercu.ecrits == titres
    assert apercu.exemples[0] == ("1",)


def test_a_mapping_that_is_sure_is_not_asked(tmp_path):
    assert _read(tmp_path, SUR, (2025, 1, "", "6283", 10)).compte_rendu.lues.lignes == 1


def test_a_remembered_mapping_is_not_asked_again(tmp_path):
    titres = ("Exercice", "Tiers", "Montant HT")
    memoire = lire(write_csv(tmp_path / "a.csv", [titres, (2025, "X", 1)])).memoire

    assert _read(tmp_path, titres, (2025, "X", 1), memoire=memoire).compte_rendu.lues.lignes == 1


def test_two_rows_of_titles_are_shown_as_they_are_written(tmp_path):
    with pytest.raises(ColonnesIncertaines) as capture:
        _read(tmp_path, ("Pièce", "", "Montant", ""), ("N°", "Date", "HT", "TTC"), (1, "", 2, 3))

    assert capture.value.apercu.ecrits == ("Pièce N°", "Pièce Date", "Montant HT", "Montant TTC")


def test_a_file_without_any_table_is_refused(tmp_path):
    with pytest.raises(ErreurDepenses, match="aucun tableau"):
        _read(tmp_path, ("Bonjour",), ("monde",))


def test_the_lines_of_another_year_are_set_apart_when_one_is_given(tmp_path):
    chemin = write_csv(tmp_path / "m.csv", [SUR, (2025, 1, "", "6283", 10), (2024, 2, "", "", 5)])
    rendu = lire(chemin, annee_seule=2025).compte_rendu

    assert rendu.par_motif["autre_annee"].lignes == 1
    [remarque] = [r for r in rendu.remarques if r.motif == "autre_annee"]
    assert (remarque.ligne, remarque.valeur) == (3, "2024")
