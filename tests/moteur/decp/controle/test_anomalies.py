"""Every code that the sources can emit has its label and its advice."""

import ast
import re

import pytest

from spaser.moteur.decp.anomalies import CONSEILS, LIBELLES, find_conseil
from tests.transverses.arbre import sous, tree_of

CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
DANS_SQL = re.compile(r"'([a-z]+(?:_[a-z]+)+)'")
# Where the code stands among the arguments of what emits it.
RANGS = {
    "Lu": (1, "anomalie"),
    "Rebut": (1, "code"),
    "Probleme": (0, "code"),
    "FormeError": (1, "code"),
    "_DateLue": (1, "code"),
    "anomalie": (0, "code"),
    "anomalie_json": (1, "code"),
    "list_ecartees": (3, "code"),
    "_reject": (0, "code"),
    "_note": (0, "code"),
    "note": (0, "code"),
    "replace": (2, "code"),
    "repair": (0, "code"),
    "ask": (0, "code"),
    "remark": (0, "code"),
}
NOMS = {"anomalie", "code", "forme"}
PAIRES = {"_MARQUES"}  # tables whose lines start with a code


def _sources():
    return [*sous("spaser/moteur/decp"), *sous("spaser/moteur/entrepot")]


def _constants():
    """Module constants that are texts, wherever they are defined."""
    trouvees = {}
    for fichier in _sources():
        for noeud in tree_of(fichier).body:
            if isinstance(noeud, ast.AnnAssign) and isinstance(noeud.value, ast.Constant):
                trouvees.setdefault(noeud.target.id, set()).add(noeud.value.value)
    return trouvees


def _texts(noeud, constantes):
    """The texts that an expression can be."""
    for dedans in ast.walk(noeud):
        if isinstance(dedans, ast.Constant) and isinstance(dedans.value, str):
            yield dedans.value
        elif isinstance(dedans, ast.Name):
            yield from (v for v in constantes.get(dedans.id, ()) if isinstance(v, str))


def _branches(noeud):
    """The results of an expression, without the conditions that choose them."""
    if isinstance(noeud, ast.IfExp):
        yield from _branches(noeud.body)
        yield from _branches(noeud.orelse)
    elif isinstance(noeud, ast.BoolOp):
        for valeur in noeud.values:
            yield from _branches(valeur)
    else:
        yield noeud


def _expressions(arbre):
    """Expressions that stand for a code: arguments, variables of that name, returned pairs."""
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Call():
                yield from _arguments(noeud)
            case ast.Assign(targets=[ast.Name(id=nom)]) if nom in NOMS:
                yield noeud.value
            case ast.AnnAssign(target=ast.Name(id=nom)) if nom in PAIRES:
                yield from (ligne.elts[0] for ligne in noeud.value.elts)
            case ast.Return(value=ast.Tuple(elts=[*_, dernier])):
                yield dernier


def _arguments(appel):
    nom = getattr(appel.func, "attr", getattr(appel.func, "id", None))
    if nom in RANGS:
        rang, cle = RANGS[nom]
        yield from appel.args[rang : rang + 1]
        yield from (k.value for k in appel.keywords if k.arg == cle)


def emitted():
    constantes = _constants()
    for nom, textes in constantes.items():
        if not nom.startswith("_"):
            yield from ((t, nom) for t in textes if _is_long_code(t))
    for fichier in _sources():
        arbre = tree_of(fichier)
        for expression in _expressions(arbre):
            for branche in _branches(expression):
                simples = isinstance(branche, ast.Constant | ast.Name)
                textes = _texts(branche, constantes) if simples else ()
                yield from ((t, f"{fichier}:{branche.lineno}") for t in textes if CODE.fullmatch(t))
        yield from _in_sql(fichier, arbre)


def _is_long_code(texte):
    """A public constant written like a code is one."""
    return isinstance(texte, str) and "_" in texte and CODE.fullmatch(texte) is not None


def _in_sql(fichier, arbre):
    for noeud in ast.walk(arbre):
        if not isinstance(noeud, ast.JoinedStr | ast.Constant):
            continue
        morceaux = noeud.values if isinstance(noeud, ast.JoinedStr) else [noeud]
        texte = "".join(str(m.value) for m in morceaux if isinstance(m, ast.Constant))
        if re.search(r"INTO (?:anomalies|quarantaine)", texte):
            yield from ((code, f"{fichier}:{noeud.lineno}") for code in DANS_SQL.findall(texte))


def test_every_code_of_the_sources_has_its_words():
    assert sorted({f"{place} {code}" for code, place in emitted() if code not in LIBELLES}) == []


VARIES = {
    "champ_absent", "acheteur_absent", "enregistrement_vide", "date_forme", "montant_forme",
    "guillemet_non_echappe", "trop_long", "esperluette_non_echappee", "doctype_refuse",
    "uid_partage", "ligne_illisible", "siret_zero_perdu", "increment_suspect", "tronque",
    "valeur_obligatoire_manquante", "cle_en_double", "date_ambigue", "cpv_zero_perdu",
}  # fmt: skip


def test_the_scan_sees_every_way_of_emitting_a_code():
    assert VARIES - {trouve for trouve, _ in emitted()} == set()


def test_every_code_that_has_words_is_in_the_sources():
    anomalies = "spaser/moteur/decp/anomalies.py"
    textes = {
        noeud.value
        for fichier in _sources()
        if str(fichier) != anomalies
        for noeud in ast.walk(tree_of(fichier))
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str)
    }
    longs = [t for t in textes if "INTO" in t or "WHEN" in t or "THEN" in t]

    absents = [c for c in LIBELLES if c not in textes and not any(f"'{c}'" in t for t in longs)]
    assert absents == []


def test_labels_and_advice_go_together():
    assert LIBELLES.keys() == CONSEILS.keys()


@pytest.mark.parametrize("code", LIBELLES)
def test_a_label_is_short_and_an_advice_is_one_sentence(code):
    assert len(LIBELLES[code]) <= 60
    assert find_conseil(code).endswith(".")
    assert find_conseil(code)[0].isupper()
    assert "'" not in LIBELLES[code] + find_conseil(code)
