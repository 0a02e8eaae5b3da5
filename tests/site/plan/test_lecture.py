"""What reading a file or a pasted text loses is told, with its place; nothing else is lost."""

import zipfile
from functools import partial

import pytest

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.moteur.tables.modele import ErreurTable
from spaser.regles.plan_importe.lignes import TITRES_SUIVI
from spaser.site.plan.importation import tableau_lu
from spaser.site.plan.importation.champs_plan import CHERCHES, ChampPlan, CorrespondancePlan
from spaser.site.plan.importation.ecriture import make_lignes
from spaser.site.plan.importation.tableau_lu import LigneEcrite, TableLue

read_colle = partial(tableau_lu.read_colle, cherches=CHERCHES)
read_fichier_plan = partial(tableau_lu.read_fichier_plan, cherches=CHERCHES)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write(tmp_path, *onglets):
    chemin = tmp_path / "plan.xlsx"
    chemin.write_bytes(write_table([Onglet(*onglet) for onglet in onglets], FormatClasseur.XLSX))
    return chemin


def write_brut(tmp_path, cellules):
    """Write a workbook whose cells are XML: what no writer of ours would make."""
    chemin = tmp_path / "plan.xlsx"
    rels = "http://schemas.openxmlformats.org"
    noyau = f"{rels}/spreadsheetml/2006/main"
    liens = f"{rels}/officeDocument/2006/relationships"
    paquet = f"{rels}/package/2006/relationships"
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{noyau}" xmlns:r="{liens}"><sheets>'
            '<sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{paquet}"><Relationship Id="r1" Type="{liens}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{noyau}"><sheetData>{cellules}</sheetData></worksheet>',
        )
    return chemin


def lieux(lue):
    return [constat.lieu for constat in lue.constats]


def test_a_formula_without_result_and_a_long_cell_are_told(tmp_path):
    def cell(ref, texte):
        return f'<c r="{ref}" t="inlineStr"><is><t>{texte}</t></is></c>'

    lue = read_fichier_plan(
        write_brut(
            tmp_path,
            f'<row r="1">{cell("A1", "Action")}{cell("B1", "Pilote")}</row>'
            f'<row r="2">{cell("A2", "a" * 8001)}<c r="B2" t="e"><v>#REF!</v></c></row>',
        )
    )

    assert lieux(lue) == [
        "feuille « Plan », ligne 2, « Action »",
        "feuille « Plan », ligne 2, « Pilote »",
    ]
    assert [c.valeur for c in lue.constats] == ["a", "#REF!"]
    assert lue.lignes[0].textes == ("a" * 8000, "")


def test_a_long_cell_of_a_pasted_text_without_titles_is_told():
    lue = read_colle(f"Former\t{'a' * 8002}\nTrier\tDSI\n")

    assert lieux(lue) == ["ligne 1, « Colonne B »"]


@pytest.mark.parametrize(
    ("avant", "attendus", "dits"),
    [
        ([["Axe 1 : Social", ""]], ["Axe 1 : Social", "Former"], []),
        (
            [["SPASER 2026-2030", ""], ["Axe 1 : Social", ""], ["", "Mis à jour en mars"]],
            ["Axe 1 : Social", "Former"],
            ["SPASER 2026-2030 / Mis à jour en mars"],
        ),
    ],
)
def test_what_stands_above_the_titles_is_an_axis_or_is_told(tmp_path, avant, attendus, dits):
    titre, *suite = [*avant, ["Action", "Pilote"], ["Former", "RH"]]
    lue = read_fichier_plan(write(tmp_path, ("Plan", titre, suite)))

    assert [ligne.textes[0] for ligne in lue.lignes] == attendus
    assert [c.valeur for c in lue.constats] == dits


def test_two_rows_of_titles_are_not_above_the_titles(tmp_path):
    chemin = tmp_path / "plan.csv"
    chemin.write_text("Action;Calendrier;\n;Début;Fin\nFormer;06/2027;12/2027\n")

    assert read_fichier_plan(chemin).constats == ()


def test_each_sheet_of_an_axis_brings_its_own(tmp_path):
    titres, lignes = ["Action", "Pilote"], [["Former", "RH"]]
    lue = read_fichier_plan(
        write(
            tmp_path,
            ("1", ["Axe 1 : Social", ""], [titres, *lignes]),
            ("2", ["Axe 2 : Vert", ""], [titres, *lignes]),
        )
    )

    assert [x.textes[0] for x in lue.lignes] == [
        "Axe 1 : Social", "Former", "Axe 2 : Vert", "Former",
    ]  # fmt: skip


def test_our_own_second_sheet_is_left_without_a_word_and_doubtful_ones_are_told(tmp_path):
    plan = ("Plan", ["Action", "Pilote"], [["Former", "RH"]])
    suivi = ("Suivi", TITRES_SUIVI, [["A-1", "Former", "En cours", "", "", 1, 2]])
    assert read_fichier_plan(write(tmp_path, plan, suivi)).constats == ()

    doutes = [(nom, ["a", "b", "c"], [["Former", "RH", "x"]]) for nom in ("Une", "Deux")]
    assert lieux(read_fichier_plan(write(tmp_path, *doutes))) == ["Feuille « Deux »"]


