"""Grids as people fill them: what is wrong is told where it stands, and nothing is lost."""

import pytest

from spaser.elements import name_colonne
from spaser.moteur.tables.modele import ErreurTable, Feuille
from spaser.moteur.tables.tableaux import read_feuille
from spaser.regles.grille import Priorite
from spaser.regles.indicateurs import Rubrique
from spaser.site.plan.grille.services import RECHERCHE, TITRES, read_grille_lue
from spaser.site.plan.models.actions import ContenuLigne

CODES = ("SOC-01", "ENV-17")
# The grid of the programme: its first column has no title, its headings stand in merged cells.
DU_PROGRAMME = (
    None,
    "Sous-thématique (ex: égalité homme/femme, gestion des déchets...)",
    "Schémas existants dans ma collectivité en lien avec les différentes thématiques.",
    "Objectif spécifique",
    "Lien avec la politique achat",
    "Indicateur SPASER, notamment ceux déjà existant dans la collectivité",
    "Référent interne de mon organisation (ex: département ..)",
    "Niveau de priorité pour ma collectivité (1 : au cœur des enjeux...)",
)


def read(*rangees):
    feuille = Feuille("Feuille", iter(enumerate(rangees, start=1)))
    return read_grille_lue([read_feuille(feuille, RECHERCHE)])


def test_the_grid_of_the_programme_is_read_with_its_merged_headings():
    lecture = read(
        DU_PROGRAMME,
        ("Environnement", "Déchets", "PLPDMA", "Moins jeter", "Réemploi", "% réemploi", "DTE", 1),
        (None, "Climat", "PCAET", "", "", "", "", "2 : nécessaire mais secondaire"),
        ("Economique",),
        ("Gouvernance", "Formation", None, None, None, None, None, 3.0),
    )

    assert lecture.remarques == []
    assert [ligne for _, ligne in lecture.lignes] == [
        ContenuLigne(
            rubrique=Rubrique.ENVIRONNEMENT,
            sous_thematique="Déchets",
            schemas="PLPDMA",
            objectif="Moins jeter",
            lien_achat="Réemploi",
            indicateur="% réemploi",
            referent="DTE",
            priorite=Priorite.COEUR,
        ),
        ContenuLigne(
            rubrique=Rubrique.ENVIRONNEMENT,
            sous_thematique="Climat",
            schemas="PCAET",
            priorite=Priorite.SECONDAIRE,
        ),
        ContenuLigne(
            rubrique=Rubrique.GOUVERNANCE,
            sous_thematique="Formation",
            priorite=Priorite.PAS_PRIORITAIRE,
        ),
    ]


def test_titles_may_stand_lower_and_further_right():
    lecture = read(("Atelier du 3 mars",), (), (None, *TITRES), (None, "Social", "Insertion"))

    assert lecture.lignes == [
        (4, ContenuLigne(rubrique=Rubrique.SOCIAL, sous_thematique="Insertion"))
    ]


@pytest.mark.parametrize(
    ("titre", "valeur", "lieu", "remarque"),
    [
        ("Niveau de priorité", "haute", "colonne C « Niveau", "Niveau de priorité : haute"),
        ("Déjà suivi", "parfois", "colonne C « Déjà suivi »", "Déjà suivi : parfois"),
        ("Fréquence", "le mardi", "colonne C « Fréquence »", "Fréquence : le mardi"),
        ("Code", "SOC-99", "colonne C « Code de", "Code de l’indicateur : SOC-99"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_kept_in_the_remarks(titre, valeur, lieu, remarque):
    titres = ("Rubrique", "Sous-thématique", titre, "Objectif", "Indicateur")
    lecture = read(titres, ("Social", "Insertion", valeur))

    (constat,) = [c for c in lecture.remarques if c.ligne == 2]
    assert constat.lieu.startswith(f"ligne 2, {lieu}")
    assert valeur in constat.probleme
    assert lecture.lignes[0][1].remarque == remarque


def test_a_column_that_is_not_ours_is_told_and_kept_in_the_remarks():
    lecture = read(
        ("Rubrique", "Sous-thématique", "Budget", "Objectif", "Indicateur"),
        ("Social", "Insertion", "10 k€", "", "", "sans titre"),
    )

    assert "colonne C" in lecture.remarques[-1].lieu
    assert lecture.lignes[0][1].remarque == "Budget : 10 k€ ; Colonne F : sans titre"


def test_a_missing_column_is_told():
    lecture = read(("Rubrique", "Sous-thématique", "Objectif"), ("Social", "Insertion", "Plus"))

    manques = {constat.probleme for constat in lecture.remarques}
    assert "la colonne « Référent interne » manque." in manques
    assert len(manques) == 5


@pytest.mark.parametrize(
    ("rubrique", "probleme"),
    [
        ("Culture", "« Culture » n’est pas une des quatre rubriques."),
        (None, "la rubrique manque."),
    ],
)
def test_a_line_without_its_heading_is_set_aside_with_its_text(rubrique, probleme):
    lecture = read(TITRES, (rubrique, "Insertion", "PTI"), ("Social", "Égalité"))

    assert lecture.remarques[0].probleme == probleme
    assert lecture.refusees[0][0] == 2
    assert lecture.refusees[0][1].endswith("Insertion | PTI")
    assert [ligne.sous_thematique for _, ligne in lecture.lignes] == ["Égalité"]


def test_a_line_shifted_by_a_column_is_told_and_set_aside():
    lecture = read(TITRES, ("Social", "Égalité"), (None, "Environnement", "Déchets", "PLPDMA"))

    assert "la ligne semble décalée" in lecture.remarques[0].probleme
    assert lecture.remarques[0].lieu == "ligne 3, colonne B « Sous-thématique »"
    assert lecture.refusees == [(3, "Environnement | Déchets | PLPDMA")]


def test_a_text_too_long_is_set_aside():
    lecture = read(TITRES, ("Social", "x" * 1001))

    assert "plus de 1000 signes" in lecture.remarques[0].probleme
    assert lecture.lignes == []


@pytest.mark.parametrize("rangees", [(), (("Nom", "Prénom"), ("Ada", "L."))])
def test_a_sheet_without_titles_of_ours_holds_no_grid(rangees):
    with pytest.raises(ErreurTable, match="la ligne des titres"):
        read(*rangees)


def test_a_grid_of_too_many_lines_is_refused():
    with pytest.raises(ErreurTable, match="501 lignes"):
        read(TITRES, *(("Social", "x") for _ in range(RECHERCHE.lignes_max + 1)))


@pytest.mark.parametrize(("rang", "nom"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ")])
def test_columns_are_named_as_spreadsheets_do(rang, nom):
    assert name_colonne(rang) == nom
