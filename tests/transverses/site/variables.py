"""Catches what Django's templates leave out in silence: a name that stands for nothing."""

from contextlib import contextmanager
from pathlib import Path

from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist
from django.template.context import BaseContext

from tests.transverses.arbre import RACINE

_NOTRES = str(RACINE / "spaser")
_REMPLACES = {"default", "default_if_none"}


@contextmanager
def watch_variables(manques):
    """Add to `manques` each name that a template of ours prints or follows in vain.

    A name that a page leaves out, or a part of what may be None, is fine in `{% if %}`; an
    attribute that its object has not is a slip wherever it stands.
    """
    pile, demandes = [], []
    rendre, resoudre, suivre = Node.render_annotated, FilterExpression.resolve, Variable.resolve

    def render_annotated(noeud, contexte):
        pile.append(getattr(noeud, "origin", None))
        try:
            return rendre(noeud, contexte)
        finally:
            pile.pop()

    def resolve(expression, contexte, ignore_failures=False):
        demandes.append((expression, ignore_failures))
        try:
            return resoudre(expression, contexte, ignore_failures)
        finally:
            demandes.pop()

    def follow(variable, contexte):
        try:
            return suivre(variable, contexte)
        except VariableDoesNotExist as erreur:
            expression, peut_manquer = demandes[-1] if demandes else (None, False)
            if expression and expression.var is variable and pile and _is_ours(pile[-1]):
                voulu = peut_manquer or _has_default(expression)
                if not (voulu and _may_stop_at(erreur.params[1])):
                    manques.add(f"{Path(pile[-1].name).relative_to(RACINE)}: {expression.token}")
            raise

    Node.render_annotated, FilterExpression.resolve = render_annotated, resolve
    Variable.resolve = follow
    try:
        yield
    finally:
        Node.render_annotated, FilterExpression.resolve = rendre, resoudre
        Variable.resolve = suivre


def _may_stop_at(objet):
    """Tell whether what had no such name is the page itself, or nothing at all."""
    return objet is None or isinstance(objet, BaseContext)


def _has_default(expression):
    return any(filtre.__name__ in _REMPLACES for filtre, _ in expression.filters)


def _is_ours(origine):
    return origine is not None and str(origine.name).startswith(_NOTRES)
