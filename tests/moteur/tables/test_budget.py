"""A file that would cost far more than it weighs is refused at once, in words, in little memory."""

import json
import re
import subprocess
import sys

import pytest

from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import COLONNES_MAX, Budget, ErreurTable
from tests.moteur.tables.fabrique import MONSTRES, far_rows, make_ods, make_xlsx, plain_rows
from tests.outils.machine import allow

MEMOIRE_MAX = 120_000  # kilobytes over what the reader itself takes
SECONDES_MAX = 5  # of CPU, for all of them
REFUS = re.compile("colonne|cellules|feuilles|même contenu|ligne démesurée")

# Lays every sheet out at once, as the most careless of callers would, in a process of its own.
MESURE = """
import json, resource, sys
from pathlib import Path
import spaser.moteur.tables.classeurs
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, ErreurTable

def measure():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_maxrss, usage.ru_utime

depart, dits = measure(), {}
for chemin in map(Path, sys.argv[1:]):
    budget = Budget(octets=60 << 20, cellules=2_000_000)
    try:
        lues = [list(feuille.lignes) for feuille in read_feuilles(chemin, budget)]
    except ErreurTable as refus:
        lues = str(refus)
    dits[chemin.name] = str(lues)[:300]
fin = measure()
print(json.dumps({"dits": dits, "memoire": fin[0] - depart[0], "duree": fin[1] - depart[1]}))
"""


def materialise(chemin, **budget):
    """Lay every sheet out."""
    return [(f.nom, list(f.lignes)) for f in read_feuilles(chemin, Budget(**budget))]


@pytest.mark.longue
def test_monsters_are_refused_quickly_in_words_and_in_little_memory(tmp_path):
    for nom, contenu in MONSTRES.items():
        assert len(contenu) < 500_000, nom
        (tmp_path / nom).write_bytes(contenu)

    sortie = subprocess.run(
        [sys.executable, "-c", MESURE, *(str(tmp_path / nom) for nom in MONSTRES)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    mesure = json.loads(sortie)

    assert {nom: dit for nom, dit in mesure["dits"].items() if not REFUS.search(dit)} == {}
    assert mesure["memoire"] < MEMOIRE_MAX
    assert mesure["duree"] < allow(SECONDES_MAX)


def test_a_cell_in_the_last_column_is_located(tmp_path):
    (tmp_path / "m").write_bytes(make_xlsx(plain_rows(2) + far_rows(1).replace('"1"', '"3"')))

    with pytest.raises(ErreurTable, match=r"Feuille « F1 », ligne 3 : .* colonne XFD"):
        materialise(tmp_path / "m")


@pytest.mark.parametrize("ecrit", ["xlsx", "ods"])
def test_blank_cells_far_on_the_right_are_nothing(tmp_path, ecrit):
    contenus = {
        "xlsx": make_xlsx('<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row>'),
        "ods": make_ods(
            '<table:table-row><table:table-cell office:value-type="float" office:value="7"/>'
            '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>'
        ),
    }
    (tmp_path / "m").write_bytes(contenus[ecrit])

    assert materialise(tmp_path / "m") == [("F1", [(1, [7])])]


def test_a_csv_may_be_as_wide_as_a_table_and_no_wider(tmp_path):
    ligne = ";".join(["a"] * COLONNES_MAX)
    (tmp_path / "m").write_text(f"{ligne}{';' * 50}\n")
    assert [len(c) for _, c in materialise(tmp_path / "m")[0][1]] == [COLONNES_MAX]

    (tmp_path / "m").write_text(f"{ligne}\n{ligne};b\n")
    with pytest.raises(ErreurTable, match=r"Ligne 2 : .* colonne AMK"):
        materialise(tmp_path / "m")


@pytest.mark.parametrize(("cellules", "refuse"), [(8, True), (9, False)])
@pytest.mark.parametrize("ecrit", ["csv", "xlsx", "ods"])
def test_cells_are_counted_alike_in_every_format(tmp_path, ecrit, cellules, refuse):
    case = '<table:table-cell office:value-type="float" office:value="1"/>'
    contenus = {
        "csv": b"1;1;1\n" * 3,
        "xlsx": make_xlsx(plain_rows(2), plain_rows(1)),
        "ods": make_ods(
            *[f'<table:table-row table:number-rows-repeated="{n}">{case * 3}</table:table-row>'
              for n in (2, 1)]
        ),
    }  # fmt: skip
    (tmp_path / "m").write_bytes(contenus[ecrit])

    if refuse:
        with pytest.raises(ErreurTable, match="trop de cellules"):
            materialise(tmp_path / "m", cellules=cellules)
    else:
        lues = [c for _, lignes in materialise(tmp_path / "m", cellules=cellules)
                for _, c in lignes]  # fmt: skip
        assert lues == [["1"] * 3] * 3 if ecrit == "csv" else lues == [[1] * 3] * 3


def test_what_unpacks_beyond_its_budget_is_refused_before_it_is_read(tmp_path):
    (tmp_path / "m").write_bytes(make_xlsx(plain_rows(1_000)))

    with pytest.raises(ErreurTable, match=r"^Trop gros\.$"):
        materialise(tmp_path / "m", octets=10_000, demesure="Trop gros.")


@pytest.mark.parametrize(
    "rangees",
    ['<row r="x"/>', '<row r="1048577"/>', '<row><c r="A"><v>1</v>', "<row><c t='s'><v>9"],
)
def test_a_damaged_sheet_is_told_so(tmp_path, rangees):
    (tmp_path / "m").write_bytes(make_xlsx(rangees))

    with pytest.raises(ErreurTable, match="abîmé"):
        materialise(tmp_path / "m")


@pytest.mark.parametrize(
    "rangees",
    [
        '<table:table-row table:number-rows-repeated="x"/>',
        '<table:table-row><table:table-cell office:value-type="date"/></table:table-row>',
        "<table:table-row>",
    ],
)
def test_a_damaged_open_document_is_told_so(tmp_path, rangees):
    (tmp_path / "m").write_bytes(make_ods(rangees))

    with pytest.raises(ErreurTable, match="abîmé"):
        materialise(tmp_path / "m")


def test_a_sheet_that_is_left_is_skipped(tmp_path):
    (tmp_path / "m").write_bytes(make_xlsx(plain_rows(3), plain_rows(1)))

    assert [f.nom for f in read_feuilles(tmp_path / "m")] == ["F1", "F2"]


def test_a_sheet_of_an_open_document_that_is_left_is_skipped(tmp_path):
    case = '<table:table-cell office:value-type="float" office:value="{}"/>'
    rangee = f"<table:table-row>{case}</table:table-row>"
    (tmp_path / "m").write_bytes(make_ods(rangee.format(1) * 3, rangee.format(2)))

    premieres = [(f.nom, next(f.lignes)) for f in read_feuilles(tmp_path / "m")]

    assert premieres == [("F1", (1, [1])), ("F2", (1, [2]))]
