"""Catches what Django's templates leave out in silence: a name that stands for nothing."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.template import engines
from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist
from django.template.context import BaseContext

from tests.transverses.arbre import RACINE

_NOTRES = str(RACINE / "spaser")
_REMPLACES = {"default", "default_if_none"}


@dataclass
class Manques:
    """What stands for nothing, each with its template.

    `fautes` are slips at once. A name that a page leaves out is one if no page ever gives it.
    """

    fautes: set = field(default_factory=set)
    absents: set = field(default_factory=set)
    donnes: set = field(default_factory=set)

    @property
    def jamais_donnes(self):
        return {f"{faute}, that no page gives" for faute in self.absents - self.donnes}

    def miss(self, place, expression, ou, *, peut_manquer):
        """Note a name that `ou`, the page or a thing, has not."""
        if not peut_manquer or not (ou is None or isinstance(ou, BaseContext)):
            self.fautes.add(f"{place}: {expression.token}")
        elif ou is not None:
            self.absents.add(f"{place}: {expression.var.lookups[0]}")

    def meet(self, place, expression, valeur):
        """Note a name that stands for something, or for a function that cannot be called."""
        if valeur is _MUET:
            self.fautes.add(f"{place}: {expression.token}, which cannot be called")
        self.donnes.add(f"{place}: {expression.var.lookups[0]}")


class _Muet(str):
    """What Django puts in place of a function that it cannot call."""

    __slots__ = ()


_MUET = _Muet()


@contextmanager
def watch_variables(manques):
    """Add to `manques` what a template of ours prints, asks or follows in vain.

    A name that a page leaves out, or a part of what may be None, is fine in `{% if %}`; an
    attribute that its object has not, or a function that asks for something, is a slip wherever it
    stands.
    """
    pile, demandes = [], []
    rendre, resoudre, suivre = Node.render_annotated, FilterExpression.resolve, Variable.resolve
    moteur = engines["django"].engine

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
        expression, ignore = demandes[-1] if demandes else (None, False)
        place = _place(pile) if expression and expression.var is variable else ""
        if not place or not variable.lookups:
            return suivre(variable, contexte)
        try:
            valeur = suivre(variable, contexte)
        except VariableDoesNotExist as erreur:
            peut_manquer = ignore or _has_default(expression)
            manques.miss(place, expression, erreur.params[1], peut_manquer=peut_manquer)
            raise
        manques.meet(place, expression, valeur)
        return valeur

    Node.render_annotated, FilterExpression.resolve = render_annotated, resolve
    Variable.resolve = follow
    avant, moteur.string_if_invalid = moteur.string_if_invalid, _MUET
    try:
        yield
    finally:
        Node.render_annotated, FilterExpression.resolve = rendre, resoudre
        Variable.resolve, moteur.string_if_invalid = suivre, avant


def _has_default(expression):
    return any(filtre.__name__ in _REMPLACES for filtre, _ in expression.filters)


def _place(pile):
    """Return the template of ours that is being rendered, as a path of the project."""
    return _locate(str(pile[-1].name)) if pile and pile[-1] is not None else ""


@cache  # asked for each name of each page
def _locate(nom):
    return str(Path(nom).relative_to(RACINE)) if nom.startswith(_NOTRES) else ""
