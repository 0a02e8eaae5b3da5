"""Workbooks written, then read back by our own readers."""

from datetime import date

import pytest

from spaser.documents.classeur import Format, Onglet, write_table
from spaser.donnees.tables.lecture import read_feuilles

LIGNES = [
    ("Atelier", 12.5, 3, date(2026, 11, 24), None, "fin"),
    ("=1+1", -2.0, 0, date(2024, 2, 29), "@somme", "-x"),
    ("deux\nlignes  et  blancs", 1_234_567.89, 10, date(2025, 1, 1), "é’œ", "\u00a0"),
]
ENTETES = ("Nom", "Montant", "Rang", "Jour", "Note", "Fin")


def read_back(tmp_path, contenu, suffixe):
    fichier = tmp_path / f"essai.{suffixe}"
    fichier.write_bytes(contenu)
    return {
        feuille.nom: [tuple(cellules) for _, cellules in feuille.lignes]
        for feuille in read_feuilles(fichier)
    }


@pytest.mark.parametrize("format_", [Format.XLSX, Format.ODS])
def test_what_is_written_is_read_back_unchanged(tmp_path, format_):
    contenu = write_table([Onglet("Acteurs", ENTETES, LIGNES)], format_)

    (lignes,) = read_back(tmp_path, contenu, format_).values()

    assert lignes[0] == ENTETES
    for lue, ecrite in zip(lignes[1:], LIGNES, strict=True):
        assert [str(c)[:10] if i == 3 else c for i, c in enumerate(lue)] == [
            c.isoformat() if i == 3 else c for i, c in enumerate(ecrite)
        ]


@pytest.mark.parametrize("format_", [Format.XLSX, Format.ODS])
def test_a_formula_stays_a_text(tmp_path, format_):
    contenu = write_table([Onglet("Notes", ("A",), [('=HYPERLINK("x")',)])], format_)

    (lignes,) = read_back(tmp_path, contenu, format_).values()

    assert lignes[1] == ('=HYPERLINK("x")',)


def test_sheets_keep_their_order_and_an_admitted_name(tmp_path):
    onglets = [Onglet("Première : [a/b]", ("A",), [(1,)]), Onglet("x" * 40, ("B",), [(True,)])]

    feuilles = read_back(tmp_path, write_table(onglets, Format.ODS), "ods")

    assert list(feuilles) == ["Première    a b", "x" * 31]
    assert feuilles["x" * 31] == [("B",), ("oui",)]


def test_a_csv_holds_the_first_sheet():
    onglets = [Onglet("Une", ("A",), [("=x",)]), Onglet("Deux", ("B",), [])]

    assert write_table(onglets, Format.CSV).decode() == "\ufeffA\r\n'=x\r\n"
    assert Format.CSV.mime.startswith("text/csv")
