"""Workbooks are read with their days, numbers, gaps and rich texts."""

import csv
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, ErreurTable, Feuille, Fusion, SansResultat
from spaser.moteur.tables.tableaux import spread_fusions
from tests.moteur.tables.fabrique import make_xlsx


def _read(chemin):
    return [(f.nom, list(f.lignes)) for f in read_feuilles(chemin)]


@pytest.mark.parametrize("epoque", [None, CALENDAR_MAC_1904])
def test_a_workbook_gives_its_values_at_their_place(tmp_path, epoque):
    classeur = openpyxl.Workbook()
    if epoque:
        classeur.epoch = epoque
    feuille = classeur.active
    feuille.title = "Mandats 2025"
    feuille["B2"] = date(2025, 2, 3)
    feuille["D2"] = 12.5
    feuille["E2"] = "00123"
    feuille["F2"] = True
    feuille["AA4"] = CellRichText("Atelier ", TextBlock(InlineFont(b=True), "fictif"))
    feuille["A4"] = 7
    classeur.create_sheet("Vide")
    classeur.save(tmp_path / "m")

    assert _read(tmp_path / "m") == [
        (
            "Mandats 2025",
            [
                (2, [None, datetime(2025, 2, 3), None, 12.5, "00123", True]),  # noqa: DTZ001
                (4, [7, *[None] * 25, "Atelier fictif"]),
            ],
        ),
        ("Vide", []),
    ]


def test_a_zip_that_is_no_workbook_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.xlsx", "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")

    with pytest.raises(ErreurTable, match=r"pas un fichier \.xlsx"):
        _read(tmp_path / "m.xlsx")


_CELLULES = st.none() | st.text("aé =-'\"; \t\n", min_size=1, max_size=8)
_LIGNES = st.lists(st.lists(_CELLULES, min_size=3, max_size=3), max_size=6)


@pytest.mark.parametrize("format_", [FormatClasseur.XLSX, FormatClasseur.ODS])
@settings(max_examples=30)
@given(lignes=_LIGNES)
def test_a_table_is_read_back_as_it_was_written(tmp_path_factory, format_, lignes):
    chemin = tmp_path_factory.mktemp("table") / "t"
    chemin.write_bytes(write_table([Onglet("F", ("A", "B", "C"), lignes)], format_))

    ((_, lues),) = _read(chemin)

    attendues = dict(enumerate([["A", "B", "C"], *lignes], start=1))
    assert {rang: (list(c) + [None] * 3)[:3] for rang, c in lues} == {
        rang: cellules for rang, cellules in attendues.items() if any(cellules)
    } | {rang: [None] * 3 for rang, c in lues if not any(c)}


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
def test_a_csv_is_read_in_any_encoding_with_any_separator(tmp_path, encodage, separateur):
    lignes = [["Nom", "Libellé", "Montant"], ["École", 'dit "oui"', "1"], ["Été", "a\nb", "2"]]
    with (tmp_path / "t").open("w", encoding=encodage, newline="") as flux:
        csv.writer(flux, delimiter=separateur).writerows(lignes)

    ((nom, lues),) = _read(tmp_path / "t")

    assert nom is None
    assert [c for _, c in lues] == lignes


def _save(classeur, chemin):
    classeur.save(chemin)
    return chemin


@pytest.mark.parametrize("etat", ["visible", "hidden", "veryHidden"])
def test_a_hidden_sheet_is_told(tmp_path, etat):
    classeur = openpyxl.Workbook()
    classeur.create_sheet("Seconde").sheet_state = etat

    feuilles = read_feuilles(_save(classeur, tmp_path / "f.xlsx"))

    assert [feuille.masquee for feuille in feuilles] == [False, etat != "visible"]


def test_what_is_merged_downwards_is_told_once_the_rows_are_read(tmp_path):
    classeur = openpyxl.Workbook()
    for ligne in (("A", "B"), (1, 2), (None, 3), (None, 4)):
        classeur.active.append(ligne)
    classeur.active.merge_cells("A2:A3")
    classeur.active.merge_cells("C1:D1")

    feuilles = read_feuilles(_save(classeur, tmp_path / "f.xlsx"))
    feuille = next(feuilles)
    assert feuille.fusions == []
    lignes = list(feuille.lignes)

    assert feuille.fusions == [Fusion(0, 2, 3)]
    assert lignes[2] == (3, [None, 3])


def test_merged_cells_are_said_of_each_row_that_holds_something():
    lignes = [(1, ["a"]), (2, [None, "b"]), (3, []), (4, ["", None, "c"]), (5, [None, "d"])]
    feuille = Feuille(None, iter(lignes), fusions=[Fusion(0, 1, 4), Fusion(3, 1, 9)])

    assert list(spread_fusions(feuille, Budget()).lignes) == [
        (1, ["a"]), (2, ["a", "b"]), (4, ["a", None, "c"]), (5, [None, "d"]),
    ]  # fmt: skip


def test_merged_cells_built_to_hurt_are_refused():
    lignes = [(rang, ["x"]) for rang in range(1, 1_001)]
    feuille = Feuille(None, iter(lignes), fusions=[Fusion(0, 1, 1_000)] * 1_000)

    with pytest.raises(ErreurTable, match="trop de cellules"):
        spread_fusions(feuille, Budget(cellules=100_000))


@pytest.mark.parametrize(
    ("cellule", "lue"),
    [
        ("<f>A1*2</f><v>4</v>", 4),
        ("<f>A1*2</f>", "=A1*2"),
        ("<f>A1*2</f><v/>", "=A1*2"),
    ],
)
def test_a_formula_gives_its_result_else_itself(tmp_path, cellule, lue):
    (tmp_path / "f.xlsx").write_bytes(make_xlsx(f'<row r="1"><c r="A1">{cellule}</c></row>'))

    ((_, [(_, [valeur])]),) = _read(tmp_path / "f.xlsx")

    assert valeur == lue
    assert isinstance(valeur, SansResultat) is isinstance(lue, str)


def test_an_error_is_no_value_and_an_empty_result_is_blank(tmp_path):
    rangee = (
        '<row r="1"><c r="A1" t="e"><f>B9</f><v>#N/A</v></c>'
        '<c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><v>1</v></c></row>'
    )
    (tmp_path / "f.xlsx").write_bytes(make_xlsx(rangee))

    ((_, [(_, cellules)]),) = _read(tmp_path / "f.xlsx")

    assert cellules == ["#N/A", None, 1]
    assert isinstance(cellules[0], SansResultat)
