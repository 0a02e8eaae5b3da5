"""Rules on test files: each lies at the place of the module that it tests."""

from tests.transverses.arbre import RACINE, lignes, sous

# Tests of everything at once have no room of their own in the package.
HORS_MIROIR = {"transverses", "navigateur", "bench", "deploiement", "equivalence"}


def _mirrored():
    essais = [f.relative_to("tests") for f in sous("tests") if f.name.startswith("test_")]
    return [f for f in essais if f.parts[0] not in HORS_MIROIR]


def _has_subject(essai):
    dossier = RACINE / "spaser" / essai.parent
    return dossier.is_dir() or dossier.with_suffix(".py").is_file()


def test_every_test_stands_where_its_subject_does():
    assert [str(essai) for essai in _mirrored() if not _has_subject(essai)] == []


def test_a_browser_is_waited_for_not_looked_at_once():
    """What is asked of a page at once fails on a slow machine, before the page is there."""
    questions = [".is_" + etat + "()" for etat in ("visible", "hidden", "checked", "enabled")]
    presses = [
        f"{place}: {ligne.strip()}"
        for place, ligne in lignes()
        if place.startswith("tests/navigateur/")
        and "assert" in ligne
        and any(question in ligne for question in questions)
    ]

    assert presses == []
