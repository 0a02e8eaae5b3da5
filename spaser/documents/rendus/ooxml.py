"""The pieces of a Word file that python-docx does not make: notes, fields, controls, restarts."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final, cast
from xml.sax.saxutils import escape

from docx.document import Document as Fichier
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.oxml.styles import CT_Style
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_PREMIERE_NOTE: Final = 1  # 0 is the line that separates notes from the text
_ORDRE: Final = (
    "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr",
)  # fmt: skip
_APRES: Final = {qn(nom): _ORDRE[rang + 1 :] for rang, nom in enumerate(_ORDRE[:2])}
_SEPARATEUR: Final = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
)


def make_element(
    nom: str, attributs: Mapping[str, str] | None = None, *enfants: BaseOxmlElement
) -> BaseOxmlElement:
    """Return an element, its attributes named as its tag is: « w:val »."""
    element = cast("BaseOxmlElement", OxmlElement(nom))
    for attribut, valeur in (attributs or {}).items():
        element.set(qn(attribut), valeur)
    for enfant in enfants:
        element.append(enfant)
    return element


def make_run(texte: str, *proprietes: BaseOxmlElement) -> BaseOxmlElement:
    run = make_element("w:r")
    if proprietes:
        run.append(make_element("w:rPr", {}, *proprietes))
    for rang, ligne in enumerate(texte.split("\n")):
        if rang:
            run.append(make_element("w:br"))
        mots = make_element("w:t", {"xml:space": "preserve"})
        mots.text = ligne
        run.append(mots)
    return run


def mark(premier: BaseOxmlElement, dernier: BaseOxmlElement, identifiant: str, rang: int) -> None:
    debut = make_element("w:bookmarkStart", {"w:id": str(rang), "w:name": identifiant})
    premier.insert(0 if premier.find(qn("w:pPr")) is None else 1, debut)
    dernier.append(make_element("w:bookmarkEnd", {"w:id": str(rang)}))


def make_controle(texte: str, reference: str, titre: str) -> BaseOxmlElement:
    """Return words in a control that stays when they change, tagged with a reference."""
    proprietes = make_element(
        "w:sdtPr",
        {},
        make_element("w:alias", {"w:val": titre[:60]}),
        make_element("w:tag", {"w:val": reference}),
        make_element("w:lock", {"w:val": "sdtLocked"}),
        make_element("w:text"),
    )
    return make_element("w:sdt", {}, proprietes, make_element("w:sdtContent", {}, make_run(texte)))


def add_champ(paragraphe: Paragraph, instruction: str, resultat: str) -> None:
    """Add a field that Word computes, with what it says until then."""
    champ = make_element("w:fldSimple", {"w:instr": instruction}, make_run(resultat))
    paragraphe._p.append(champ)  # noqa: SLF001 - fields have no other door


def make_page(identifiant: str) -> list[BaseOxmlElement]:
    """Return a tab and the page of a bookmark: blank until a program computes it."""
    texte = make_element("w:instrText", {"xml:space": "preserve"})
    texte.text = f" PAGEREF {identifiant} \\h "

    def borne(genre: str) -> BaseOxmlElement:
        return make_element("w:r", {}, make_element("w:fldChar", {"w:fldCharType": genre}))

    tabulation = make_element("w:r", {}, make_element("w:tab"))
    champ = make_element("w:r", {}, texte)
    return [tabulation, borne("begin"), champ, borne("separate"), borne("end")]


def put(element: CT_P | CT_Style, propriete: BaseOxmlElement) -> None:
    """Put a property of a paragraph where the format wants it, in the place of a former one."""
    proprietes = cast("CT_P", element).get_or_add_pPr()
    for ancienne in proprietes.findall(propriete.tag):
        proprietes.remove(ancienne)
    proprietes.insert_element_before(propriete, *_APRES[propriete.tag])


def put_behind(dessin: CT_Inline, nom: str) -> None:
    """Take a picture out of its line: behind the words, from the corner of the page."""
    cadre = parse_xml(
        f'<wp:anchor {nsdecls("wp")} behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1" '
        'simplePos="0" relativeHeight="0" distT="0" distB="0" distL="0" distR="0">'
        '<wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        "</wp:anchor>"
    )
    dessin.docPr.set("descr", nom)
    for enfant in list(dessin):
        cadre.append(enfant)
        if enfant.tag == qn("wp:extent"):
            cadre.append(make_element("wp:wrapNone"))
    cast("BaseOxmlElement", dessin.getparent()).replace(dessin, cadre)


def make_style_table(nom: str, encre: str, filet: str) -> BaseOxmlElement:
    """Return a style of tables without grid: a rule under the head, hairlines under rows."""
    xml: BaseOxmlElement = parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TableauAFilets">'
        f'<w:name w:val="{nom}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
        f'<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{filet[1:]}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{filet[1:]}"/></w:tblBorders></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:color="{encre[1:]}"/>'
        "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )
    return xml


def set_numero(paragraphe: Paragraph, numero: int) -> None:
    valeur = make_element("w:numId", {"w:val": str(numero)})
    paragraphe._p.get_or_add_pPr().append(make_element("w:numPr", {}, valeur))  # noqa: SLF001


def restart_liste(fichier: Fichier, style: str) -> int:
    """Return a numbering that starts at 1, with the look of a style.

    It counts apart: two numberings of one model would count together.
    """
    pPr = fichier.styles[style].element.pPr  # noqa: N806 - the format's own name
    numerotation = fichier.part.numbering_part.element
    rang = numerotation.num_having_numId(pPr.numPr.numId.val).abstractNumId.val
    modeles = {m.get(qn("w:abstractNumId")): m for m in numerotation.iter(qn("w:abstractNum"))}
    copie = deepcopy(modeles[str(rang)])
    copie.set(qn("w:abstractNumId"), str(len(modeles)))
    for lien in list(copie.iter(qn("w:nsid"), qn("w:tmpl"), qn("w:pStyle"))):
        lien.getparent().remove(lien)
    numerotation.insert(len(modeles), copie)
    return int(numerotation.add_num(len(modeles)).numId)


class Notes:
    """The notes at the foot of pages, gathered as the text is written."""

    def __init__(self) -> None:
        self._textes: list[str] = []

    def add(self, texte: str) -> BaseOxmlElement:
        self._textes.append(texte)
        numero = str(len(self._textes) + _PREMIERE_NOTE - 1)
        appel = make_element("w:footnoteReference", {"w:id": numero})
        exposant = make_element("w:rPr", {}, make_element("w:vertAlign", {"w:val": "superscript"}))
        return make_element("w:r", {}, exposant, appel)

    def attach(self, fichier: Fichier) -> None:
        """Put the notes in the file; no part is made when there are none."""
        if not self._textes:
            return
        notes = "".join(_write_note(i, t) for i, t in enumerate(self._textes, _PREMIERE_NOTE))
        xml = f"<w:footnotes {nsdecls('w')}>{_SEPARATEUR}{notes}</w:footnotes>"
        part = Part(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            xml.encode(),
            fichier.part.package,
        )
        fichier.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _write_note(numero: int, texte: str) -> str:
    appel = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    petit = '<w:rPr><w:sz w:val="18"/></w:rPr>'
    mots = f'<w:r>{petit}<w:t xml:space="preserve"> {escape(texte)}</w:t></w:r>'
    return f'<w:footnote w:id="{numero}"><w:p>{appel}{mots}</w:p></w:footnote>'
