"""A rich document, each form opened by another program: what it reads is what the model says."""

import io
import re
import shutil
import subprocess
from dataclasses import dataclass

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from lxml import etree, html
from odfdo import Document as Odt
from pypdf import PdfReader

from spaser.documents.document import (
    Chiffre,
    Fiche,
    Figure,
    Note,
    Tableau,
    list_contenus,
    prepare,
    read_mots,
    split_contenu,
    walk_blocs,
    walk_sections,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from tests.documents.rendus.exemples import RICHE, write_html
from tests.documents.rendus.test_pdf import walk_tags


@dataclass(frozen=True)
class Lu:
    """What a program finds in a file."""

    langue: str
    titres: list[tuple[int, str]]
    tableaux: list[list[list[str]]]
    fiches: list[list[list[str]]]
    alternatives: list[str]
    notes: list[str]
    references: list[str]
    identifiants: list[str]


COMPLET = prepare(RICHE)
MORCEAUX = [
    morceau
    for bloc in walk_blocs(COMPLET)
    for contenu in list_contenus(bloc)
    for morceau in split_contenu(contenu)
]


def _list_tableaux():
    for bloc in walk_blocs(COMPLET):
        if isinstance(bloc, Tableau):
            lignes = [list(map(read_mots, ligne)) for ligne in bloc.lignes]
            yield [list(bloc.entetes), *lignes]


def _list_fiches():
    for bloc in walk_blocs(COMPLET):
        if isinstance(bloc, Fiche):
            yield [[bloc.titre], *([nom, read_mots(contenu)] for nom, contenu in bloc.champs)]


def _list_identifiants():
    yield from (bloc.identifiant for bloc in COMPLET.blocs)
    for _, section in walk_sections(COMPLET):
        yield section.identifiant
        yield from (bloc.identifiant for bloc in section.blocs)


MODELE = Lu(
    langue="fr",
    titres=[(niveau, section.titre) for niveau, section in walk_sections(COMPLET)],
    tableaux=list(_list_tableaux()),
    fiches=list(_list_fiches()),
    alternatives=[bloc.alt for bloc in walk_blocs(COMPLET) if isinstance(bloc, Figure)],
    notes=[morceau.texte for morceau in MORCEAUX if isinstance(morceau, Note)],
    references=[morceau.reference for morceau in MORCEAUX if isinstance(morceau, Chiffre)],
    identifiants=[identifiant for identifiant in _list_identifiants() if identifiant],
)


def read_html():
    page = html.fromstring(write_html(RICHE))
    fiches = [
        [
            [dl.getprevious().text_content()],
            *([dt.text_content(), dt.getnext().text_content()] for dt in dl.xpath("./dt")),
        ]
        for dl in page.xpath("//dl")
    ]
    tables = [
        [[case.text_content() for case in rangee] for rangee in table.iter("tr")]
        for table in page.xpath("//table")
    ]
    return Lu(
        langue=page.get("lang"),
        titres=[
            (int(t.tag[1]) - 1, t.text_content()) for t in page.xpath("//h2|//h3|//h4|//h5|//h6")
        ],
        tableaux=tables,
        fiches=fiches,
        alternatives=page.xpath("//figure/*[@role='img']/@aria-label"),
        notes=[n.text_content()[2:-1] for n in page.xpath("//*[@class='document-note']")],
        references=page.xpath("//data/@value"),
        identifiants=page.xpath("//*[not(ancestor::figure)]/@id"),  # a drawing has its own
    )


def _read_mots(element):
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def read_docx():
    fichier = docx.Document(io.BytesIO(write_docx(RICHE, sommaire=True)))
    (notes,) = [p for p in fichier.part.package.iter_parts() if p.partname == "/word/footnotes.xml"]
    styles = [(p.style.name, p.text) for p in fichier.paragraphs]
    (langue,) = {lang.get(qn("w:val")) for lang in fichier.styles.element.iter(qn("w:lang"))}
    return Lu(
        langue=langue.removesuffix("-FR"),
        titres=[(int(nom[-1]), texte) for nom, texte in styles if nom.startswith("Heading")],
        tableaux=[_read_table(table) for table in fichier.tables],
        fiches=_read_fiches(
            (p.style.name, ["".join(map(_read_mots, p._p.r_lst[:1])), _read_mots(p._p)])
            for p in fichier.paragraphs
        ),
        alternatives=[image._inline.docPr.get("descr") for image in fichier.inline_shapes],
        notes=[_read_mots(n).strip() for n in etree.fromstring(notes.blob)][1:],
        references=[t.get(qn("w:val")) for t in fichier.element.iter(qn("w:tag"))],
        identifiants=[m.get(qn("w:name")) for m in fichier.element.iter(qn("w:bookmarkStart"))],
    )


def _read_fiches(paragraphes):
    """Gather the lines that follow each title: the name of a field, then what is said of it."""
    fiches = []
    for style, (nom, mots) in paragraphes:
        if style.startswith(("Titre de fiche", "SpaserFicheTitre")):
            fiches.append([[mots]])
        elif style.startswith(("Champ de fiche", "SpaserChamp")):
            fiches[-1].append([nom, mots.removeprefix(nom).strip()])
    return fiches


def _read_table(table: Table):
    return [[_read_mots(case._tc) for case in rangee.cells] for rangee in table.rows]


def _read_champ(paragraphe):
    return [paragraphe.children[0].inner_text if paragraphe.children else "", paragraphe.inner_text]


def read_odt():
    fichier = Odt(io.BytesIO(write_odt(RICHE, sommaire=True)))
    corps = fichier.body
    return Lu(
        langue=str(fichier.meta.language).removesuffix("-FR"),
        titres=[(int(titre.level), titre.inner_text.strip()) for titre in corps.headers],
        tableaux=[
            [
                [case.inner_text.strip() for case in rangee.get_elements("table:table-cell")]
                for rangee in table.get_elements(".//table:table-row")
            ]
            for table in corps.get_elements("//table:table")
        ],
        fiches=_read_fiches(
            (p.get_attribute("text:style-name") or "", _read_champ(p))
            for p in corps.get_elements("//text:p")
        ),
        alternatives=[d.text for d in corps.get_elements("//svg:desc")],
        notes=[n.inner_text.strip() for n in corps.get_elements("//text:note-body")],
        references=[
            c.get_attribute("loext:tag") for c in corps.get_elements("//loext:content-control")
        ],
        identifiants=[
            m.get_attribute("text:name") for m in corps.get_elements("//text:bookmark-start")
        ],
    )


@pytest.mark.parametrize("read", [read_html, read_docx, read_odt])
def test_a_file_holds_what_the_model_says(read):
    assert read() == MODELE


def _list_mots(bloc):
    """Return the words of a block in the order of reading, but those of its notes."""
    match bloc:
        case Tableau():
            cases = [read_mots(case) for ligne in bloc.lignes for case in ligne]
            return [bloc.legende, *bloc.entetes, *cases]
        case Figure():
            return [bloc.legende]
        case Fiche():
            champs = [(nom, read_mots(contenu)) for nom, contenu in bloc.champs]
            return [bloc.titre, *(mot for champ in champs for mot in champ)]
    return list(map(read_mots, list_contenus(bloc)))


def _squeeze(mots):
    return "".join("".join(mots).split())


MARQUES = {
    **{s.identifiant: _squeeze(s.titre) for _, s in walk_sections(COMPLET)},
    **{bloc.identifiant: _squeeze(_list_mots(bloc)) for bloc in walk_blocs(COMPLET)},
}
del MARQUES[""]


def _read_marques(racine, marque, nom, lit):
    """Return the words that stand in each bookmark; `lit` tells what is read of an element."""
    ouvertes, lues = {}, {}
    for evenement, element in etree.iterwalk(racine, events=("start", "end")):
        if evenement == "start" and element.tag == f"{marque}Start":
            ouvertes[element.get(nom[0])] = element.get(nom[1])
        elif evenement == "start" and element.tag == f"{marque}End":
            ouvertes.pop(element.get(nom[0]))
        for ouverte in ouvertes.values():
            lues[ouverte] = lues.get(ouverte, "") + lit(evenement, element)
    return {nom: _squeeze(mots) for nom, mots in lues.items()}


def test_a_bookmark_of_word_holds_its_whole_block():
    racine = docx.Document(io.BytesIO(write_docx(RICHE))).element

    def lit(evenement, element):
        return element.text or "" if (evenement, element.tag) == ("start", qn("w:t")) else ""

    lues = _read_marques(racine, qn("w:bookmark"), (qn("w:id"), qn("w:name")), lit)
    assert lues == MARQUES


def test_a_bookmark_of_odt_holds_its_whole_block():
    contenu = Odt(io.BytesIO(write_odt(RICHE))).get_part("content.xml").serialize()
    espace = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    texte = contenu.replace(b"bookmark-start", b"bookmarkStart")
    racine = etree.fromstring(texte.replace(b"bookmark-end", b"bookmarkEnd"))
    for cache in list(racine.iter(f"{espace}note", "{*}desc")):
        cache.tail, suite = None, cache.tail or ""
        cache.clear()
        cache.tail = suite

    def lit(evenement, element):
        return (element.text if evenement == "start" else element.tail) or ""

    nom = f"{espace}name"
    assert _read_marques(racine, f"{espace}bookmark", (nom, nom), lit) == MARQUES


def _walk_plan(plan, niveau=1):
    for element in plan:
        if isinstance(element, list):
            yield from _walk_plan(element, niveau + 1)
        else:
            yield niveau, element.title


def check_pdf(lecteur):
    """Compare a PDF with the model: a table is found by its cells, one after the other."""
    racine = lecteur.trailer["/Root"]
    assert racine["/Lang"] == "fr-FR"
    assert list(_walk_plan(lecteur.outline)) == MODELE.titres
    tags = list(walk_tags(racine["/StructTreeRoot"]))
    alternatives = [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"]
    assert alternatives == MODELE.alternatives
    noms = [tag["/S"] for tag in tags]
    entetes = [bloc.entetes for bloc in walk_blocs(COMPLET) if isinstance(bloc, Tableau)]
    assert noms.count("/TH") == sum(map(len, entetes))
    cases = sum(len(ligne) for tableau in MODELE.tableaux for ligne in tableau)
    assert noms.count("/TD") + noms.count("/TH") == cases

    texte = "".join("".join(page.extract_text().split()) for page in lecteur.pages)
    lues = [ligne for t in (*MODELE.tableaux, *MODELE.fiches) for ligne in t]
    lignes = ["".join("".join(ligne).split()) for ligne in lues]
    attendus = [
        "2.suite4",
        "2.suite2",
        "2.aufondaussi",
        *lignes,
        *("".join(note.split()) for note in MODELE.notes),
        *MODELE.references,
    ]
    assert [mot for mot in attendus if mot not in texte] == []
    pages = [page.extract_text() for page in lecteur.pages]
    suites = [page for page in pages if re.search(r"Famille \d", page)]
    assert len(suites) > 1
    assert ["Famille Marchés" in page for page in suites] == [True] * len(suites)


def test_a_pdf_holds_what_the_model_says():
    check_pdf(PdfReader(io.BytesIO(write_pdf(RICHE, sommaire=True))))


_EXPORT = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


@pytest.mark.longue
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) est absent")
def test_libreoffice_prints_from_word_and_odt_what_the_model_says(tmp_path):
    (tmp_path / "word.docx").write_bytes(write_docx(RICHE, sommaire=True))
    (tmp_path / "libre.odt").write_bytes(write_odt(RICHE, sommaire=True))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
         "--convert-to", _EXPORT, "--outdir", tmp_path,
         tmp_path / "word.docx", tmp_path / "libre.odt"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    for nom in ("word.pdf", "libre.pdf"):
        check_pdf(PdfReader(tmp_path / nom))
