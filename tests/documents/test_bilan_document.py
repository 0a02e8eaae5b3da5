"""The bilan as a document: the figures of its page, each with its reference."""

import pytest
from lxml import html

from spaser.documents.bilan.document import render_bilan, write_document
from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.documents.document import (
    Chiffre,
    Figure,
    list_chiffres,
    list_contenus,
    read_mots,
    split_contenu,
    walk_blocs,
    walk_sections,
)
from spaser.documents.rendus import Forme, write_forme
from tests.faux_bilan import SIREN, absente, make_bilan


@pytest.fixture(scope="module")
def document():
    return write_document(make_bilan())


def tell(document):
    blocs = (contenu for bloc in walk_blocs(document) for contenu in list_contenus(bloc))
    return "\n".join(read_mots(contenu) for contenu in blocs)


def test_it_says_the_same_figures_as_the_page_with_the_same_references(document):
    page = html.document_fromstring(render_bilan(make_bilan()))
    montres = {data.get("value"): data.text for data in page.iter("data")}

    ecrits = {chiffre.reference: chiffre.texte for chiffre in list_chiffres(document)}
    assert ecrits.items() <= montres.items()
    dus = {r for r in montres if ":2025:" in r or r.split(":")[1] in (*CODES_LEGAUX, "VOL-01")}
    assert len(dus) > 40
    assert dus - ecrits.keys() == set()


def test_each_figure_says_what_it_counts(document):
    dits = {chiffre.reference: chiffre.explication for chiffre in list_chiffres(document)}

    assert dits[f"{SIREN}:SOC-01:2025:nombre:publie"] == (
        "Marchés avec au moins une considération sociale, 2025\u00a0: 63 sur 202, 12 sans "
        "réponse\u00a0: 29–35\u202f%"
    )


def test_the_four_figures_of_the_law_come_first_with_their_pictures(document):
    titres = [(niveau, section.titre) for niveau, section in walk_sections(document)]
    assert titres[:5] == [
        (1, "Les quatre chiffres du schéma, notre lecture de l’article L2111-3"),
        (2, "Marchés avec au moins une considération sociale"),
        (2, "Marchés avec au moins une considération environnementale"),
        (2, "Achats auprès d’entreprises solidaires d’utilité sociale (ESUS)"),
        (2, "Achats auprès d’entreprises employant des personnes défavorisées"),
    ]
    legale = document.sections[0].sections[0]
    assert read_mots(legale.blocs[0].contenu) == (
        "31\u202f% des marchés notifiés en 2025\u00a0: 63 sur 202\u00a0marchés\u202f; entre "
        "29\u202f% et 35\u202f%, car 12\u00a0marchés sans réponse sur 214."
    )
    assert [bloc.alt[:5] for bloc in legale.blocs if isinstance(bloc, Figure)] == ["2019\u00a0"]


def test_an_unknown_figure_says_why_and_prints_no_figure():
    document = write_document(make_bilan(valeurs=(absente("SOC-01", 2025, 10),)))

    legale, _ = document.sections[0].sections
    assert read_mots(legale.blocs[0].contenu).startswith("Non connu en nombre de marchés")
    assert list_chiffres(document) == []


def test_indicators_without_a_figure_are_named_with_their_reason(document):
    assert "Achats auprès de l’économie sociale et solidaire, hors ESUS\u00a0: inconnu" in tell(
        document
    )


@pytest.mark.parametrize("forme", [Forme.PDF, Forme.DOCX, Forme.ODT])
def test_a_bilan_without_any_value_is_still_a_document(forme):
    vide = make_bilan(valeurs=())

    assert write_forme(write_document(vide), forme, sommaire=True)[:2] in (b"%P", b"PK")


def test_no_figure_is_printed_without_its_reference(document):
    """A rate of the buyer is written with an unbreakable space and a sign: none is bare."""
    nus = [
        morceau.texte
        for bloc in walk_blocs(document)
        for contenu in list_contenus(bloc)
        if not isinstance(contenu, str)
        for morceau in split_contenu(contenu)
        if not isinstance(morceau, Chiffre) and morceau.texte.strip().endswith("\u202f%")
    ]

    assert nus == []
