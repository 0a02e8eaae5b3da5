"""Every text of the contents begins and ends with a sign: a stray space comes back from a file as
a change."""

import json
from pathlib import Path

import pytest

import spaser.contenus

RACINE = Path(spaser.contenus.__file__).parent
FICHIERS = sorted(RACINE.rglob("*.json"))


def list_textes(valeur):
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for enfant in valeur.values():
            yield from list_textes(enfant)
    elif is_phrase(valeur):
        yield "".join(morceau["texte"] for morceau in valeur)
    elif isinstance(valeur, list):
        for enfant in valeur:
            yield from list_textes(enfant)


def is_phrase(valeur):
    """Say whether these are the pieces of one sentence of a document: spaces part them."""
    return isinstance(valeur, list) and all(
        isinstance(morceau, dict) and {"genre", "texte"} <= set(morceau) for morceau in valeur
    )


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda f: str(f.relative_to(RACINE)))
def test_no_text_begins_or_ends_with_a_space(fichier):
    textes = list_textes(json.loads(fichier.read_text(encoding="utf-8")))

    assert [texte for texte in textes if texte != texte.strip()] == []
