"""Lists of an odd shape come back as flat lists of objects, and nothing is lost unsaid."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.conversion.valeurs import flatten_liste

A = {"typeIdentifiant": "SIRET", "id": "a"}
B = {"typeIdentifiant": "TVA", "id": "b"}


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ([A, B], [A, B]),
        (A, [A]),
        ({"titulaire": A}, [A]),
        ({"titulaire": [A, B]}, [A, B]),
        ([{"titulaire": A}, {"titulaire": B}], [A, B]),
        ([{"titulaire": [A]}, B], [A, B]),
        ([[A], [[B]]], [A, B]),
        ([[[[A]]]], [A]),
        ({"titulaire": A, "concessionnaire": B}, [A, B]),
        ([A, None], [A]),
        ([A, {}], [A]),
        ([{"titulaire": {}}, A], [A]),
        ({"modification": [{"id": 1}]}, [{"id": 1}]),
        ([{"id": 1, "titulaires": [{"titulaire": A}]}],) * 2,
    ],
)
def test_a_list_is_brought_back_to_objects(valeur, attendu):
    lu = flatten_liste(json.dumps(valeur))

    assert lu.anomalie is None
    assert json.loads(lu.valeurs[0]) == attendu


@pytest.mark.parametrize("texte", ["[]", "{}", "null", "[[]]", '[{"titulaire":{}}]', "", " "])
def test_an_empty_list_is_no_anomaly(texte):
    lu = flatten_liste(texte)

    assert lu.valeurs == (None,)
    assert lu.anomalie is None


@pytest.mark.parametrize("texte", ['"Atelier Bleu"', "12", '["a","b"]', "[{", "Atelier Bleu"])
def test_what_is_no_list_of_objects_is_told(texte):
    lu = flatten_liste(texte)

    assert lu.valeurs == (None,)
    assert lu.anomalie == "liste_illisible"


@pytest.mark.parametrize("valeur", [[A, "Atelier Bleu"], [{"titulaire": "x"}, A], [A, 3]])
def test_an_object_beside_something_else_is_kept_and_the_loss_is_told(valeur):
    lu = flatten_liste(json.dumps(valeur))

    assert json.loads(lu.valeurs[0]) == [A]
    assert lu.anomalie == "liste_illisible"


FEUILLES = st.dictionaries(
    st.sampled_from(["id", "montant", "nom"]), st.text(max_size=5), min_size=1
)


@given(st.recursive(FEUILLES, lambda enfants: st.lists(enfants, max_size=3), max_leaves=8))
def test_objects_keep_their_order_at_any_depth(valeur):
    def leaves(noeud):
        return [f for e in noeud for f in leaves(e)] if isinstance(noeud, list) else [noeud]

    lu = flatten_liste(json.dumps(valeur))

    assert json.loads(lu.valeurs[0] or "[]") == leaves(valeur)
