"""Workbooks written, then read back by our own readers."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Euros, Notice, Onglet, Part, as_euros, lay_out
from spaser.moteur.tables.cellules import read_centimes, write_texte
from spaser.moteur.tables.lecture import read_feuilles
from spaser.regles.plan_importe.cellules import read_budget

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


@pytest.mark.parametrize("format_", [FormatClasseur.XLSX, FormatClasseur.ODS])
def test_what_is_written_is_read_back_unchanged(tmp_path, format_):
    contenu = write_table([Onglet("Acteurs", ENTETES, LIGNES)], format_)

    (lignes,) = read_back(tmp_path, contenu, format_).values()

    assert lignes[0] == ENTETES
    for lue, ecrite in zip(lignes[1:], LIGNES, strict=True):
        assert [str(c)[:10] if i == 3 else c for i, c in enumerate(lue)] == [
            c.isoformat() if i == 3 else c for i, c in enumerate(ecrite)
        ]


@pytest.mark.longue
@pytest.mark.parametrize("format_", FormatClasseur)
def test_any_amount_comes_back_to_the_cent(tmp_path_factory, format_):
    dossier = tmp_path_factory.mktemp("montants")

    @given(st.lists(st.integers(1 - 10**14, 10**14 - 1), min_size=1, max_size=30))
    def check(centimes):
        lignes = [("Action", as_euros(Decimal(c) / 100)) for c in centimes]
        contenu = write_table([Onglet("Plan", ("Action", "Budget"), lignes)], format_)
        (lues,) = read_back(dossier, contenu, format_).values()

        assert [read_centimes(montant) for _, montant in lues[1:]] == centimes
        assert [read_budget(write_texte(montant)) for _, montant in lues[1:]] == [
            Decimal(c) / 100 if c >= 0 else None for c in centimes
        ]

    check()


@pytest.mark.parametrize("format_", [FormatClasseur.XLSX, FormatClasseur.ODS])
def test_a_formula_stays_a_text(tmp_path, format_):
    contenu = write_table([Onglet("Notes", ("A",), [('=HYPERLINK("x")',)])], format_)

    (lignes,) = read_back(tmp_path, contenu, format_).values()

    assert lignes[1] == ('=HYPERLINK("x")',)


def test_sheets_keep_their_order_and_an_admitted_name(tmp_path):
    onglets = [Onglet("Première : [a/b]", ("A",), [(1,)]), Onglet("x" * 40, ("B",), [(True,)])]

    feuilles = read_back(tmp_path, write_table(onglets, FormatClasseur.ODS), "ods")

    assert list(feuilles) == ["Première    a b", "x" * 31]
    assert feuilles["x" * 31] == [("B",), ("oui",)]


def _load(onglet, notice=None):
    contenu = write_table([onglet], FormatClasseur.XLSX, notice)
    return load_workbook(io.BytesIO(contenu))


def test_a_number_shows_its_unit():
    ligne = (Euros(1234.5), Part(0.4912), 2025, 12.5, 69.0, date(2026, 11, 26), None)

    (cellules,) = _load(Onglet("A", "abcdefg", [ligne])).active["A2":"G2"]

    assert [cellule.number_format for cellule in cellules[:6]] == [
        '#,##0.00\\ "€"', "0.0\\ %", "0", "#,##0.00", "0", "dd/mm/yyyy",
    ]  # fmt: skip
    assert [cellule.value for cellule in cellules[:5]] == [1234.5, 0.4912, 2025, 12.5, 69]


@pytest.mark.parametrize(
    ("montant", "euros"), [(None, None), (12, Euros(12)), (Decimal("0.10"), Euros(0.1))]
)
def test_an_amount_that_is_not_there_stays_so(montant, euros):
    assert as_euros(montant) == euros
    assert type(as_euros(montant)) is type(euros)


@pytest.mark.parametrize(
    ("titre", "cellules", "largeur"),
    [
        ("Nom", ["CCI", "CRESS"], 9),
        ("Nom", ["x" * 500], 48),
        ("N", [None], 8),
        ("Rang dans le fichier officiel", [1], 22),
        ("Considérations environnementales", [1], 22),
        ("Note", ["deux\nlignes"], 10),
        ("Montant", [Euros(1_234_567.5)], 18),
    ],
)
def test_a_column_is_as_wide_as_what_it_holds(titre, cellules, largeur):
    onglet = Onglet("A", (titre, "b", "c"), [(cellule, None, None) for cellule in cellules])

    assert lay_out(onglet).largeurs[0] == largeur


def test_widths_are_chosen_by_the_first_rows_and_no_row_is_lost():
    lues = []

    def give():
        for rang in range(1_000):
            lues.append(rang)
            yield (rang,)

    mise = lay_out(Onglet("A", ("Rang",), give()))

    assert len(lues) < 1_000
    assert [ligne[0] for ligne in mise.count_lignes()] == list(range(1_000))
    assert mise.nombre == 1_000


@pytest.mark.parametrize(
    ("colonnes", "sens", "pages"), [(2, "portrait", 1), (5, "landscape", 1), (12, "landscape", 3)]
)
def test_a_wide_sheet_lies_down_then_takes_several_pages(colonnes, sens, pages):
    ligne = ("x" * 60,) * colonnes if colonnes > 2 else ("court",) * colonnes

    page = _load(Onglet("A", [f"T{i}" for i in range(colonnes)], [ligne])).active.page_setup

    assert (page.orientation, page.fitToWidth, page.fitToHeight) == (sens, pages, 0)


def test_a_notice_comes_first_and_the_data_are_opened():
    notice = Notice("Preuve", (("Source", "Marchés publiés"), ("Calcul", None)))

    classeur = _load(Onglet("Marchés", ("A",), [(1,)]), notice)

    assert classeur.sheetnames == ["Lire ce classeur", "Marchés"]
    assert classeur.active.title == "Marchés"
    assert list(classeur["Lire ce classeur"].values) == [
        ("À savoir", "Preuve"), ("Source", "Marchés publiés"),
    ]  # fmt: skip
    assert classeur.properties.title == "Preuve"


def test_a_band_gathers_titles():
    onglet = Onglet("A", ("a", "b", "c"), [(1, 2, 3)], (("Un & deux", 2), ("Trois", 1)))

    feuille = _load(onglet).active

    assert list(feuille.values) == [("Un & deux", None, "Trois"), ("a", "b", "c"), (1, 2, 3)]
    assert "A1:B1" in {str(zone) for zone in feuille.merged_cells.ranges}
    assert (feuille.freeze_panes, feuille.print_title_rows) == ("A3", "$1:$2")
    assert feuille.auto_filter.ref == "A2:C3"


def test_a_csv_holds_the_first_sheet():
    onglets = [Onglet("Une", ("A",), [("=x",)]), Onglet("Deux", ("B",), [])]

    assert write_table(onglets, FormatClasseur.CSV).decode() == "\ufeffA\r\n'=x\r\n"
    assert FormatClasseur.CSV.mime.startswith("text/csv")
