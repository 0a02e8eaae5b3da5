"""The sheets that are shipped hold, and a table that was typed is read or told wrong."""

import re

import msgspec
import pytest

from spaser.contenus.faits import load_sujets
from spaser.contenus.lecture import locate_contenus
from spaser.documents.corps import find_inconnus, list_citations
from spaser.regles.autodiagnostic import load_questionnaires
from spaser.regles.droits import NatureProposition
from spaser.regles.parcours import (
    Encart,
    PartieFiche,
    TableauIllisible,
    find_fiche_pratique,
    list_fautes_fiche,
    load_fiches,
    parse_tableau,
    read_fiches_from,
)

FICHES = load_fiches()
ECRITES = [f for f in FICHES if {p.encart for p in f.parties} <= {
    Encart.AUCUN, Encart.ECOSYSTEME, Encart.CALENDRIER, Encart.CLAUSE, Encart.TAUX
}]  # fmt: skip
CODES = [
    "un-spaser-disseque",
    "grandes-approches",
    "mobiliser-les-acteurs",
    "mettre-en-oeuvre-et-suivre",
    "choisir-ses-indicateurs",
    "spaser-et-label-rfar",
    "spaser-mutualise",
    "animer-un-atelier",
    "convaincre-et-obtenir-du-temps",
    "erreurs-a-eviter",
]
_HORS_MOTS = re.compile(r"\[\[[^\]]*\]\]|\]\([^)]*\)|[*|]")


def _tell(fiche):
    return [fiche.titre, fiche.resume, *(p.titre for p in fiche.parties), *fiche.textes]


def test_the_ten_sheets_are_there_in_their_order():
    assert [f.code for f in FICHES] == CODES
    assert [f.ordre for f in FICHES] == list(range(1, 11))
    assert list(locate_contenus("fiches")) == sorted(CODES)


def test_no_sheet_has_an_empty_heading_a_broken_table_or_an_unknown_fact():
    assert [faute for fiche in FICHES for faute in list_fautes_fiche(fiche)] == []
    assert [c for fiche in FICHES for c in find_inconnus(*fiche.textes)] == []


def test_each_written_sheet_is_long_enough_and_names_two_buyers_with_their_source():
    sujets = load_sujets()
    exemples = {f.code for s in ("fiches", "programme", "recits") for f in sujets.get(s, ())}
    longueurs = {f.code: len(_HORS_MOTS.sub("", " ".join(_tell(f))).split()) for f in ECRITES}
    cites = {f.code: len(exemples.intersection(list_citations(*f.textes))) for f in ECRITES}

    assert len(ECRITES) == 8
    assert {code: n for code, n in longueurs.items() if not 600 <= n <= 1400} == {}
    assert {code: n for code, n in cites.items() if n < 2} == {}


def test_each_sheet_leads_to_a_tool_and_further():
    for fiche in FICHES:
        adresses = [fiche.outil_adresse, *(lien.adresse for lien in fiche.suite)]
        assert all(adresse.startswith("/") for adresse in adresses)
        assert any(adresse.startswith("/faq/#") for adresse in adresses)
        assert any(re.fullmatch(r"/parcours/[a-z-]+/", adresse) for adresse in adresses)


def test_every_sheet_that_a_tool_proposes_exists():
    proposees = {
        p.code
        for questionnaire in load_questionnaires().values()
        for question in questionnaire.questions
        for p in question.propositions
        if p.nature is NatureProposition.FICHE
    }

    assert len(proposees) == 5
    assert [code for code in proposees if find_fiche_pratique(code) is None] == []
    assert proposees == {code for fiche in FICHES for code in fiche.codes}
    assert find_fiche_pratique("FICHE-ACTEURS").titre == "Mobiliser les acteurs du territoire"
    assert find_fiche_pratique("FICHE-AUTRE") is None


def test_texts_are_typed_in_french():
    textes = [texte for fiche in FICHES for texte in _tell(fiche)]

    assert [t for t in textes if re.search(r"['\"]|[^\n]  |\w[;?!]|«\w|\w»", t)] == []


def test_a_sheet_reads_back_as_it_was_written():
    fiche = FICHES[2]

    assert msgspec.json.decode(msgspec.json.encode(fiche), type=type(fiche)) == fiche


@pytest.mark.parametrize(
    ("texte", "entetes", "lignes"),
    [
        ("A | B\n1 | 2\n3 | 4", ("A", "B"), (("1", "2"), ("3", "4"))),
        ("| A | B |\n\n| 1 |  |", ("A", "B"), (("1", ""),)),
        ("A\n1", ("A",), (("1",),)),
    ],
)
def test_a_table_is_typed_a_row_a_line(texte, entetes, lignes):
    lu = parse_tableau(texte)

    assert (lu.entetes, lu.lignes) == (entetes, lignes)


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        ("", "une ligne de titres"),
        ("A | B", "une ligne de titres"),
        ("A | B\n1 | 2\n\n3", "Ligne 4 du tableau : 1 cases pour 2 titres"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(texte, faute):
    with pytest.raises(TableauIllisible, match=faute):
        parse_tableau(texte)


def test_a_code_that_no_sheet_bears_any_more_leads_to_the_one_of_the_files():
    sans = tuple(msgspec.structs.replace(f, codes=(), titre=f"{f.titre}.") for f in FICHES)
    autre = (*sans[:-1], msgspec.structs.replace(sans[-1], codes=("FICHE-ACTEURS",)))

    with read_fiches_from(lambda: sans):
        assert find_fiche_pratique("FICHE-ACTEURS") == sans[CODES.index("mobiliser-les-acteurs")]
        assert find_fiche_pratique("FICHE-RIEN") is None
    with read_fiches_from(lambda: autre):
        assert find_fiche_pratique("FICHE-ACTEURS") == autre[-1]


def test_what_a_sheet_lacks_is_told():
    vide, casse = PartieFiche(titre="Vide"), PartieFiche(titre="Cassé", tableau="A | B\n1")
    fiche = msgspec.structs.replace(FICHES[0], parties=(vide, casse))

    assert list(list_fautes_fiche(fiche)) == [
        "« Vide » est vide : écrivez son texte, ou retirez cette partie.",
        "« Cassé » : Ligne 2 du tableau : 1 cases pour 2 titres. Séparez les cases par « | ».",
    ]
