"""What a file would change in a grid."""

from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.champs import change
from spaser.regles.grille import Connue, Priorite, compare_grilles
from spaser.regles.indicateurs import Rubrique
from spaser.site.plan.models.actions import ContenuLigne

INSERTION = ContenuLigne(
    rubrique=Rubrique.SOCIAL, sous_thematique="Insertion", indicateur="Heures", referent="DRH"
)


def test_the_same_line_changes_nothing():
    assert compare_grilles([INSERTION], [Connue(1, INSERTION)]).identiques == 1


def test_a_line_of_the_same_theme_and_indicator_is_changed_and_loses_nothing():
    lue = change(INSERTION, sous_thematique="INSERTION", referent="", priorite=Priorite.COEUR)
    (changement,) = compare_grilles([lue], [Connue(7, INSERTION)]).changements

    assert changement.cle == 7
    assert changement.champs == ("sous_thematique", "priorite")
    assert changement.apres.referent == "DRH"


def test_a_file_without_codes_finds_its_lines_by_their_words():
    connue = change(INSERTION, code="SOC-07")

    assert compare_grilles([change(INSERTION, objectif="Plus")], [Connue(1, connue)]).changements
    assert compare_grilles([change(INSERTION, code="SOC-08")], [Connue(1, connue)]).nouvelles


def test_another_line_is_new_and_the_lines_left_out_stay():
    autre = change(INSERTION, rubrique=Rubrique.GOUVERNANCE)
    rapprochement = compare_grilles([autre], [Connue(1, INSERTION)])

    assert rapprochement.nouvelles == (autre,)
    assert rapprochement.changements == ()


@given(st.lists(st.sampled_from([INSERTION, change(INSERTION, referent="Achats")]), max_size=6))
def test_a_grid_read_back_changes_nothing_even_with_doubles(lignes):
    connues = [Connue(rang, ligne) for rang, ligne in enumerate(lignes)]

    assert compare_grilles(lignes, connues).identiques == len(lignes)
