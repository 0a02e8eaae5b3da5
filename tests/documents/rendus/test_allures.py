"""A document that is designed: how its parts stand in each form; nothing is cut nor lost."""

import io
import re
import shutil
import subprocess
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html
from odfdo import Document as Odt
from page import ValidationProfile, validate_pdf_bytes
from PIL import Image
from pypdf import PdfReader

from spaser.documents.dessins_engagements import (
    COLONNE,
    DEMI_COLONNE,
    CibleDessinee,
    describe_cible,
    draw_cible,
)
from spaser.documents.document import (
    Allure,
    CouvertureDessinee,
    Document,
    Fiche,
    Figure,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    compute_teintes,
    encode_document,
    make_charte,
    prepare,
    walk_sections,
)
from spaser.documents.rendus import pdf
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.html import write_html
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from tests.documents.rendus.exemples import COMPLET, make
from tests.documents.rendus.test_comparaison import _EXPORT
from tests.documents.rendus.test_pdf import _hide, walk_tags

CHARTE = make_charte("#0f5163", "#f6d9cd")
TEINTES = compute_teintes(CHARTE, 8)
PHRASE = "Un chantier dure des mois, un site se nettoie chaque jour : ces marchés emploient. "


def make_figure(axe, rang, largeur=COLONNE):
    cible = CibleDessinee(
        nom=f"Mesure {axe}.{rang}", annee="2025", valeur=49, bas=47, haut=50, depart=26, cible=70,
        valeur_dite="49 %", depart_dit="26 % en 2024", cible_dite="70 % en 2028",
    )  # fmt: skip
    teinte = TEINTES[(axe - 1) % 8]
    svg = draw_cible(f"c{axe}_{rang}", cible, teinte, largeur)
    return Figure(svg, describe_cible(cible), "")


def make_fiche(axe, rang, signes=300):
    return Fiche(
        f"A-{axe}.{rang} – Action {axe}.{rang}",
        (
            ("Ce que l’on fait", (PHRASE * 80)[:signes]),
            ("Pilote", f"Direction {axe}.{rang}"),
            ("Quand", "2027–2028"),
            ("Moyens", "temps des services"),
            ("Mesure", f"mesure de la fin {axe}.{rang}."),
        ),
        identifiant=f"action_{axe}_{rang}",
    )


def make_schema(axes=3, avant=1, fiches=2, signes=300, cibles=2):
    numeros = range(1, axes + 1)
    engagements = tuple(
        Section(
            f"Engagement {n}",
            (
                Paragraphe(f"Promesse {n}."),
                Liste((f"Action {n}.1", f"Action {n}.2")),
                *(make_figure(n, rang) for rang in range(cibles)),
            ),
            axe=n,
        )
        for n in numeros
    )
    chapitres = tuple(
        Section(
            f"Chapitre {n}",
            (
                Paragraphe(f"Ce que veut l’axe {n}.", en_avant=True),
                Paragraphe(PHRASE * 3),
                make_figure(n, 8, DEMI_COLONNE),
                make_figure(n, 9, DEMI_COLONNE),
            ),
            (
                Section(
                    f"Objectif {n}.1",
                    tuple(make_fiche(n, rang, signes) for rang in range(fiches)),
                ),
            ),
            allure=Allure.AXE,
            axe=n,
        )
        for n in numeros
    )
    return Document(
        titre="Acheter comme on s’engage",
        sous_titre="Métropole de Val-Fictif",
        jour=date(2026, 11, 30),
        mention="Projet soumis au conseil",
        couverture=CouvertureDessinee(
            annees="2027–2029", mention="Séance de décembre", parts=(5, 3, 1)
        ),
        sections=(
            Section(
                "Ce que nos achats laissent",
                (Paragraphe(PHRASE * 6), Paragraphe("Nous dirons tout.", en_avant=True)),
                allure=Allure.EDITO,
            ),
            Section("D’où nous partons", tuple(Paragraphe(PHRASE * 8) for _ in range(avant))),
            Section(
                "Nos engagements",
                (Paragraphe("Ce qui est décidé."),),
                engagements,
                allure=Allure.ENGAGEMENTS,
            ),
            *chapitres,
            Section("Les chiffres", (Paragraphe("Comment lire."),), allure=Allure.ANNEXE),
            Section(
                "Les mots",
                (Tableau("Mots", ("Mot", "Sens"), (("ESUS", "entreprise solidaire"),)),),
                allure=Allure.ANNEXE,
            ),
        ),
    )  # fmt: skip


