"""Our reading of the schema gives the verdict of a complete validator."""

import copy
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.contenus.formats_publies import read_exemple, schema_spaser
from spaser.metier.format_spaser.fichier import write_spaser
from spaser.metier.format_spaser.validation import compile_motif, validate
from tests.metier.strategies import spasers

SCHEMA = dict(schema_spaser())
COMPLET = json.loads(read_exemple("complet.json"))


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


def ours(contenu):
    return {faute.chemin for faute in validate(contenu, SCHEMA)}


def theirs(contenu):
    trouvees = set()
    for erreur in Complet(SCHEMA).iter_errors(contenu):
        chemin = tuple(erreur.absolute_path)
        if erreur.validator == "required":
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


scalaires = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(["adopte", "2026", "2026-13", "35", "HT", "x\n", "https://a", "a@b.c", "1.0"]),
)
quelconques = st.recursive(
    scalaires,
    lambda s: st.lists(s, max_size=3) | st.dictionaries(st.text(max_size=5), s, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300)
@given(st.sampled_from(sorted(places(COMPLET), key=str)), quelconques)
def test_a_changed_file_has_the_same_faults_for_both(chemin, valeur):
    contenu = change(COMPLET, chemin, valeur)

    assert ours(contenu) == theirs(contenu)


@settings(max_examples=40)
@given(spasers)
def test_a_written_sheet_has_no_fault_for_either(fiche):
    contenu = write_spaser(fiche)

    assert (ours(contenu), theirs(contenu)) == (set(), set())


@given(quelconques)
def test_any_value_at_all_has_the_same_faults_for_both(valeur):
    assert ours(valeur) == theirs(valeur)


def nodes(noeud):
    yield noeud
    enfants = [*noeud.get("properties", {}).values(), *noeud.get("$defs", {}).values()]
    enfants += [noeud["items"]] if "items" in noeud else []
    for enfant in enfants:
        yield from nodes(enfant)


def test_every_node_of_the_schema_has_a_type_or_refers_to_one_that_has():
    assert [n for n in nodes(SCHEMA) if "type" not in n and "$ref" not in n] == []


def test_every_pattern_is_anchored():
    motifs = [n["pattern"] for n in nodes(SCHEMA) if "pattern" in n]

    assert [m for m in motifs if not (m.startswith("^") and m.endswith("$"))] == []


@pytest.mark.parametrize(
    ("motif", "texte", "attendu"),
    [("^a$", "a", True), ("^a$", "a\n", False), ("^[0-9]{9}$", "123456789\n", False)],
)
def test_the_end_of_a_pattern_is_the_end_of_the_text(motif, texte, attendu):
    assert bool(compile_motif(motif).search(texte)) is attendu


def test_no_pattern_takes_long_on_a_long_text():
    motifs = [n["pattern"] for n in nodes(SCHEMA) if "pattern" in n]

    for motif in motifs:
        for texte in ("a" * 20_000, "a@" * 10_000, " " * 20_000, "a." * 10_000 + "\n"):
            compile_motif(motif).search(texte)
