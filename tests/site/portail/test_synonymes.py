"""The words of the search that stand for one another, as the team edits them."""

from datetime import date

import pytest

from spaser.regles.aides import Synonymes
from spaser.site.editorial.services import try_contenu
from spaser.site.portail.accueil_site import SYNONYMES, find_lacunes
from spaser.site.recherche.reponses import answer_recherche, join_synonymes

JOUR = date(2026, 11, 27)
UN_SEUL = "Donnez au moins deux mots différents\u00a0: un seul n’a pas de synonyme."


def make(*formes, code="essai"):
    return Synonymes(code=code, titre="Essai", formes=formes)


@pytest.mark.parametrize(
    ("formes", "lacunes"),
    [
        (("cantine", "restauration collective"), []),
        (
            ("cantine",),
            [UN_SEUL],
        ),
        (
            ("cantine", "Cantine", "repas"),
            ["«\u00a0cantine\u00a0» est donné deux fois."],
        ),
        ((), [UN_SEUL]),
    ],
)
def test_a_set_needs_two_words_and_says_none_twice(formes, lacunes):
    assert find_lacunes(make(*formes), JOUR) == lacunes


def test_a_loop_of_synonyms_is_one_class_and_empty_words_are_none():
    joints = join_synonymes((make("a1", "b1"), make("b1", "c1"), make("c1", "a1", "de la")))

    assert set(joints) == {("a1",), ("b1",), ("c1",)}
    assert {frozenset(classe) for classe in joints.values()} == {frozenset(joints)}


def test_two_sets_whose_words_only_share_a_stem_stay_two():
    joints = join_synonymes((make("commune", "mairie"), make("communiquer", "diffuser")))

    assert ("diffus",) not in joints[("vill",)]


@pytest.mark.django_db
def test_a_draft_is_tried_on_the_search_before_it_is_shown():
    trouves = {r.texte.code for r in answer_recherche("zygomatique autodiagnostic", JOUR).tete}

    with try_contenu(SYNONYMES, make("zygomatique", "facilitateur", code="facilitateur")):
        essai = answer_recherche("zygomatique", JOUR)

    assert "diagnostic:accueil" in trouves
    assert essai.inconnus == ()
    assert essai.total > 0
    assert answer_recherche("zygomatique", JOUR).inconnus == ("zygomatique",)