SCHEMA = make_schema()
TITRES = [section.titre for _, section in walk_sections(prepare(SCHEMA))]


def squeeze(texte):
    return "".join(texte.split())


def read_pages(document, **options):
    lecteur = PdfReader(io.BytesIO(write_pdf(document, CHARTE, **options)))
    return [squeeze(page.extract_text()) for page in lecteur.pages]


def find_page(pages, mots):
    return next(rang for rang, page in enumerate(pages, start=1) if squeeze(mots) in page)


@pytest.fixture(scope="module")
def pages():
    return read_pages(SCHEMA, sommaire=True)


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(write_docx(SCHEMA, CHARTE, sommaire=True)))


@pytest.fixture(scope="module")
def odt():
    return Odt(io.BytesIO(write_odt(SCHEMA, CHARTE, sommaire=True)))


def test_axes_and_annexes_say_their_number_once():
    assert [titre for titre in TITRES if re.match("Axe|Annexe", titre)] == [
        "Axe\xa01 · Chapitre 1",
        "Axe\xa02 · Chapitre 2",
        "Axe\xa03 · Chapitre 3",
        "Annexe\xa01 · Les chiffres",
        "Annexe\xa02 · Les mots",
    ]
    assert prepare(prepare(SCHEMA)) == prepare(SCHEMA)
    identifiants = [section.identifiant for _, section in walk_sections(prepare(SCHEMA))]
    assert len(set(identifiants)) == len(identifiants)
    assert all(identifiants)


def test_a_cover_says_who_what_when(pages):
    dits = ("Métropole de Val-Fictif", "2027–2029", "Séance de décembre", "30 novembre 2026")

    assert [mot for mot in dits if squeeze(mot) not in pages[0]] == []
    assert "Acheter" in pages[0]
    assert "1/" not in pages[0]


def test_an_edito_has_its_page_and_the_contents_follow(pages):
    assert "Nousdironstout." in pages[1]
    assert "Sommaire" in pages[2]
    assert "D’oùnouspartons" in pages[2]


@pytest.mark.longue
@pytest.mark.parametrize("avant", [1, 3, 6, 9, 12])
def test_what_is_decided_faces_its_figures(avant):
    lues = read_pages(make_schema(avant=avant), sommaire=True)
    gauche = find_page(lues, "Cequiestdécidé.")

    assert gauche % 2 == 0
    for axe in (1, 2, 3):
        assert squeeze(f"Promesse {axe}.") in lues[gauche - 1]
        assert squeeze(f"Mesure {axe}.0") in lues[gauche]
    assert "Nosengagements,enchiffres" in lues[gauche]


def test_a_chapter_opens_with_what_its_axis_wants(pages):
    for axe in (1, 2, 3):
        ouverte = pages[find_page(pages, f"Ce que veut l’axe {axe}.") - 1]
        assert squeeze(f"Axe {axe} Chapitre {axe}") in ouverte


def list_attendus(document):
    """Return words that a reader must find: headings, lines, names and ends of cards."""
    chapitres = [s for _, s in walk_sections(document) if s.titre.startswith("Objectif")]
    fiches = [bloc for section in chapitres for bloc in section.blocs]
    return [
        *(section.titre for _, section in walk_sections(document)),
        *(fiche.champs[-1][1] for fiche in fiches),
    ]


