"""Templates take the French plural: it starts at two, so zero is singular."""

from decimal import Decimal

import pytest
from django.template import engines
from django.template.base import FilterExpression, Node

from spaser.site.socle.templatetags.socle import pluralize
from tests.transverses.site.test_gabarits import GABARITS


@pytest.mark.parametrize(
    ("valeur", "mot"),
    [
        (0, "marché"),
        (1, "marché"),
        (1.5, "marché"),
        (1.96, "marchés"),  # shown as 2
        (Decimal(2), "marchés"),
        ("0,0", ""),  # no number
        ("3", "marchés"),
        ([], "marché"),
        ({"a": 1, "b": 2}, "marchés"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_page_writes_the_plural_from_two_on(valeur, mot):
    gabarit = engines["django"].from_string('{{ n|pluralize:"marché,marchés" }}')

    assert gabarit.render({"n": valeur}) == mot


def test_a_noun_gives_both_its_forms():
    gabarit = engines["django"].from_string('{{ n|pluralize:"attend,attendent" }}')

    assert [gabarit.render({"n": n}) for n in (0, 1, 2)] == ["attend", "attend", "attendent"]


def test_every_plural_of_every_template_is_the_french_one():
    trouves = [
        (nom, fonction)
        for nom in GABARITS
        for expression in _list_expressions(engines["django"].get_template(nom).template.nodelist)
        for fonction, _ in expression.filters
        if getattr(fonction, "__name__", "") == "pluralize"
    ]

    assert len(trouves) > 100
    assert [nom for nom, fonction in trouves if fonction is not pluralize] == []


def _list_expressions(noeuds):
    """Find every expression of a compiled template, whatever tag holds it."""
    a_voir = list(noeuds)
    while a_voir:
        objet = a_voir.pop()
        if isinstance(objet, FilterExpression):
            yield objet
        elif isinstance(objet, Node):
            a_voir += [v for nom, v in vars(objet).items() if nom not in {"origin", "token"}]
        elif isinstance(objet, (list, tuple)):
            a_voir += objet
        elif isinstance(objet, dict):
            a_voir += objet.values()
