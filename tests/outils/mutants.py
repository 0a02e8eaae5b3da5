"""Mutants of production code, drawn with a kept seed: which are killed by no test, and where.

First what each test runs, function by function; then each mutant, before the tests that run it:

    pytest -n 2 -p tests.outils.mutants --carte /tmp/carte tests/regles tests/site
    python -m tests.outils.mutants /tmp/carte --nombre 300 spaser/regles spaser/site/plan

It works on a copy: a mutant is one comparison, one « and », one « not », one sum or one number that
says something else.
"""

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
_OUTIL = 4  # of sys.monitoring: none of Python's own
_DEBUT = sys.monitoring.events.PY_START
_D_ABORD, _ENSUITE, _ATTENTE = 40, 400, 300  # tests, tests, seconds
_INVERSES = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


# --- Which functions each test runs: a plugin of pytest ---


class _Carte:
    def __init__(self, dossier):
        self.dossier, self.lues, self.vues = Path(dossier), {}, set()
        sys.monitoring.use_tool_id(_OUTIL, "mutants")
        sys.monitoring.register_callback(_OUTIL, _DEBUT, self._note)
        sys.monitoring.set_events(_OUTIL, _DEBUT)

    def _note(self, code, _place):
        if "/spaser/" in code.co_filename:
            self.vues.add(
                f"spaser/{code.co_filename.rpartition('/spaser/')[2]}:{code.co_firstlineno}"
            )
        return sys.monitoring.DISABLE

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.vues = set()
        sys.monitoring.restart_events()
        rendu = yield
        self.lues[item.nodeid] = sorted(self.vues)
        return rendu

    def pytest_sessionfinish(self):
        self.dossier.mkdir(parents=True, exist_ok=True)
        nom = os.environ.get("PYTEST_XDIST_WORKER", "seul")
        (self.dossier / f"{nom}.json").write_text(json.dumps(self.lues))


def pytest_addoption(parser):
    parser.addoption("--carte", help="the folder where what each test runs is written")


def pytest_configure(config):
    if dossier := config.getoption("--carte"):
        config.pluginmanager.register(_Carte(dossier))


def read_carte(dossier):
    """Return the tests that run each function, by « file:line », those that run the least first."""
    lues = {}
    for fichier in Path(dossier).glob("*.json"):
        lues |= json.loads(fichier.read_text())
    carte = {}
    for test in sorted(lues, key=lambda test: len(lues[test])):
        for fonction in lues[test]:
            carte.setdefault(fonction, []).append(test)
    return carte


# --- Mutants ---


def list_points(source):
    """Yield each place to change in the functions of a module: its function’s line, its rank."""
    rang = 0
    for fonction in ast.walk(ast.parse(source)):
        if not isinstance(fonction, ast.FunctionDef):
            continue
        debut = min([fonction.lineno, *(d.lineno for d in fonction.decorator_list)])
        for noeud in _walk_own(fonction):
            if _change(noeud, essai=True):
                yield debut, rang
            rang += 1


def mutate(source, voulu):
    """Return a module where the place of this rank says something else, and the line of it."""
    arbre, rang = ast.parse(source), 0
    for fonction in ast.walk(arbre):
        if isinstance(fonction, ast.FunctionDef):
            for noeud in _walk_own(fonction):
                if rang == voulu:
                    _change(noeud)
                    return ast.unparse(arbre), noeud.lineno
                rang += 1
    raise LookupError(voulu)


def _walk_own(fonction):
    """Yield the nodes of a function but those of the functions inside it."""
    for noeud in fonction.body:
        yield from _walk(noeud)


def _walk(noeud):
    if isinstance(noeud, ast.FunctionDef | ast.ClassDef):
        return
    if hasattr(noeud, "lineno"):
        yield noeud
    for suite in ast.iter_child_nodes(noeud):
        yield from _walk(suite)


def _change(noeud, *, essai=False):
    """Make a node say something else; say only whether it can with `essai`."""
    match noeud:
        case ast.Compare(ops=[op]) if type(op) in _INVERSES:
            nouveau = {"ops": [_INVERSES[type(op)]()]}
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in _INVERSES:
            nouveau = {"op": _INVERSES[type(op)]()}
        case ast.UnaryOp(op=ast.Not()):
            nouveau = {"op": ast.UAdd()}
        case ast.Constant(value=bool(valeur)):
            nouveau = {"value": not valeur}
        case ast.Constant(value=int(valeur)):
            nouveau = {"value": valeur + 1}
        case _:
            return False
    if not essai:
        vars(noeud).update(nouveau)
    return True


def draw(chemins, carte, nombre, graine):
    """Return so many mutants of functions that a test runs: file, function, rank."""
    points = [
        (nom, f"{nom}:{debut}", rang)
        for chemin in chemins
        for fichier in sorted([*(RACINE / chemin).rglob("*.py"), *RACINE.glob(chemin)])
        if fichier.suffix == ".py" and "migrations" not in fichier.parts
        for nom in [str(fichier.relative_to(RACINE))]
        for debut, rang in list_points(fichier.read_text())
        if f"{nom}:{debut}" in carte
    ]
    return random.Random(graine).sample(points, min(nombre, len(points)))  # noqa: S311 - a draw to repeat


def is_killed(copie, tests):
    """Tell whether one of these tests is red: the quickest first, then the others."""
    for lot in (tests[:_D_ABORD], tests[_D_ABORD:_ENSUITE]):
        commande = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *lot]
        try:
            essai = subprocess.run(commande, cwd=copie, capture_output=True, timeout=_ATTENTE)  # noqa: PLW1510 - its code is read
        except subprocess.TimeoutExpired:
            return True
        if lot and essai.returncode:
            return True
    return False


def main():
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("carte")
    lecteur.add_argument("chemins", nargs="+")
    lecteur.add_argument("--graine", type=int, default=34)
    lecteur.add_argument("--nombre", type=int, default=300)
    demande = lecteur.parse_args()
    carte, vivants = read_carte(demande.carte), []
    with tempfile.TemporaryDirectory() as dossier:
        copie = Path(dossier) / "copie"
        shutil.copytree(RACINE, copie, ignore=shutil.ignore_patterns(".*", "entrepot", "sortie"))
        mutants = draw(demande.chemins, carte, demande.nombre, demande.graine)
        for numero, (nom, fonction, rang) in enumerate(mutants, 1):
            source = (RACINE / nom).read_text()
            texte, ligne = mutate(source, rang)
            (copie / nom).write_text(texte)
            tue = is_killed(copie, carte[fonction])
            (copie / nom).write_text(source)
            vivants += [] if tue else [f"{nom}:{ligne}"]
            print(f"{numero} {nom}:{ligne} {'tué' if tue else 'VIVANT'}", flush=True)  # noqa: T201
    print(f"{len(mutants) - len(vivants)} tués sur {len(mutants)} ; vivants : {vivants}")  # noqa: T201


if __name__ == "__main__":
    main()
