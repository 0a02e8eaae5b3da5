"""Our reading of the schema gives the verdict of a complete validator."""

import copy
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.contenus.lecture import EXEMPLE_1_1, SCHEMA_1_0, SCHEMA_1_1, read_exemple, schema_spaser
from spaser.regles.format_controle import compile_motif, validate
from spaser.regles.format_spaser import write_spaser
from tests.regles.strategies import spasers
from tests.regles.strategies_1_1 import spasers_1_1

SCHEMA = dict(schema_spaser(SCHEMA_1_0))
COMPLET = json.loads(read_exemple("complet.json"))
DERNIER = dict(schema_spaser(SCHEMA_1_1))
COMPLET_1_1 = json.loads(read_exemple(EXEMPLE_1_1))
SCHEMAS = [SCHEMA, DERNIER]


def _pattern(_validateur, motif, valeur, _schema):
    """JSON Schema's `$` is the very end; Python's also comes before a last line feed."""
    if isinstance(valeur, str) and not compile_motif(motif).search(valeur):
        yield jsonschema.ValidationError(f"{valeur!r} / {motif}")


Complet = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})


def places(valeur, chemin=()):
    yield chemin
    if isinstance(valeur, dict | list):
        enfants = valeur.items() if isinstance(valeur, dict) else enumerate(valeur)
        for nom, enfant in enfants:
            yield from places(enfant, (*chemin, nom))


def change(contenu, chemin, valeur):
    if not chemin:
        return valeur
    copie = copy.deepcopy(contenu)
    cible = copie
    for pas in chemin[:-1]:
        cible = cible[pas]
    cible[chemin[-1]] = valeur
    return copie


def ours(contenu, schema=SCHEMA):
    return {faute.chemin for faute in validate(contenu, schema)}


def theirs(contenu, schema=SCHEMA):
    return gather(Complet(schema).iter_errors(contenu))


def gather(erreurs):
    trouvees = set()
    for erreur in erreurs:
        chemin = tuple(erreur.absolute_path)
        if erreur.validator == "oneOf":
            trouvees |= choose(erreur)
        elif erreur.validator == "required":
            absents = [n for n in erreur.validator_value if n not in erreur.instance]
            trouvees |= {(*chemin, nom) for nom in absents}
        elif erreur.validator == "additionalProperties":
            connus = erreur.schema["properties"]
            trouvees |= {(*chemin, nom) for nom in erreur.instance if nom not in connus}
        elif erreur.validator == "uniqueItems":
            vus = erreur.instance
            trouvees |= {(*chemin, r) for r, v in enumerate(vus) if v in vus[:r]}
        else:
            trouvees.add(chemin)
    return trouvees


def choose(erreur):
    """Return the faults of the branch that the value chose: that of its type, then of its kind.

    A complete validator tries every branch, and gives what is wrong in each.
    """
    chemin = tuple(erreur.absolute_path)
    branches = {}
    for faute in erreur.context:
        branches.setdefault(faute.relative_schema_path[0], []).append(faute)
    du_type = [
        fautes
        for fautes in branches.values()
        if not any(f.validator == "type" and tuple(f.absolute_path) == chemin for f in fautes)
    ]
    if not du_type:
        return {chemin}
    genre = (*chemin, "genre")
    for fautes in du_type:
        if isinstance(erreur.instance, list) or genre not in gather(fautes):
            return gather(fautes)
    return {genre}


scalaires = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(["liste", "paragraphe", "lien"]),
    st.sampled_from(["adopte", "2026", "2026-13", "35", "HT", "x\n", "https://a", "a@b.c", "1.0"]),
)
_noms = st.one_of(
    st.text(max_size=5), st.sampled_from(["genre", "texte", "contenu", "elements", "champs"])
)
quelconques = st.recursive(
    scalaires,
    lambda s: st.lists(s, max_size=3) | st.dictionaries(_noms, s, max_size=3),
    max_leaves=5,
)


@pytest.mark.longue
@given(st.sampled_from(sorted(places(COMPLET), key=str)), quelconques)
def test_a_changed_file_has_the_same_faults_for_both(chemin, valeur):
    contenu = change(COMPLET, chemin, valeur)

    assert ours(contenu) == theirs(contenu)


@pytest.mark.longue
@given(st.sampled_from(sorted(places(COMPLET_1_1), key=str)), quelconques)
def test_a_changed_draft_has_the_same_faults_for_both(chemin, valeur):
    contenu = change(COMPLET_1_1, chemin, valeur)

    assert ours(contenu, DERNIER) == theirs(contenu, DERNIER)


@pytest.mark.longue
@settings(max_examples=40)
@given(spasers)
def test_a_written_sheet_has_no_fault_for_either(fiche):
    contenu = write_spaser(fiche)

    assert (ours(contenu), theirs(contenu)) == (set(), set())


@pytest.mark.longue
@settings(max_examples=40)
@given(spasers_1_1)
def test_a_written_draft_has_no_fault_for_either(fiche):
    contenu = write_spaser(fiche)

    assert (ours(contenu, DERNIER), theirs(contenu, DERNIER)) == (set(), set())


@given(quelconques)
def test_any_value_at_all_has_the_same_faults_for_both(valeur):
    assert ours(valeur) == theirs(valeur)


def nodes(noeud):
    yield noeud
    enfants = [*noeud.get("properties", {}).values(), *noeud.get("$defs", {}).values()]
    enfants += [noeud["items"]] if "items" in noeud else []
    enfants += [*noeud.get("prefixItems", []), *noeud.get("oneOf", [])]
    for enfant in enfants:
        yield from nodes(enfant)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_node_of_the_schema_has_a_type_or_refers_to_one_that_has(schema):
    assert [n for n in nodes(schema) if not n.keys() & {"type", "$ref", "oneOf"}] == []


def test_branches_are_told_apart_by_their_type_or_their_kind():
    for noeud in nodes(DERNIER):
        branches = [DERNIER["$defs"][b["$ref"].rpartition("/")[2]] for b in noeud.get("oneOf", [])]
        marques = [
            (b["type"], b.get("properties", {}).get("genre", {}).get("const")) for b in branches
        ]
        assert len(set(marques)) == len(marques)
        assert all(genre for genre_de, genre in marques if genre_de == "object")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_pattern_is_anchored(schema):
    motifs = [n["pattern"] for n in nodes(schema) if "pattern" in n]

    assert [m for m in motifs if not (m.startswith("^") and m.endswith("$"))] == []


@pytest.mark.parametrize(
    ("motif", "texte", "attendu"),
    [("^a$", "a", True), ("^a$", "a\n", False), ("^[0-9]{9}$", "123456789\n", False)],
)
def test_the_end_of_a_pattern_is_the_end_of_the_text(motif, texte, attendu):
    assert bool(compile_motif(motif).search(texte)) is attendu


def test_no_pattern_takes_long_on_a_long_text():
    motifs = [n["pattern"] for schema in SCHEMAS for n in nodes(schema) if "pattern" in n]

    for motif in motifs:
        for texte in ("a" * 20_000, "a@" * 10_000, " " * 20_000, "a." * 10_000 + "\n"):
            compile_motif(motif).search(texte)
