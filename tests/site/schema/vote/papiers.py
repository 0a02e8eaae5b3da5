"""The files of a sitting, read back by other programs: what each says, its figures, its dates."""

import io
import json
import re
import zipfile

from lxml import etree, html
from pypdf import PdfReader

MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ESPACES = re.compile(r"\s+")
_GENRES = {"docx": "word/", "odt": "", "pptx": "ppt/slides/"}
_SEPARENT = {"tab", "br", "s", "line-break", "footnoteReference", "note"}
_MUETS = {"note-citation", "instrText", "desc", "title", "posOffset", "align"}


def read_papier(nom, octets):
    """Return all that a file says, tables and descriptions of drawings included."""
    suffixe = nom.rpartition(".")[2]
    if suffixe == "pdf":
        return _read_pdf(octets)
    if suffixe == "html":
        return _read_html(octets)
    if suffixe == "json":
        return "\n".join(_walk(json.loads(octets)))
    return "\n".join(_list_paragraphes(suffixe, octets))


def _read_pdf(octets):
    lecteur = PdfReader(io.BytesIO(octets))
    pages = [page.extract_text() for page in lecteur.pages]
    dessins = []
    _follow(lecteur.root_object["/StructTreeRoot"], dessins)
    return "\n".join((*pages, *dessins))


def _follow(noeud, dessins):
    """Gather what is read aloud in place of a drawing."""
    noeud = noeud.get_object()
    if isinstance(noeud, list):
        for dedans in noeud:
            _follow(dedans, dessins)
    elif isinstance(noeud, dict):
        if "/Alt" in noeud:
            dessins.append(str(noeud["/Alt"]))
        if "/K" in noeud:
            _follow(noeud["/K"], dessins)


def _read_html(octets):
    page = html.document_fromstring(octets.decode())
    for element in page.xpath("//style | //script"):
        element.drop_tree()
    return "\n".join((*page.xpath("//text()"), *page.xpath("//@aria-label")))


def _walk(valeur):
    if isinstance(valeur, dict):
        for dedans in valeur.values():
            yield from _walk(dedans)
    elif isinstance(valeur, list):
        for dedans in valeur:
            yield from _walk(dedans)
    elif valeur is not None:
        yield str(valeur)


def _list_paragraphes(suffixe, octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        for partie in sorted(archive.namelist()):
            if partie.endswith(".xml") and _is_lue(suffixe, partie):
                racine = etree.fromstring(archive.read(partie))
                for paragraphe in racine.iter("{*}p", "{*}h"):
                    yield "".join(_list_mots(paragraphe))
                yield from racine.xpath("//@descr")
                yield from racine.xpath("//*[local-name() = 'desc']/text()")


def _is_lue(suffixe, partie):
    if suffixe == "odt":
        return partie in {"content.xml", "styles.xml"}
    return partie.startswith(_GENRES[suffixe]) and "/theme" not in partie


def _list_mots(paragraphe):
    """Give the words of a paragraph; what a program writes by itself (a number of note) is tu."""
    yield paragraphe.text or ""
    for noeud in paragraphe.iterdescendants():
        nom = etree.QName(noeud).localname
        if nom in _SEPARENT:
            yield " "
        yield "" if nom in _MUETS else noeud.text or ""
        yield noeud.tail or ""


_UNITES = {
    "%": "%",
    "€": "€",
    "euro": "€",
    "euros": "€",
    "M€": "M€",
    "million d’euros": "M€",
    "millions d’euros": "M€",
}
_FINES = re.compile("[\u202f\u00a0]")
_COLLES = re.compile(r"(?<=[a-zà-ÿ]{3})(?=\d)|(?<=%)(?=\d)")  # two words of a drawing, in a PDF
_TUS = re.compile(
    r"n° ?\d[\d-]*|\b[LRD]\.? ?\d[\d-]*|\b[A-Z]+-\d+|\b\d+ / \d+\b|\b\d{9}:\S+|https?://\S+"
)
_JOUR = re.compile(rf"(?<![\w-])(?:(1er|\d{{1,2}}) )?({MOIS.replace(' ', '|')}) (\d{{4}})\b")
_CHIFFRES = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
_NOMBRES = {  # a reader of PDF gives a plain space for a narrow one
    fin: re.compile(
        rf"(?<![\w.,-])(\d{{1,3}}(?:{fin}\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?)"
        rf"(?:[ _]?({'|'.join(sorted(_UNITES, key=len, reverse=True))})(?!\w))?"
    )
    for fin in ("_", "[_ ]")
}


def flatten_mots(texte):
    """Return a text in one line, whatever its spaces."""
    return " ".join(texte.replace("\u00ad", "").split())


def list_figures(texte, *, pdf=False):
    """Return the dates, amounts, shares and numbers of a text, each written in one way."""
    figures, noms = set(), MOIS.split()

    def keep_jour(jour, mois, annee):
        figures.add(" ".join(filter(None, (jour, mois, annee))))
        return " ; "

    dit = " ".join(re.split(r"[^\S\u202f\u00a0]+", _COLLES.sub(" ", texte.replace("\u00ad", ""))))
    dit = _TUS.sub(" ; ", re.sub("(?<!\\d)_|_(?!\\d{3})", " ", _FINES.sub("_", dit)))
    dit = _CHIFFRES.sub(lambda m: keep_jour(_tell_jour(m[1]), noms[int(m[2]) - 1], m[3]), dit)
    dit = _ISO.sub(lambda m: keep_jour(_tell_jour(m[3]), noms[int(m[2]) - 1], m[1]), dit)
    dit = _JOUR.sub(lambda m: keep_jour(m[1] or "", m[2], m[3]), dit)
    for nombre, unite in _NOMBRES["[_ ]" if pdf else "_"].findall(dit):
        figures.add(
            f"{nombre} {_UNITES[unite]}".replace("_", " ") if unite else nombre.replace("_", " ")
        )
    return figures


def _tell_jour(numero):
    return "" if numero is None else "1er" if numero == "01" else str(int(numero))
