"""Figures of the house, held by `tests/transverses/test_maison.py`.

    python -m tests.outils.maison

Lines of statements leave out blanks, comments, imports and docstrings. Migrations count in lines,
in nothing else. A plain value is a class that only holds fields (dataclass, Struct, NamedTuple,
TypedDict). A homonym is a name that another module gives too; Django's `Command` is left aside.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass, fields
from pathlib import Path

from tests.transverses.arbre import read, sous, tree_of

MOTEUR = "spaser/moteur"
_VALEURS = {"Struct", "StructDit", "NamedTuple", "TypedDict"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Maison:
    """What the house weighs; shares are percents."""

    lignes: int  # of production Python, migrations included
    instructions: int
    modules: int
    modules_hors_moteur: int
    applications: int
    imports: float
    gabarits: int  # lines of templates
    scripts: int  # lines of JavaScript
    valeurs: int
    classes_homonymes: float
    fonctions_homonymes: float


def measure():
    """Return the figures of the tree."""
    tous = sous("spaser")
    vrais = [f for f in tous if "migrations" not in f.parts and read(f).strip()]
    lignes = sum(map(_count_lignes, vrais))
    imports = sum(b - a + 1 for f in vrais for a, b in _find_imports(tree_of(f)))
    return Maison(
        lignes=sum(map(_count_lignes, tous)),
        instructions=sum(map(count_instructions, vrais)),
        modules=len(vrais),
        modules_hors_moteur=sum(not f.is_relative_to(MOTEUR) for f in vrais),
        applications=sum(f.name == "app.py" for f in vrais),
        imports=round(100 * imports / lignes, 1),
        gabarits=sum(map(_count_lignes, sous("spaser", ".html"))),
        scripts=sum(map(_count_lignes, sous("spaser", ".js"))),
        valeurs=sum(_is_valeur(n) for f in vrais for n in ast.walk(tree_of(f))),
        classes_homonymes=share_homonymes(vrais, ast.ClassDef),
        fonctions_homonymes=share_homonymes(vrais, ast.FunctionDef),
    )


def _count_lignes(fichier: Path):
    return read(fichier).count("\n")


def _find_imports(arbre):
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import | ast.ImportFrom):
            yield noeud.lineno, noeud.end_lineno


def _find_docstrings(arbre):
    for noeud in ast.walk(arbre):
        if isinstance(noeud, (ast.Module, *_DEFINITIONS)) and ast.get_docstring(noeud):
            yield noeud.body[0].lineno, noeud.body[0].end_lineno


def count_instructions(fichier):
    """Return how many lines of a module do something."""
    arbre = tree_of(fichier)
    hors = {
        numero
        for debut, fin in (*_find_imports(arbre), *_find_docstrings(arbre))
        for numero in range(debut, fin + 1)
    }
    return sum(
        bool(ligne.strip()) and not ligne.strip().startswith("#") and numero not in hors
        for numero, ligne in enumerate(read(fichier).split("\n"), 1)
    )


def _is_valeur(noeud):
    if not isinstance(noeud, ast.ClassDef):
        return False
    bases = {ast.unparse(base).rpartition(".")[2] for base in noeud.bases}
    return bool(bases & _VALEURS) or any(
        "dataclass" in ast.unparse(d) for d in noeud.decorator_list
    )


def share_homonymes(modules, genre):
    """Return the share of public definitions of this kind whose name another module gives too.

    A model and the plain value that it keeps bear one name: one in the site, one below it.
    """
    ou = defaultdict(set)
    for fichier in modules:
        for noeud in tree_of(fichier).body:
            if isinstance(noeud, genre) and noeud.name != "Command" and noeud.name[0] != "_":
                ou[noeud.name].add(fichier)
    total = sum(map(len, ou.values()))
    return round(100 * sum(len(f) for f in ou.values() if _is_homonyme(f)) / total, 1)


def _is_homonyme(places):
    paire = len(places) == 2 and sum(f.is_relative_to("spaser/site") for f in places) == 1
    return len(places) > 1 and not paire


def main():
    mesuree = measure()
    for champ in fields(mesuree):
        print(f"{champ.name:22} {getattr(mesuree, champ.name):>9,}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