@pytest.mark.longue
@pytest.mark.parametrize(
    "schema",
    [
        make_schema(axes=4),
        make_schema(axes=7, cibles=3),
        make_schema(axes=40, fiches=1),
        make_schema(axes=1, fiches=3, signes=6_000),
        make_schema(axes=0),
        make_schema(cibles=0),
        make_schema(cibles=12),
    ],
    ids=[
        "4 axes",
        "7 axes",
        "40 axes",
        "6 000 signs",
        "no axis",
        "no target",
        "12 targets an axis",
    ],
)
def test_nothing_is_lost_however_much_there_is(schema, monkeypatch):
    dits = []

    def compose(*donnees, **options):
        octets, avis = pdf.typst.compile_with_warnings(*donnees, **options)
        dits.extend(avis)
        return octets

    monkeypatch.setattr(pdf.typst, "compile", compose)
    lecteur = PdfReader(io.BytesIO(write_pdf(schema, CHARTE, sommaire=True)))
    tout = "".join(mots for page in lecteur.pages for mots in read_lignes(page))

    assert [mot for mot in list_attendus(schema) if squeeze(mot) not in tout] == []
    assert tout.count("Unchantierdure") == encode_document(schema).count(b"Un chantier dure")
    alternatives = {t["/Alt"] for t in walk_tags(lecteur.trailer["/Root"]["/StructTreeRoot"])
                    if t["/S"] == "/Figure"}  # fmt: skip
    figures = [b for _, s in walk_sections(schema) for b in s.blocs if isinstance(b, Figure)]
    assert {figure.alt for figure in figures} == alternatives
    assert [str(avis) for avis in dits] == []


def read_lignes(page):
    """Return the lines of a page, from top to bottom, but its running head and its foot."""
    lignes = {}

    def garde(texte, cm, tm, _police, _taille):
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if 60 < y < 785:
            lignes.setdefault(round(y), []).append(texte)

    page.extract_text(visitor_text=garde)
    mots = {y: squeeze("".join(textes)) for y, textes in lignes.items()}
    return [mots[y] for y in sorted(mots, reverse=True) if mots[y]]


@pytest.mark.longue
@pytest.mark.parametrize("couverture", [None, CouvertureDessinee(annees="2027–2029")])
def test_no_heading_nor_head_of_a_table_ends_a_page(couverture):
    lignes = tuple((f"Famille {rang}", "3 marchés") for rang in range(14))
    sections = tuple(
        Section(
            f"Partie {n}",
            (
                Paragraphe(PHRASE * n),
                Tableau("Achats", ("Famille", "Marchés"), lignes[: 4 + n % 10]),
            ),
            (Section(f"Suite {n}", (Paragraphe(PHRASE * (n % 7)),)),),
        )
        for n in range(1, 30)
    )
    document = Document(
        titre="Essai", jour=date(2026, 11, 30), sections=sections, couverture=couverture
    )
    octets = write_pdf(document, CHARTE)
    pages = [read_lignes(page) for page in PdfReader(io.BytesIO(octets)).pages]

    dernieres = [page[-1] for page in pages if page]
    interdites = ("Partie", "Suite", "Achats", "FamilleMarchés")
    assert [ligne for ligne in dernieres if ligne.startswith(interdites)] == []
    assert len(dernieres) > 12


@pytest.mark.longue
def test_a_card_and_its_heading_stay_on_one_page():
    schema = make_schema(axes=2, fiches=9)
    lues = read_pages(schema)

    for axe in (1, 2):
        for rang in range(9):
            (ouverte,) = [p for p in lues if squeeze(f"A-{axe}.{rang} – Action") in p]
            assert squeeze(f"mesure de la fin {axe}.{rang}.") in ouverte
        assert squeeze(f"Objectif {axe}.1 A-{axe}.0") in "".join(lues)


