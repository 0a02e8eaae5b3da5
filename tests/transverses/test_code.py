"""What every module of the package owes."""

import ast
import graphlib
import importlib.metadata
import re
import sys
import tomllib

from tests.transverses.arbre import RACINE, sous, tree_of

ETAGES_DOCUMENTES = ("spaser/moteur", "spaser/regles", "spaser/documents")


def _public_functions(fichier):
    for noeud in tree_of(fichier).body:
        est_fonction = isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
        if est_fonction and not noeud.name.startswith("_"):
            yield noeud


def _documented():
    for etage in ETAGES_DOCUMENTES:
        for fichier in sous(etage):
            for fonction in _public_functions(fichier):
                yield f"{fichier}:{fonction.lineno} {fonction.name}", fonction


def _is_annotated(fonction):
    parametres = fonction.args
    nommes = [*parametres.posonlyargs, *parametres.args, *parametres.kwonlyargs]
    tous = [*nommes, *filter(None, (parametres.vararg, parametres.kwarg))]
    return fonction.returns is not None and all(p.annotation is not None for p in tous)


def test_public_functions_are_annotated():
    assert [place for place, f in _documented() if not _is_annotated(f)] == []


def _calls_print(noeud):
    return (
        isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Name)
        and noeud.func.id == "print"
    )


def test_only_the_command_line_prints():
    modules = [f for f in sous("spaser") if not f.is_relative_to("spaser/cli")]
    appels = [f"{f}:{n.lineno}" for f in modules for n in ast.walk(tree_of(f)) if _calls_print(n)]

    assert appels == []


def _imported(fichier):
    for noeud in ast.walk(tree_of(fichier)):
        if isinstance(noeud, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            yield noeud.module.partition(".")[0]


def _fold(distribution):
    return distribution.lower().replace("_", "-")


def _declared():
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lignes = [*projet["dependencies"], *projet["optional-dependencies"]["spark"]]
    return {re.match(r"[\w-]+", ligne)[0].lower() for ligne in lignes}


def test_the_package_imports_only_what_it_declares():
    distributions = importlib.metadata.packages_distributions()
    declarees = _declared()
    externes = {
        (str(f), module)
        for f in sous("spaser")
        for module in _imported(f)
        if module != "spaser" and module not in sys.stdlib_module_names
    }
    inconnus = [
        f"{fichier} imports {module}"
        for fichier, module in sorted(externes)
        if not declarees & {_fold(d) for d in distributions.get(module, [module])}
    ]

    assert inconnus == []


def _module_of(fichier):
    parties = fichier.with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


def _read_imports(fichier, connus):
    """Give the modules of ours that a file imports, at its top, in a function or for types."""
    for noeud in ast.walk(tree_of(fichier)):
        if isinstance(noeud, ast.Import):
            yield from ({alias.name for alias in noeud.names} & connus)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms = {f"{noeud.module}.{alias.name}" for alias in noeud.names}
            yield from (noms & connus or {noeud.module} & connus)


def _find_circle(graphe):
    try:
        graphlib.TopologicalSorter(graphe).prepare()
    except graphlib.CycleError as circle:
        return circle.args[1]
    return []


def test_modules_import_each_other_in_no_circle():
    modules = {_module_of(f): f for f in sous("spaser") if "migrations" not in f.parts}
    graphe = {nom: {*_read_imports(f, set(modules))} - {nom} for nom, f in modules.items()}

    assert _find_circle(graphe) == []
    assert _find_circle({"a": {"b"}, "b": {"a"}}) != []
