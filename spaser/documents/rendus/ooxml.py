"""The pieces of a Word file that python-docx does not make: notes, fields, controls, restarts."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final, cast
from xml.sax.saxutils import escape

from docx.document import Document as Fichier
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_PREMIERE_NOTE: Final = 1  # 0 is the line that separates notes from the text
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


def make_bornes_champ(instruction: str) -> tuple[list[BaseOxmlElement], BaseOxmlElement]:
    """Return what opens a field whose result takes several paragraphs, and what closes it."""
    texte = make_element("w:instrText", {"xml:space": "preserve"})
    texte.text = instruction

    def borne(genre: str) -> BaseOxmlElement:
        return make_element("w:r", {}, make_element("w:fldChar", {"w:fldCharType": genre}))

    return [borne("begin"), make_element("w:r", {}, texte), borne("separate")], borne("end")


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
