"""Mutants of production code, drawn with a kept seed: which are killed by no test, and where.

First what each test runs, function by function; then each mutant, before the tests that run it:

    pytest -n 2 -p tests.outils.mutants --carte /tmp/carte
    pytest -p tests.outils.mutants --carte /tmp/carte --mutants spaser/regles spaser/site/plan

A mutant is a comparison, an « and », a « not », a sum or a number that says something else. Only
tests that run every time judge it, in a copy of this process where everything is loaded: what a
module does as it is loaded is not tried again, and such a survivor is told apart.
"""

import ast
import gc
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

RACINE = Path(__file__).parents[2]
_OUTIL = 4  # of sys.monitoring: none of Python's own
_DEBUT = sys.monitoring.events.PY_START
_BUDGET, _ATTENTE = 60, 120  # seconds: to try tests one after another; for one that hangs
_INVERSES = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


# --- Which functions each test runs: a plugin of pytest ---


class _Carte:
    """What each test runs; before the first one, what is run as modules are loaded."""

    def __init__(self):
        self.lues, self.vues = {}, set()
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

    def pytest_sessionfinish(self, session):
        dossier = Path(session.config.option.carte)
        dossier.mkdir(parents=True, exist_ok=True)
        nom = os.environ.get("PYTEST_XDIST_WORKER", "seul")
        (dossier / f"{nom}.json").write_text(json.dumps(self.lues))