@pytest.mark.longue
@pytest.mark.parametrize(
    ("cache", "profil"),
    [(b"pdfaid", ValidationProfile.PDF_UA_1), (b"pdfuaid", ValidationProfile.PDF_A_2A)],
)
@pytest.mark.parametrize("axes", [3, 9])
def test_a_designed_document_passes_every_rule_of_its_two_standards(axes, cache, profil):
    logo = io.BytesIO()
    Image.new("RGB", (320, 80), "#ffffff").save(logo, "PNG")
    charte = make_charte("#0f5163", "#f6d9cd", logo.getvalue(), "Val-Fictif")
    octets = write_pdf(make_schema(axes), charte, sommaire=True)
    rapport = validate_pdf_bytes(_hide(octets, cache))

    assert rapport.profile == profil
    # the checker takes for an end of line the last sign of a stream that happens to be one
    assert {faute.rule_id for faute in rapport.failures} <= {"PDFA2A-STREAM-LENGTH-001"}
    flux = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", octets))
    suites = [octets[f.end() + int(f[1]) :][:11].strip() for f in flux]
    assert {suite[:9] for suite in suites} == {b"endstream"}


def test_only_our_letters_and_those_of_the_composer_are_used():
    lecteur = PdfReader(io.BytesIO(write_pdf(SCHEMA, CHARTE)))
    polices = {
        re.sub(r"^[A-Z]{6}\+", "", str(police.get_object()["/BaseFont"])).strip("/")
        for page in lecteur.pages
        for police in page["/Resources"].get("/Font", {}).values()
    }

    assert {re.split(r"[-+]", nom.split("+")[-1])[0] for nom in polices} == {
        "LibertinusSerif", "PublicSans",
    }  # fmt: skip


def test_word_has_styles_of_its_own_and_no_grid_of_boxes(word):
    styles = {p.style.name for p in word.paragraphs}

    attendus = {"Title", "Subtitle", "Heading 1", "Heading 2", "Titre de fiche", "Champ de fiche",
                "Essentiel", "toc 1", "toc 2", "Caption"}  # fmt: skip
    assert attendus <= styles
    assert [table.style.name for table in word.tables] == ["Tableau à filets"]
    assert len(list(word.element.iter(qn("wp:anchor")))) == 1
    chapitres = [p for p in word.paragraphs if p.text.startswith("Axe")]
    titres = [p for p in chapitres if p.style.name == "Heading 1"]
    assert [p._p.pPr.find(qn("w:shd")).get(qn("w:fill")) for p in titres] == [
        teinte[1:] for teinte in TEINTES[:3]
    ]
    assert [p.paragraph_format.page_break_before for p in titres] == [True] * 3
    (fiche,) = [p for p in word.paragraphs if p.text == "A-2.0 – Action 2.0"]
    (trait,) = fiche._p.pPr.find(qn("w:pBdr"))
    assert (trait.tag, trait.get(qn("w:color"))) == (qn("w:top"), TEINTES[1][1:])
    champs = [p for p in word.paragraphs if p.style.name == "Champ de fiche"]
    assert [p.text for p in champs[1:3]] == ["Pilote\tDirection 1.0", "Quand\t2027–2028"]
    assert [p.paragraph_format.keep_with_next for p in champs[:5]] == [True] * 4 + [None]


def test_word_asks_to_compute_the_pages_of_its_contents(word):
    renvois = [c.text.split()[1] for c in word.element.iter(qn("w:instrText"))]
    marques = {m.get(qn("w:name")) for m in word.element.iter(qn("w:bookmarkStart"))}

    assert len(renvois) == len(TITRES)
    assert set(renvois) <= marques
    assert word.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    sans = docx.Document(io.BytesIO(write_docx(COMPLET, CHARTE)))
    assert sans.settings.element.find(qn("w:updateFields")) is None


def test_two_narrow_drawings_share_a_line_in_word_and_odt(word, odt):
    lignes = [len(p._p.findall(".//" + qn("wp:inline"))) for p in word.paragraphs]
    dessins = [len(p.get_elements("draw:frame")) for p in odt.body.get_elements("//text:p")]

    assert [nombre for nombre in lignes if nombre] == [1] * 6 + [2] * 3
    assert [nombre for nombre in dessins if nombre] == [1] * 7 + [2] * 3  # the cover's first


