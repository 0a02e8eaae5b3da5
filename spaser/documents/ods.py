"""Open documents, written as text: every space, tab and line comes back as it was."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from spaser.documents.onglets import LIRE, Cellule, Mise, Style, find_style
from spaser.elements import name_colonne

# What a reader of XML may fold: all but a single space between two words.
_FRAGILES: Final = re.compile(r"\t|^ +| +$| {2,}")
_INTERDITS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML holds none of them
_FINS: Final = re.compile(r"\r\n|[\r\n]")
_CM: Final = 0.2  # width of a character
_ESPACES: Final = " ".join(
    f'xmlns:{prefixe}="urn:oasis:names:tc:opendocument:xmlns:{suite}"'
    for prefixe, suite in {
        "office": "office:1.0",
        "style": "style:1.0",
        "text": "text:1.0",
        "table": "table:1.0",
        "number": "datastyle:1.0",
        "fo": "xsl-fo-compatible:1.0",
        "meta": "meta:1.0",
        "config": "config:1.0",
    }.items()
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:ooo="http://openoffice.org/2004/office"'
    ' office:version="1.2"'
)
_MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def write_ods(titre: str, mises: Sequence[Mise]) -> bytes:
    parties = {
        "content.xml": _write_contenu(mises),
        "styles.xml": _write_styles(titre, mises),
        "meta.xml": _write_meta(titre),
        "settings.xml": _write_reglages(mises),
    }
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIME, zipfile.ZIP_STORED)  # the format wants it so
        archive.writestr("META-INF/manifest.xml", _write_manifeste(parties))
        for nom, texte in parties.items():
            archive.writestr(nom, texte)
    return tampon.getvalue()


def _write_manifeste(parties: Iterable[str]) -> str:
    lignes = "".join(
        f'<manifest:file-entry manifest:full-path="{chemin}" manifest:media-type="{genre}"/>'
        for chemin, genre in [("/", _MIME), *((nom, "text/xml") for nom in parties)]
    )
    espace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        f'{_XML}<manifest:manifest xmlns:manifest="{espace}" manifest:version="1.2">{lignes}'
        "</manifest:manifest>"
    )


def _write_contenu(mises: Sequence[Mise]) -> str:
    tables = "".join(_write_table(place, mise) for place, mise in enumerate(mises))
    filtres = "".join(_write_filtre(place, mise) for place, mise in enumerate(mises))
    return (
        f"{_XML}<office:document-content {_ESPACES}><office:automatic-styles>{_CELLULES}"
        f"{''.join(_write_colonnes(place, mise) for place, mise in enumerate(mises))}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f"{tables}<table:database-ranges>{filtres}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _write_colonnes(place: int, mise: Mise) -> str:
    largeurs = "".join(
        f'<style:style style:name="co{place}-{rang}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{largeur * _CM:.2f}cm"/></style:style>'
        for rang, largeur in enumerate(mise.largeurs)
    )
    return (
        f'<style:style style:name="ta{place}" style:family="table" '
        f'style:master-page-name="page{place}"><style:table-properties table:display="true"/>'
        f"</style:style>{largeurs}"
    )


def _write_table(place: int, mise: Mise) -> str:
    onglet = mise.onglet
    premiere, *suivantes = (
        f'<table:table-column table:style-name="co{place}-{rang}"/>'
        for rang in range(len(onglet.entetes))
    )
    if mise.pages > 1:  # repeated on each page
        premiere = f"<table:table-header-columns>{premiere}</table:table-header-columns>"
    colonnes = "".join((premiere, *suivantes))
    titres = _write_bandeau(mise) + _write_row(onglet.entetes, Style.TITRE)
    rangees = "".join(map(_write_row, mise.count_lignes()))
    return (
        f'<table:table table:name={quoteattr(onglet.nom_admis)} table:style-name="ta{place}">'
        f"{colonnes}<table:table-header-rows>{titres}</table:table-header-rows>{rangees}"
        "</table:table>"
    )


def _write_filtre(place: int, mise: Mise) -> str:
    if not mise.est_filtrable:
        return ""
    onglet = mise.onglet
    nom = f"$'{onglet.nom_admis.replace("'", "''")}'"
    fin = name_colonne(len(onglet.entetes) - 1)
    zone = f"{nom}.$A${onglet.hauteur}:{nom}.${fin}${onglet.hauteur + mise.nombre}"
    return (
        f'<table:database-range table:name="filtre{place}" '
        f'table:target-range-address={quoteattr(zone)} table:display-filter-buttons="true"/>'
    )


def _write_bandeau(mise: Mise) -> str:
    if not mise.onglet.bandeau:
        return ""
    cellules = "".join(
        _write_string(titre, Style.BANDEAU, f'table:number-columns-spanned="{nombre}" ')
        + "<table:covered-table-cell/>" * (nombre - 1)
        for titre, nombre in mise.onglet.bandeau
    )
    return f"<table:table-row>{cellules}</table:table-row>"


def _write_row(ligne: Sequence[Cellule], style: Style | None = None) -> str:
    cellules = "".join(_write_cell(c, style or find_style(c)) for c in ligne)
    return f"<table:table-row>{cellules}</table:table-row>"


def _write_cell(cellule: Cellule, style: Style) -> str:
    if cellule is None:
        return '<table:table-cell table:style-name="texte"/>'
    if isinstance(cellule, bool):
        return _write_string("oui" if cellule else "non", style)
    if isinstance(cellule, str):
        return _write_string(_INTERDITS.sub("", cellule), style)
    if isinstance(cellule, date):
        jour = cellule.isoformat()
        return _cell("date", f'office:date-value="{jour}"', f"<text:p>{jour}</text:p>", style)
    return _cell("float", f'office:value="{cellule}"', f"<text:p>{cellule}</text:p>", style)


def _write_string(texte: str, style: Style, etendue: str = "") -> str:
    lignes = _FINS.split(texte)
    ecrites = "</text:p><text:p>".join(map(_write_line, lignes))
    return _cell("string", etendue, f"<text:p>{ecrites}</text:p>", style)


def _write_line(ligne: str) -> str:
    if _FRAGILES.search(ligne) is None:
        return escape(ligne)
    morceaux, place = [], 0
    for trouve in _FRAGILES.finditer(ligne):
        morceaux += [escape(ligne[place : trouve.start()]), _write_fragile(trouve[0])]
        place = trouve.end()
    return "".join([*morceaux, escape(ligne[place:])])


def _write_fragile(blancs: str) -> str:
    return "<text:tab/>" if blancs == "\t" else f'<text:s text:c="{len(blancs)}"/>'


def _cell(genre: str, valeur: str, contenu: str, style: Style) -> str:
    return f'{_TETES[style]}{genre}" {valeur}>{contenu}</table:table-cell>'


_TETES: Final = {
    style: f'<table:table-cell table:style-name="{style}" office:value-type="' for style in Style
}
_NOMBRE: Final = '<number:number number:min-integer-digits="1" number:decimal-places='
_LONG: Final = 'number:style="long"'
_DATE: Final = (
    f"<number:day {_LONG}/><number:text>/</number:text><number:month {_LONG}/>"
    f"<number:text>/</number:text><number:year {_LONG}/>"
)
_MONNAIE: Final = (
    f'{_NOMBRE}"2" number:grouping="true"/><number:text> </number:text>'
    '<number:currency-symbol number:language="fr" number:country="FR">€</number:currency-symbol>'
)
_FORMATS: Final = {
    Style.JOUR: ("date-style", _DATE),
    Style.ENTIER: ("number-style", f'{_NOMBRE}"0"/>'),
    Style.NOMBRE: ("number-style", f'{_NOMBRE}"2" number:grouping="true"/>'),
    Style.EUROS: ("currency-style", _MONNAIE),
    Style.PART: ("percentage-style", f'{_NOMBRE}"1"/><number:text> %</number:text>'),
}
_TRAIT: Final = 'fo:border="0.5pt solid #dddddd" style:vertical-align="top"'
_GRAS: Final = '<style:text-properties fo:font-weight="bold" fo:color="#000091"/>'


def _list_styles() -> Iterator[str]:
    """Yield the looks of cells, those of numbers after their format."""
    for style, (genre, contenu) in _FORMATS.items():
        yield f'<number:{genre} style:name="n-{style}">{contenu}</number:{genre}>'
        yield _write_style(style, f'style:data-style-name="n-{style}"', _TRAIT)
    renvoi = f'{_TRAIT} fo:wrap-option="wrap"'
    yield _write_style(Style.TEXTE, "", renvoi)
    for style in (Style.TITRE, Style.BANDEAU):
        yield _write_style(style, "", f'{renvoi} fo:background-color="#e3e3fd"', _GRAS)


def _write_style(style: Style, format_: str, cellule: str, texte: str = "") -> str:
    return (
        f'<style:style style:name="{style}" style:family="table-cell" {format_}>'
        f"<style:table-cell-properties {cellule}/>{texte}</style:style>"
    )


_CELLULES: Final = "".join(_list_styles())


def _write_styles(titre: str, mises: Sequence[Mise]) -> str:
    """Return the page of each sheet: A4, as few pages wide as can be read, numbered."""
    formats = "".join(_write_page(place, mise) for place, mise in enumerate(mises))
    modeles = "".join(
        f'<style:master-page style:name="page{place}" style:page-layout-name="format{place}">'
        f"<style:header><text:p>{escape(titre)}</text:p></style:header>"
        "<style:footer><text:p><text:sheet-name>???</text:sheet-name> – page "
        "<text:page-number>1</text:page-number> sur <text:page-count>1</text:page-count></text:p>"
        "</style:footer></style:master-page>"
        for place in range(len(mises))
    )
    return (
        f"{_XML}<office:document-styles {_ESPACES}><office:styles>"
        '<style:default-style style:family="table-cell"><style:text-properties '
        'fo:language="fr" fo:country="FR" fo:font-family="Calibri, Carlito, sans-serif" '
        'fo:font-size="11pt"/></style:default-style></office:styles>'
        f"<office:automatic-styles>{formats}</office:automatic-styles>"
        f"<office:master-styles>{modeles}</office:master-styles></office:document-styles>"
    )


def _write_page(place: int, mise: Mise) -> str:
    large, haute, sens = _PAYSAGE if mise.est_large else _PORTRAIT
    return (
        f'<style:page-layout style:name="format{place}"><style:page-layout-properties '
        f'fo:page-width="{large}" fo:page-height="{haute}" fo:margin="1.2cm" '
        f'style:print-orientation="{sens}" style:scale-to-X="{mise.pages}" style:scale-to-Y="0"/>'
        "<style:header-style/><style:footer-style/></style:page-layout>"
    )


_PORTRAIT: Final = ("21cm", "29.7cm", "portrait")
_PAYSAGE: Final = ("29.7cm", "21cm", "landscape")


def _write_meta(titre: str) -> str:
    return (
        f"{_XML}<office:document-meta {_ESPACES}><office:meta><dc:title>{escape(titre)}</dc:title>"
        "<dc:language>fr-FR</dc:language><meta:generator>SPASER</meta:generator></office:meta>"
        "</office:document-meta>"
    )


def _write_reglages(mises: Sequence[Mise]) -> str:
    """Return what the screen keeps in sight: the titles of each sheet, and the first of data."""
    vues = "".join(map(_write_vue, mises))
    active = mises[1 if mises[0].onglet.nom == LIRE and len(mises) > 1 else 0].onglet.nom_admis
    return (
        f"{_XML}<office:document-settings {_ESPACES}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item config:name="ActiveTable" config:type="string">{escape(active)}'
        '</config:config-item><config:config-item-map-named config:name="Tables">'
        f"{vues}</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


def _write_vue(mise: Mise) -> str:
    hauteur = mise.onglet.hauteur
    reglages = {
        "VerticalSplitMode": 2,
        "VerticalSplitPosition": hauteur,
        "ActiveSplitRange": 2,
        "PositionBottom": hauteur,
    }
    valeurs = "".join(
        f'<config:config-item config:name="{nom}" '
        f'config:type="{"short" if nom.endswith("Mode") or nom.startswith("Active") else "int"}">'
        f"{valeur}</config:config-item>"
        for nom, valeur in reglages.items()
    )
    return (
        f"<config:config-item-map-entry config:name={quoteattr(mise.onglet.nom_admis)}>{valeurs}"
        "</config:config-item-map-entry>"
    )
