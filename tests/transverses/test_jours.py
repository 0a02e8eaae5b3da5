"""A moment becomes a day at the hour of Paris: in UTC, an evening event falls the day before."""

import ast
import re

from tests.transverses.arbre import sous, tree_of

_LOCAL = re.compile(r"\b(localtime|localdate|astimezone)\b")
_JOUR = re.compile(r"%[dDFjmxyY]")
RELUS = {
    "spaser/moteur/tables/cellules.py": "a cell of a table has no zone",
    "spaser/site/socle/sauvegarde/gestes.py": "the name of a file, in UTC as it says",
    "spaser/site/socle/requetes.py": "the stamp of a calendar, of what is a day already",
}


def _functions(fichier):
    """Each outermost function of a file, its methods too."""
    for noeud in ast.walk(tree_of(fichier)):
        if isinstance(noeud, ast.FunctionDef):
            yield noeud


def _makes_a_day(noeud):
    return (
        isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Attribute)
        and noeud.func.attr == "date"
        and not noeud.args
    )


def _days(fichier):
    for fonction in _functions(fichier):
        jours = [noeud for noeud in ast.walk(fonction) if _makes_a_day(noeud)]
        if jours and not _LOCAL.search(ast.unparse(fonction)):
            yield from jours


def _writes_a_day(noeud):
    """A day written from what may be a moment: here, what is a date is called `jour`."""
    return (
        isinstance(noeud, ast.FormattedValue)
        and noeud.format_spec is not None
        and _JOUR.search(ast.unparse(noeud.format_spec))
        and not re.search(r"\b(jour|localdate|localtime|add_mois)\b", ast.unparse(noeud.value))
    )


def test_a_day_is_taken_from_a_moment_at_the_hour_of_paris():
    places = [
        f"{fichier}:{noeud.lineno} {ast.unparse(noeud)}"
        for fichier in sous("spaser")
        if str(fichier) not in RELUS
        for noeud in _days(fichier)
    ]

    assert places == []


def test_pages_write_days_with_the_functions_that_know_the_hour_of_paris():
    places = [
        f"{fichier}:{noeud.lineno} {ast.unparse(noeud)}"
        for fichier in (*sous("spaser/site"), *sous("spaser/cli"), *sous("spaser/documents"))
        if str(fichier) not in RELUS and fichier.name != "francais.py"
        for noeud in ast.walk(tree_of(fichier))
        if _writes_a_day(noeud)
    ]

    assert places == []
