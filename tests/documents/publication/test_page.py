"""The sheet of paper: one page whatever there is to say, and nothing left out in silence."""

import dataclasses
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader

from spaser.documents.publication import write_variantes
from spaser.documents.rendus.pdf import write_page
from spaser.regles.publication import TEXTE_MAX
from tests.documents.publication.exemples import (
    CORRIGEE,
    PROJET,
    PUBLIEE,
    make_contenu,
    make_fragile,
    make_ligne,
    make_longue,
    make_resultat,
)


def read(contenu, parution=PUBLIEE):
    return PdfReader(io.BytesIO(write_page(write_variantes(contenu, parution))))


def text_of(lecteur):
    return " ".join(" ".join(page.extract_text() for page in lecteur.pages).split())


def list_absents(lu, *attendus):
    return [dit for dit in attendus if dit not in lu]


@pytest.mark.parametrize(
    ("contenu", "parution"),
    [
        (make_contenu(), PUBLIEE),
        (make_contenu(), PROJET),
        (make_longue(0), CORRIGEE),
        (make_longue(9, signe="e"), CORRIGEE),
        (make_longue(60), CORRIGEE),  # of the widest letter
        (make_fragile(), CORRIGEE),
    ],
)
def test_it_holds_on_one_page_whatever_its_length(contenu, parution):
    lecteur = read(contenu, parution)

    assert len(lecteur.pages) == 1
    lu = text_of(lecteur)
    assert all(ligne.nom.split("(")[0] in lu for ligne in contenu.legales)


@pytest.mark.longue
@given(
    st.integers(0, 40),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=TEXTE_MAX),
    st.booleans(),
)
@settings(max_examples=15, deadline=None)
def test_any_text_and_any_number_of_indicators_hold_on_one_page(autres, texte, publiee):
    lignes = [
        make_ligne(f"L{rang}", texte[:300] or "Le nôtre", legal=False) for rang in range(autres)
    ]
    contenu = make_contenu(presentation=texte, methode=(texte,))
    contenu = dataclasses.replace(contenu, lignes=(*contenu.lignes, *lignes))

    assert len(read(contenu, CORRIGEE if publiee else PROJET).pages) == 1


@pytest.mark.longue
def test_what_does_not_fit_is_counted_and_leads_to_the_page():
    lu = text_of(read(make_longue(60)))

    assert "À lire en ligne : 60 autres indicateurs." in lu
    assert PUBLIEE.adresse in lu


def test_it_says_the_rate_what_it_was_counted_on_the_target_and_the_gap():
    lu = text_of(read(make_contenu()))

    assert list_absents(
        lu,
        "Achats responsables : nos résultats 2024 et 2025",
        "69 sur 142 marchés.",
        "146 marchés, 4 sans réponse.",
        "60 % en 2028",
        "\u221211,4 points",
        "En nombre de marchés",
        "Validé par la directrice générale des services, le 20 novembre 2026.",
    ) == []  # fmt: skip


def test_a_line_without_value_says_why_and_shows_no_zero():
    vide = make_ligne(
        resultats=(
            make_resultat(2024, absence="Aucun marché publié", valeur=None),
            make_resultat(2025, reserve="Trop de réponses manquent"),
        )
    )
    lu = text_of(read(make_contenu([vide])))

    assert "– Aucun marché publié." in lu
    assert "Trop de réponses manquent." in lu
    assert "points" not in lu


def test_a_draft_says_that_it_is_one():
    lu = text_of(read(make_contenu(), PROJET))

    assert lu.count("Projet : ce document n’est pas publié.") == 2
    assert "Validé" not in lu


def test_values_lead_to_what_is_behind_them():
    variantes = write_variantes(
        make_contenu(), PUBLIEE, lambda r: f"https://exemple.fr/preuve/?annee={r.annee}"
    )
    page = PdfReader(io.BytesIO(write_page(variantes))).pages[0]
    liens = {a.get_object()["/A"]["/URI"] for a in page["/Annots"]}

    assert liens == {
        "https://exemple.fr/preuve/?annee=2024",
        "https://exemple.fr/preuve/?annee=2025",
        PUBLIEE.adresse,
    }


@pytest.mark.parametrize(
    ("cache", "profil"),
    [(rb"pdfaid", ValidationProfile.PDF_UA_1), (rb"pdfuaid", ValidationProfile.PDF_A_2A)],
)
def test_it_passes_every_rule_of_accessible_and_lasting_files(cache, profil):
    octets = write_page(write_variantes(make_contenu(), PUBLIEE))
    # The checker reads one profile at a time: the other declaration is blanked.
    motif = re.compile(rb"<(%b:\w+)>[^<]*</\1>" % cache)
    rapport = validate_pdf_bytes(motif.sub(lambda lu: b" " * len(lu.group()), octets))

    assert (rapport.profile, rapport.failures) == (profil, [])
    lecteur = PdfReader(io.BytesIO(octets))
    assert lecteur.metadata.title == "Achats responsables : nos résultats 2024 et 2025"


def test_it_says_what_a_value_rests_on_and_why_it_is_compared_with_nothing():
    lu = text_of(read(make_fragile())).replace("\u202f", " ")

    assert list_absents(
        lu,
        "2024 est incomplète dans les fichiers lus : couverte en partie, jusqu’au 26 juillet 2024.",
        "Raison de publier une année incomplète : La suite paraîtra au printemps.",
        "100 % Année incomplète : couverte en partie, jusqu’au 26 juillet 2024.",
        "Années non comparables. L’un compte des marchés, l’autre des euros.",
        "Corrigés ou ajoutés par l’acheteur : 7 marchés sur 31.",
        "Sans cela, données publiées : 43 % (12 sur 28 marchés).",
        "Marchés de moins de 40 000 € hors taxes, achats par une centrale",
        "Cible non fixée C’est une cible que la loi demande, d’après notre lecture",
        "Objectif en mots, ni nombre ni date",
        "Prochaine publication : avant le 20 novembre 2028, selon notre lecture",
    ) == []  # fmt: skip
    assert lu.count("Sans écart à la cible : l’un compte des marchés, l’autre des euros.") == 2
    assert "Les quatre chiffres que la loi demande" not in lu


def test_one_that_was_frozen_before_says_what_it_lacks():
    ancienne, actuelle = make_contenu(), dataclasses.replace(make_contenu(), edition=2)

    assert "Publication d’une édition d’avant" in text_of(read(ancienne))
    assert "Publication d’une édition d’avant" not in text_of(read(actuelle))
