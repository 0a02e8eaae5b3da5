"""What stands on each slide: nothing lost, nothing too small, no title twice."""

import pytest
from hypothesis import given

from spaser.documents.diapositives import (
    HAUTEUR,
    PETITE,
    TAILLES,
    TITRES,
    Ligne,
    choose_taille,
    split_diapositives,
)
from spaser.documents.document import (
    Liste,
    Note,
    Paragraphe,
    SautDePage,
    Section,
    Tableau,
    Texte,
    clean_document,
    read_mots,
)
from tests.documents.rendus.exemples import DOCUMENTS, REFERENCE, SOCIAL, make


def split(*blocs, titre="Où nous en sommes"):
    return split_diapositives(make(sections=(Section(titre, blocs),)))


def lignes_of(diapositives):
    return [p.contenu for d in diapositives for p in d.pieces if isinstance(p.contenu, Ligne)]


def test_a_section_that_fits_is_one_slide_in_large_letters():
    (seule,) = split(Liste(("un", "deux")), Paragraphe("trois"))

    assert seule.titre == "Où nous en sommes"
    assert [(ligne.puce, ligne.taille) for ligne in lignes_of([seule])] == [
        ("•", TAILLES[0]),
        ("•", TAILLES[0]),
        ("", TAILLES[0]),
    ]


def test_what_does_not_fit_goes_on_under_the_same_title_with_its_numbers():
    diapositives = split(Liste(("mot " * 60,) * 8, ordonnee=True))

    assert len(diapositives) > 1
    assert [d.titre for d in diapositives] == [
        f"Où nous en sommes ({rang}/{len(diapositives)})"
        for rang in range(1, len(diapositives) + 1)
    ]
    assert [ligne.puce for ligne in lignes_of(diapositives)] == list("12345678")
    assert {ligne.taille for ligne in lignes_of(diapositives)} == {TAILLES[-1]}


def test_a_paragraph_longer_than_a_slide_is_cut_between_two_words():
    mots = [f"mot{rang}" for rang in range(900)]

    diapositives = split(Paragraphe((Texte(" ".join(mots), fort=True),)))

    lignes = lignes_of(diapositives)
    assert " ".join(read_mots(ligne.contenu) for ligne in lignes).split() == mots
    assert {morceau.fort for ligne in lignes for morceau in ligne.contenu} == {True}


def test_a_table_keeps_its_header_on_each_slide_and_all_its_rows():
    lignes = tuple((f"Famille {rang}", "cellule " * (rang % 7)) for rang in range(40))
    diapositives = split(Tableau("Familles", ("Famille", "Quoi"), lignes))

    parties = [piece.contenu for d in diapositives for piece in d.pieces]
    assert {partie.entetes for partie in parties} == {("Famille", "Quoi")}
    lues = [tuple(map(read_mots, ligne)) for partie in parties for ligne in partie.lignes]
    assert lues == list(lignes)


def test_a_cell_higher_than_half_a_slide_goes_on_in_the_next_row():
    mots = [f"mot{rang}" for rang in range(300)]
    diapositives = split(Tableau("", ("Nom", "Texte"), (("long", " ".join(mots)),)))

    rangees = [ligne for d in diapositives for p in d.pieces for ligne in p.contenu.lignes]
    assert [read_mots(ligne[0]) for ligne in rangees] == ["long"] + [""] * (len(rangees) - 1)
    assert " ".join(read_mots(ligne[1]) for ligne in rangees).split() == mots


def test_a_table_that_nobody_could_read_from_afar_is_refused():
    with pytest.raises(ValueError, match="« Large » : plus de 6 colonnes"):
        split(Tableau("Large", ("a",) * 7, ()))


def test_titles_are_never_the_same():
    sections = (Section("Deux taux"), Section("Deux taux"), Section("Deux taux – 2"))

    titres = [d.titre for d in split_diapositives(make(sections=sections))]

    assert titres == ["Deux taux", "Deux taux – 2", "Deux taux – 2 – 2"]


def test_a_title_too_long_is_cut_and_told_whole_in_the_notes():
    titre = "Un titre vraiment très long " * 11

    (diapositive,) = split(titre=titre)

    assert diapositive.titre.endswith("…")
    assert choose_taille(diapositive.titre) in TITRES
    assert diapositive.notes == (f"Titre entier : {titre.strip()}",)


def test_notes_say_where_the_figures_of_the_slide_come_from():
    (premiere, seconde) = split(
        Paragraphe((Texte("En 2025, "), SOCIAL, Note("Bornes à dire."))),
        SautDePage(),
        Paragraphe("sans chiffre"),
    )

    assert premiere.notes == (
        "Bornes à dire.",
        "Chiffres de cette diapositive :",
        f"34,5 % : 49 marchés sur 142, 4 sans réponse ({REFERENCE})",
    )
    assert seconde.notes == ()


def test_what_comes_before_the_sections_is_the_essential():
    diapositives = split_diapositives(make(Paragraphe("d’abord"), sections=(Section("ensuite"),)))

    assert [d.titre for d in diapositives] == ["L’essentiel", "ensuite"]


@pytest.mark.longue
@given(DOCUMENTS)
def test_any_document_fits_its_slides(document):
    diapositives = split_diapositives(clean_document(document))

    titres = [d.titre for d in diapositives]
    assert len(set(titres)) == len(titres)
    assert [d.titre for d in diapositives if sum(p.hauteur for p in d.pieces) > HAUTEUR] == []
    assert {ligne.taille for ligne in lignes_of(diapositives)} <= {*TAILLES}
    assert min(TAILLES) >= PETITE >= 18
