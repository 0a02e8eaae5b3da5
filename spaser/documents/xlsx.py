"""Workbooks for Excel, written row by row."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties

from spaser.documents.onglets import LIRE, Cellule, Mise, Style, find_style
from spaser.elements import name_colonne

_FORMATS: Final = {
    Style.JOUR: "dd/mm/yyyy",
    Style.ENTIER: "0",
    Style.NOMBRE: "#,##0.00",
    Style.EUROS: '#,##0.00\\ "€"',
    Style.PART: "0.0\\ %",
}
_A4: Final = 9
_MARGE: Final = 0.4  # inches
_ENCRE, _FOND, _TRAIT = "000091", "E3E3FD", "DDDDDD"


def write_xlsx(titre: str, mises: Sequence[Mise]) -> bytes:
    classeur = Workbook(write_only=True)
    classeur.properties.title = titre
    classeur.properties.language = "fr-FR"
    classeur.properties.creator = "SPASER"
    for mise in mises:
        _write_feuille(classeur.create_sheet(mise.onglet.nom_admis), titre, mise)
    if mises[0].onglet.nom == LIRE and len(mises) > 1:
        classeur.active = 1
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def _write_feuille(feuille: Any, titre: str, mise: Mise) -> None:  # noqa: ANN401 - openpyxl's own
    onglet = mise.onglet
    _set_up(feuille, titre, mise)
    modeles = _make_modeles(feuille)
    if onglet.bandeau:
        feuille.append(_write_bandeau(feuille, mise, modeles))
    feuille.append(_list_cellules(onglet.entetes, modeles, Style.TITRE))
    for ligne in mise.count_lignes():
        feuille.append(_list_cellules(ligne, modeles))
    if mise.est_filtrable:
        fin = name_colonne(len(onglet.entetes) - 1)
        feuille.auto_filter.ref = f"A{onglet.hauteur}:{fin}{onglet.hauteur + mise.nombre}"


def _set_up(feuille: Any, titre: str, mise: Mise) -> None:  # noqa: ANN401 - openpyxl's own
    """Lay out what stands before the rows, and every printed page."""
    hauteur = mise.onglet.hauteur
    feuille.freeze_panes = f"A{hauteur + 1}"
    feuille.print_title_rows = f"1:{hauteur}"
    if mise.pages > 1:
        feuille.print_title_cols = "A:A"
    for rang, largeur in enumerate(mise.largeurs):
        feuille.column_dimensions[name_colonne(rang)].width = largeur
    feuille.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page = feuille.page_setup
    page.paperSize, page.fitToWidth, page.fitToHeight = _A4, mise.pages, 0
    page.orientation = "landscape" if mise.est_large else "portrait"
    marges = feuille.page_margins
    marges.left = marges.right = _MARGE
    for place, texte in (
        (feuille.oddHeader.left, _escape(titre)),
        (feuille.oddFooter.left, _escape(mise.onglet.nom_admis)),
        (feuille.oddFooter.right, "Page &P sur &N"),
    ):
        place.text = texte


def _escape(texte: str) -> str:
    return texte.replace("&", "&&")


def _make_modeles(feuille: Any) -> Mapping[Style, Any]:  # noqa: ANN401 - openpyxl's own
    """Return a styled cell for each look, written again and again: making one costs."""
    modeles = {style: WriteOnlyCell(feuille) for style in Style}
    trait = Side(style="thin", color=_TRAIT)
    for style, cellule in modeles.items():
        cellule.alignment = Alignment(wrap_text=style in _RENVOYES, vertical="top")
        cellule.border = Border(top=trait, bottom=trait, left=trait, right=trait)
        cellule.number_format = _FORMATS.get(style, "General")
    for style in (Style.TITRE, Style.BANDEAU):
        modeles[style].font = Font(bold=True, color=_ENCRE)
        modeles[style].fill = PatternFill("solid", fgColor=_FOND)
    return modeles


_RENVOYES: Final = frozenset({Style.TITRE, Style.BANDEAU, Style.TEXTE})  # on several lines


def _list_cellules(
    ligne: Sequence[Cellule], modeles: Mapping[Style, Any], style: Style | None = None
) -> Iterator[Any]:
    """Yield the cells of a row, each written before the next one comes."""
    for cellule in ligne:
        modele = modeles[style or find_style(cellule)]
        if isinstance(cellule, bool):
            cellule = "oui" if cellule else "non"  # noqa: PLW2901 - what is shown of it
        if isinstance(cellule, str):
            modele.value = ILLEGAL_CHARACTERS_RE.sub("", cellule)
            modele.data_type = "s"
        else:
            modele.value = cellule
        yield modele


def _write_bandeau(feuille: Any, mise: Mise, modeles: Mapping[Style, Any]) -> Iterator[Any]:  # noqa: ANN401 - openpyxl's own
    rang = 0
    titres: list[Cellule] = []
    for titre, nombre in mise.onglet.bandeau:
        feuille.merged_cells.add(f"{name_colonne(rang)}1:{name_colonne(rang + nombre - 1)}1")
        titres += [titre, *[None] * (nombre - 1)]
        rang += nombre
    return _list_cellules(titres, modeles, Style.BANDEAU)