def pytest_addoption(parser):
    groupe = parser.getgroup("mutants")
    groupe.addoption("--carte", help="the folder of what each test runs, written or read")
    groupe.addoption("--mutants", nargs="+", default=[], help="where mutants are drawn")
    groupe.addoption("--nombre", type=int, default=300)
    groupe.addoption("--graine", type=int, default=34)
    groupe.addoption("--part", default="1/1", help="« 1/2 »: one mutant in two, from the first")
    groupe.addoption("--rangs", nargs="+", type=int, default=[], help="only these of the draw")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Be there before the first module of production is loaded."""
    if early_config.known_args_namespace.mutants:
        early_config.pluginmanager.register(_Juge())


def pytest_configure(config):
    if config.option.carte and not config.option.mutants:
        config.pluginmanager.register(_Carte())


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
    """Return the tree of a module whose place of this rank says something else, and its line."""
    arbre, rang = ast.parse(source), 0
    for fonction in ast.walk(arbre):
        if isinstance(fonction, ast.FunctionDef):
            for noeud in _walk_own(fonction):
                if rang == voulu:
                    _change(noeud)
                    return arbre, noeud.lineno
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


def draw(chemins, nombre, graine):
    """Return so many mutants, the same ones whatever the tests: file, function, rank."""
    points = [
        (nom, f"{nom}:{debut}", rang)
        for chemin in chemins
        for fichier in sorted([*(RACINE / chemin).rglob("*.py"), *RACINE.glob(chemin)])
        if fichier.suffix == ".py" and "migrations" not in fichier.parts
        for nom in [str(fichier.relative_to(RACINE))]
        for debut, rang in list_points(fichier.read_text())
    ]
    return random.Random(graine).sample(points, min(nombre, len(points)))  # noqa: S311 - a draw to repeat


# --- The tests before a mutant: a plugin of pytest ---


class _Juge:
    """Runs, in place of the tests, those that each mutant calls for."""

    def __init__(self):
        self.charge = _Carte()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        sys.monitoring.set_events(_OUTIL, 0)
        choix, ecran = session.config.option, session.config.get_terminal_writer()
        essais = {i.nodeid: i for i in session.items if not _waits(i)}
        carte = read_carte(choix.carte)
        _make_base(essais.values())
        numero, parts = map(int, choix.part.split("/"))
        tires = draw(choix.mutants, choix.nombre, choix.graine)
        fonctions, sains = _list_functions({nom for nom, *_ in tires}), set()
        for rang, (nom, fonction, place) in enumerate(tires, 1):
            if rang % parts != numero % parts or rang not in (choix.rangs or [rang]):
                continue
            arbre, ligne = mutate((RACINE / nom).read_text(), place)
            lances = [essais[essai] for essai in carte.get(fonction, ()) if essai in essais]
            codes = dict(_list_codes(compile(arbre, RACINE / nom, "exec")))
            dit = _judge(lances, fonctions.get(str(RACINE / nom), ()), codes)
            if dit not in sains and _is_red_anyway(lances, dit):
                dit = f"À VOIR : sans lui, {dit} aussi"
            sains.add(dit)
            if dit.startswith("VIVANT") and fonction in self.charge.vues:
                dit += ", lancé au chargement"
            ecran.line(f"{rang} {nom}:{ligne} {dit}", flush=True)
        return True


def _waits(item):
    """Tell whether a test does not run every time, nor everywhere."""
    return any(map(item.get_closest_marker, ("longue", "navigateur", "skip", "donnees_reelles")))


def _make_base(items):
    """Run a test that reaches the base, and opens no store: copies of this process find it made."""
    du_site = [
        item
        for item in items
        if item.get_closest_marker("django_db") and item.path.match("organisations/test_*.py")
    ]
    for item, suivant in zip(du_site[:1], du_site[-1:], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=suivant)


def _list_functions(noms):
    """Return all functions of production, by file; these files are loaded first."""
    for nom in noms:
        import_module(nom.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    gc.unfreeze()
    fonctions = {}
    for objet in gc.get_objects():
        if type(objet) is FunctionType:
            fonctions.setdefault(objet.__code__.co_filename, []).append(objet)
    gc.freeze()
    return fonctions


def _list_codes(code):
    """Yield what is compiled of each function of a module, by name and line."""
    yield (code.co_qualname, code.co_firstlineno), code
    for suite in code.co_consts:
        if isinstance(suite, CodeType):
            yield from _list_codes(suite)


def _judge(items, fonctions, codes):
    """Say what becomes of a mutant: the test that kills it, or that it lives."""
    if not items:
        return "VIVANT, qu’aucun essai ne lance"
    dossier = Path(tempfile.mkdtemp(prefix="spaser-mutant-"))
    sys.stdout.flush()
    if not (enfant := os.fork()):
        signal.alarm(_ATTENTE)
        for fonction in fonctions:
            code = fonction.__code__
            fonction.__code__ = codes.get((code.co_qualname, code.co_firstlineno), code)
        _try_all(items, dossier)
    _, statut = os.waitpid(enfant, 0)
    dit = f"tué par le signal {statut}"  # 14: after it was waited for
    if (dossier / "dit").exists():
        dit = (dossier / "dit").read_text()
    shutil.rmtree(dossier, ignore_errors=True)
    return dit


def _is_red_anyway(items, dit):
    """Tell whether the test that killed a mutant is red without one."""
    tueurs = [item for item in items if dit == f"tué par {item.nodeid}"]
    return bool(tueurs) and _judge(tueurs, (), {}) == dit


def _try_all(items, dossier):
    """Run tests until one is red, write what to say of it, and end this process."""
    dit, fin = "VIVANT", time.monotonic() + _BUDGET
    try:
        items[0].config._tmp_path_factory._basetemp = dossier
        items[0].session._setupstate.teardown_exact(items[0])  # of the test that made the base
        for rang, item in enumerate(items):
            if time.monotonic() > fin:
                dit = f"VIVANT après {rang} essais sur {len(items)}"
                break
            suivant = items[rang + 1] if rang + 1 < len(items) else item  # what is shared stays
            rapports = runtestprotocol(item, log=False, nextitem=suivant)
            if any(rapport.failed for rapport in rapports):
                dit = f"tué par {item.nodeid}"
                break
    except BaseException as faute:  # noqa: BLE001 - whatever a mutant does, it is told
        dit = f"tué par {faute!r}"
    (dossier / "dit").write_text(dit)
    os._exit(0)