def test_a_file_is_bounded_whatever_its_sheets(tmp_path):
    titres = ["Axe", "Action"]
    lignes = [["Social", f"Action {rang}"] for rang in range(600)]
    with pytest.raises(ErreurTable, match="Le fichier dépasse 1000 lignes"):
        read_fichier_plan(write(tmp_path, ("2026", titres, lignes), ("2027", titres, lignes)))

    chemin = tmp_path / "lourd.csv"
    chemin.write_text("Axe;Action\n" + f"{'a' * 7000};x\n" * 600)
    with pytest.raises(ErreurTable, match="trop de texte"):
        read_fichier_plan(chemin)


SEUL = 'Axe{0}Action{0}Pilote\nSocial{0}Former{0}RH\nVert{0}"Trier{0}DSI\nVert{0}Payer{0}\n'


@pytest.mark.parametrize("separateur", [";", "\t"])
def test_a_lone_quote_swallows_no_row(tmp_path, separateur):
    texte = SEUL.format(separateur)
    chemin = tmp_path / "plan.csv"
    chemin.write_text(texte)
    for lue in (read_colle(texte), read_fichier_plan(chemin)):
        assert [x.textes[1] for x in lue.lignes] == ["Former", '"Trier', "Payer"]
        assert lieux(lue) == ["Tout le tableau"]


def test_a_lone_quote_above_a_long_text_is_no_error():
    lue = read_colle('Axe\tAction\nSocial\t"Former\n' + f"Vert\t{'Trier ' * 300}\n" * 100)

    assert len(lue.lignes) == 101
    with pytest.raises(ErreurTable, match="guillemet"):
        read_colle(f'Axe\tAction\nSocial\t"{"a" * 1_100_000}\n')


def test_quotes_that_are_closed_are_read_as_they_are():
    lue = read_colle('Action;Étapes\nFormer;"Choisir\nPayer"\n"Dire ""oui""";x\n')

    assert [x.textes for x in lue.lignes] == [("Former", "Choisir\nPayer"), ('Dire "oui"', "x")]
    assert lue.constats == ()


def test_what_no_base_takes_is_left_out():
    lue = read_colle("Action\tPilote\nFor\0mer\tR\0H\n")

    assert lue.lignes == (LigneEcrite("ligne 2", ("Former", "RH")),)


def test_two_columns_of_one_title_are_both_kept():
    lue = TableLue(
        ("action", "realise", "realise 2"),
        ("Action", "Réalisé", "Réalisé"),
        (
            LigneEcrite("ligne 2", ("Former", "oui", "en mai")),
            LigneEcrite("ligne 3", ("Trier", "", "non")),
        ),
    )
    colonnes = CorrespondancePlan(titres=lue.titres, colonnes={ChampPlan.TITRE: "action"})

    assert [dict(brute.restes) for brute in make_lignes(lue, colonnes)] == [
        {"Réalisé": "oui / en mai"}, {"Réalisé": "non"},
    ]  # fmt: skip


def p(texte, style=""):
    dit = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{dit}<w:r><w:t>{texte}</w:t></w:r></w:p>"


def tc(texte, large=1):
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{large}"/></w:tcPr>{p(texte)}</w:tc>'


def sdt(corps):
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{corps}</w:sdtContent></w:sdt>"


def tr(*cellules):
    return f"<w:tr>{''.join(cellules)}</w:tr>"


def read_corps(tmp_path, corps):
    chemin = tmp_path / "plan.docx"
    styles = "".join(
        f'<w:style w:styleId="T{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2)
    )
    with zipfile.ZipFile(chemin, "w") as archive:
        corps = f"<w:document {W}><w:body>{corps}</w:body></w:document>"
        archive.writestr("word/document.xml", corps)
        archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return read_fichier_plan(chemin)


def test_every_cell_of_a_table_of_a_document_is_kept(tmp_path):
    lue = read_corps(
        tmp_path,
        sdt(
            "<w:tbl>"
            + tr(tc("Action"), tc("Calendrier", 2), tc("Réalisé"), tc("Réalisé"))
            + sdt(tr(tc("Former"), sdt(tc("janvier")), tc("juin"), tc("oui"), tc("en mai")))
            + "</w:tbl>"
        ),
    )

    assert lue.ecrits[3:] == ("Échéance", "Colonne C", "Réalisé", "Réalisé 2")
    assert lue.lignes[0].textes == ("", "", "Former", "janvier", "juin", "oui", "en mai")


def test_the_title_of_a_document_is_left_and_told(tmp_path):
    lue = read_corps(tmp_path, p("SPASER", "T1") + p("Social", "T2") + p("Vert", "T2"))

    assert [x.textes[-1] for x in lue.lignes] == ["Social", "Vert"]
    assert lieux(lue) == ["paragraphe 1 (« SPASER »)"]
