from dataclasses import replace

from spaser.documents.bilan.document import factor_methodes, join_methodes, split_methode
from tests.faux_bilan import FICHES

TOUS = "Tous les marchés de l'année."
A = replace(FICHES[0], methode=f"{TOUS} Un marché compte s'il est social.")
B = replace(FICHES[1], methode=f"{TOUS} Montant des marchés sociaux.")
C = replace(FICHES[2], methode="Les travaux. Un marché compte s'il a une clause.")


def test_what_most_methods_say_is_said_once():
    methodes = factor_methodes([A, B, C])
    assert methodes.commune == TOUS
    assert [texte for _, texte in methodes.propres] == [
        "Un marché compte s'il est social.",
        "Montant des marchés sociaux.",
        C.methode,
    ]


def test_the_version_is_said_once_when_it_is_the_same():
    assert factor_methodes([A, B]).version == "1"
    melees = factor_methodes([A, replace(B, version="2")])
    assert melees.version == ""
    assert melees.propres[1][1].endswith("Version 2.")


def test_nothing_in_common_takes_nothing_out():
    assert factor_methodes([A, C]).commune == ""
    assert factor_methodes([]).propres == ()


def test_the_method_of_a_twin_does_not_repeat_the_contracts():
    assert join_methodes(A, B) == f"{A.methode} En valeur : montant des marchés sociaux."
    assert join_methodes(A, None) == A.methode
    assert join_methodes(A, C).endswith(
        "En valeur : les travaux. Un marché compte s'il a une clause."
    )


def test_a_method_of_one_sentence_has_no_beginning():
    assert split_methode("Somme des montants.") == ("", "Somme des montants.")
