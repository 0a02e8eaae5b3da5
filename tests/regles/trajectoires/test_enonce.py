"""A target in words is a number or a dated fact, that its indicator can tell."""

import pytest

from spaser.regles.trajectoires import explain_cumul, is_cible


@pytest.mark.parametrize(
    ("texte", "est_cible"),
    [
        ("Donner envie de répondre", False),
        ("Payer plus vite", False),
        ("Le nettoyage se fait en journée", False),
        ("Renforcer l’insertion", False),
        ("", False),
        ("60 % en 2028", True),
        ("Atteindre 60 000 heures d’insertion par an", True),
        ("Une charte signée avant juin 2027", True),
        ("Une clause dans chaque marché", True),
        ("Chaque acheteur est formé", True),
        ("La moitié des marchés de travaux", True),
        ("Tous les marchés de nettoyage", True),
        ("Doubler les achats aux ESAT", True),
        ("Aucun plastique à usage unique", True),
    ],
)
def test_a_target_is_a_number_or_a_dated_fact(texte, est_cible):
    assert is_cible(texte) is est_cible


@pytest.mark.parametrize(
    ("texte", "code", "propose"),
    [
        ("Une clause et un critère dans chaque marché", "ENV-01", ("ENV-05",)),
        ("Un critère et une clause environnementale en 2028", "ENV-02", ("ENV-05",)),
        ("100 % de nos marchés avec clauses ET critères", "ENV-04", ("ENV-05",)),
        ("Une clause sociale et un critère social", "SOC-01", ("SOC-03", "SOC-04")),
        ("Une clause et un critère dans chaque marché", "ENV-05", ()),
        ("Une clause ou un critère dans chaque marché", "ENV-01", ()),
        ("Une clause et/ou un critère", "ENV-01", ()),
        ("Une clause. Et aussi : un critère de prix", "ENV-01", ()),
        ("Une clause dans chaque marché", "SOC-01", ()),
        ("Une clause et un critère dans chaque marché", "SOC-07", ()),
        ("Une clause et un critère dans chaque marché", "", ()),
    ],
)
def test_a_target_of_both_hangs_on_no_indicator_of_either(texte, code, propose):
    dit = explain_cumul(texte, code)

    assert bool(dit) is bool(propose)
    assert all(f"({autre})" in dit for autre in propose)
    if propose:
        assert dit.startswith("La cible demande une clause et un critère")