def test_odt_has_styles_of_its_own_and_no_grid_of_boxes(odt):
    styles = {p.get_attribute("text:style-name") for p in odt.body.get_elements("//text:p")}

    attendus = {"SpaserCouvertureTitre", "SpaserFicheTitreAxe2", "SpaserChampSuivi", "SpaserChamp",
                "SpaserEssentielAxe3", "Contents_20_1"}  # fmt: skip
    assert attendus <= styles
    assert len(odt.body.get_elements("//table:table")) == 1
    assert TEINTES[1] in odt.get_style("paragraph", "SpaserAxe2").serialize()
    pages = odt.body.get_elements("//text:table-of-content//text:bookmark-ref")
    assert [p.get_attribute("text:reference-format") for p in pages] == ["page"] * len(TITRES)
    tetes = odt.styles.root.get_elements("//style:header")
    assert [t.inner_text.strip() for t in tetes] == [
        "Métropole de Val-Fictif · Acheter comme on s’engage"
    ]


def test_a_logo_has_both_its_sides_in_odt():
    logo = io.BytesIO()
    Image.new("RGB", (320, 80), "#005f46").save(logo, "PNG")
    charte = make_charte("#0f5163", "#f6d9cd", logo.getvalue(), "Val-Fictif")
    (simple,) = Odt(io.BytesIO(write_odt(make(Paragraphe("Un mot.")), charte))).body.get_elements(
        "//draw:frame"
    )
    couvert = make(couverture=CouvertureDessinee(annees="2027"))
    _, dessine = Odt(io.BytesIO(write_odt(couvert, charte))).body.get_elements("//draw:frame")

    cotes = [
        (cadre.get_attribute("svg:width"), cadre.get_attribute("svg:height"))
        for cadre in (simple, dessine)
    ]
    assert cotes == [("7.20cm", "1.8cm"), ("6.12cm", "1.8cm")]


def test_html_says_what_the_cover_says_and_colours_axes():
    page = html.fromstring(write_html(SCHEMA, CHARTE))

    dits = page.xpath("//p[@class='document-annees' or @class='document-statut']")
    assert [p.text for p in dits] == ["2027–2029", "Séance de décembre"]
    chapitres = page.xpath("//h2[contains(@class, 'document-chapitre')]")
    assert [h.get("class") for h in chapitres] == [
        f"document-chapitre document-axe-{n}" for n in (1, 2, 3)
    ]
    assert f".document-axe-2 {{ --axe: {TEINTES[1]}; }}" in page.xpath("//style")[0].text
    assert len(page.xpath("//figure[@class='document-demi']")) == 6


def _list_signets(lecteur, plan=None):
    for element in lecteur.outline if plan is None else plan:
        if isinstance(element, list):
            yield from _list_signets(lecteur, element)
        else:
            yield element.title, lecteur.get_destination_page_number(element) + 1


@pytest.mark.longue
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) est absent")
def test_libreoffice_shows_the_page_of_each_heading(tmp_path):
    (tmp_path / "word.docx").write_bytes(write_docx(SCHEMA, CHARTE, sommaire=True))
    (tmp_path / "libre.odt").write_bytes(write_odt(SCHEMA, CHARTE, sommaire=True))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
         "--convert-to", _EXPORT, "--outdir", tmp_path,
         tmp_path / "word.docx", tmp_path / "libre.odt"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    for nom in ("word.pdf", "libre.pdf"):
        lecteur = PdfReader(tmp_path / nom)
        signets = list(_list_signets(lecteur))
        assert [titre for titre, _ in signets] == TITRES
        sommaire = next(
            p for p in map(str, (q.extract_text() for q in lecteur.pages)) if "Sommaire" in p
        )
        lu = squeeze(sommaire.replace(".", ""))
        attendus = [squeeze(f"{titre}{page}".replace(".", "")) for titre, page in signets]
        assert [mot for mot in attendus if mot not in lu] == []
