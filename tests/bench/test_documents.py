"""A scheme of some sixty pages in each form.

Durations are CPU time: what the machine does meanwhile does not count. The baseline is WeasyPrint,
on the page of the same blocks: `SPASER_WEASYPRINT` names a Python that has it.
"""

import io
import os
import subprocess
import time
from datetime import date

import pytest
from pypdf import PdfReader

from spaser.documents.dessins import Legende
from spaser.documents.dessins_engagements import Barre, draw_barres
from spaser.documents.document import (
    Chiffre,
    Document,
    Fiche,
    Figure,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    Texte,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from tests.documents.rendus.exemples import write_html

pytestmark = pytest.mark.bench

PART = 5
BUREAUTIQUE = 1.5
PAGES = range(55, 66)
PETIT = Document(titre="Petit", jour=date(2026, 11, 26), blocs=(Paragraphe("Un mot."),))
_CHAPITRES, _TABLEAUX = 14, 4  # 56 tables, 8 drawings
_PHRASE = "Les services préparent chaque marché avec le référent et disent ce qui a été fait. "
_WEASYPRINT = """
import sys, time
from weasyprint import HTML
page = HTML(string=sys.stdin.read())
debut = time.process_time()
page.write_pdf(pdf_variant="pdf/ua-1")
print(time.process_time() - debut)
"""


def _make_tableau(chapitre, rang):
    numero = chapitre * _TABLEAUX + rang
    lignes = tuple(
        (
            f"Famille d’achat {ligne}",
            f"{ligne * 3} marchés",
            (Chiffre(f"{ligne} %", _name(numero, ligne), f"{ligne} marchés sur cent"),),
            "suivi par la direction de la commande publique",
        )
        for ligne in range(1, 9)
    )
    return Tableau(
        f"Tableau {numero}",
        ("Famille", "Volume", "Part", "Suivi"),
        lignes,
        (3, 2, 1, 4),
        ligne_nommee=True,
        identifiant=f"tableau_{numero}",
    )


def _name(numero, ligne):
    return f"001010016:SOC-01:{2000 + numero % 25}:{'nombre' if ligne % 2 else 'montant'}:publie"


def _make_dessin(chapitre):
    barres = [Barre(str(an), f"{an % 90} %", an % 90 / 100, 0.1, 0.9) for an in range(2020, 2027)]
    svg = draw_barres(Legende(f"dessin{chapitre}", "Taux", "Un taux par année"), barres)
    return Figure(svg, "Un taux par année", "Taux par année", identifiant=f"dessin_{chapitre}")


def _make_section(chapitre):
    paragraphe = Paragraphe((Texte(_PHRASE * 6), Texte("Ce point compte.", fort=True)))
    sections = tuple(
        Section(
            f"Volet {chapitre}.{rang}",
            (*(paragraphe,) * 4, Liste((_PHRASE,) * 4), _make_tableau(chapitre, rang)),
        )
        for rang in range(_TABLEAUX)
    )
    dessins = (_make_dessin(chapitre),) if chapitre < 8 else ()
    return Section(f"Chapitre {chapitre}", (paragraphe, *dessins), sections)


@pytest.fixture(scope="module")
def schema():
    return Document(
        titre="Schéma de soixante pages",
        jour=date(2026, 11, 26),
        mention="Mesure",
        sections=tuple(map(_make_section, range(_CHAPITRES))),
    )


def _measure(write, document):
    write(PETIT, sommaire=True)  # engines are loaded once, and the composer keeps what it has seen
    debut = time.process_time()
    octets = write(document, sommaire=True)
    return time.process_time() - debut, octets


def _measure_weasyprint(page):
    python = os.environ.get("SPASER_WEASYPRINT")
    if not python:
        pytest.skip("SPASER_WEASYPRINT ne nomme pas de Python qui ait WeasyPrint")
    lu = subprocess.run(
        [python, "-c", _WEASYPRINT], input=page, capture_output=True, text=True, check=True
    )
    return float(lu.stdout)


def test_a_pdf_of_sixty_pages_takes_a_fifth_of_the_time_of_weasyprint(schema):
    duree, octets = _measure(write_pdf, schema)
    pages = len(PdfReader(io.BytesIO(octets)).pages)
    assert pages in PAGES
    reference = _measure_weasyprint(write_html(schema))

    assert duree * PART <= reference, f"{pages} pages : {duree:.2f} s contre {reference:.2f} s"


@pytest.mark.parametrize("write", [write_docx, write_odt])
def test_an_office_file_of_sixty_pages_takes_a_second_and_a_half(schema, write):
    duree, _ = _measure(write, schema)

    assert duree <= BUREAUTIQUE


def _make_fiches(nombre):
    champs = tuple((f"Champ {rang}", "Ce qui en est dit.") for rang in range(8))
    fiches = tuple(Fiche(f"Action {n}", champs, identifiant=f"f{n}") for n in range(nombre))
    return Document(titre="Plan", jour=date(2026, 11, 26), blocs=fiches)


@pytest.mark.parametrize("write", [write_docx, write_odt])
def test_an_office_file_takes_a_time_that_grows_as_its_sheets_do(write):
    court, _ = _measure(write, _make_fiches(250))
    long, _ = _measure(write, _make_fiches(2_000))

    assert long <= 12 * court  # eight times as many
