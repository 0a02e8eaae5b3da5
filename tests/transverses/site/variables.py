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
    pile = []
    rendre, resoudre = Node.render_annotated, FilterExpression.resolve

    def render_annotated(noeud, contexte):
        pile.append(getattr(noeud, "origin", None))
        try:
            return rendre(noeud, contexte)
        finally:
            pile.pop()

    def resolve(expression, contexte, ignore_failures=False):
        if pile and _is_ours(pile[-1]) and (arret := _find_fault(expression, contexte)):
            voulu = arret.est_permis and (ignore_failures or _has_default(expression))
            if not voulu:
                manques.add(f"{Path(pile[-1].name).relative_to(RACINE)}: {expression.token}")
        return resoudre(expression, contexte, ignore_failures)

    Node.render_annotated, FilterExpression.resolve = render_annotated, resolve
    try:
        yield
    finally:
        Node.render_annotated, FilterExpression.resolve = rendre, resoudre


def _find_fault(expression, contexte):
    """Return where the lookup stopped, None if it went through."""
    variable = expression.var
    if not isinstance(variable, Variable) or variable.lookups is None:
        return None
    try:
        variable.resolve(contexte)
    except VariableDoesNotExist as erreur:
        return _Arret(erreur.params[1])
    return None


class _Arret:
    """What had no such name: the page itself, nothing at all, or an object."""

    def __init__(self, objet):
        self.est_permis = objet is None or isinstance(objet, BaseContext)


def _has_default(expression):
    return any(filtre.__name__ in _REMPLACES for filtre, _ in expression.filters)


def _is_ours(origine):
    return origine is not None and str(origine.name).startswith(_NOTRES)
