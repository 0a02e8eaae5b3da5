"""What apps declare bears a name that somebody reads."""

import re
from pathlib import Path

import pytest

from spaser import site
from spaser.site.socle import declarations
from spaser.site.socle.declarations import list_declares, load_declarations

NOMS = set(re.findall(r"`([A-Z_]+)`", declarations.__doc__))
LECTURE = re.compile(r'list_declares\("([A-Z_]+)"\)')


def test_each_agreed_name_is_read_by_some_module_and_no_other_one_is():
    sources = Path(site.__path__[0]).rglob("*.py")
    lus = {nom for source in sources for nom in LECTURE.findall(source.read_text())}

    assert lus == NOMS


@pytest.mark.parametrize("nom", sorted(NOMS))
def test_some_app_declares_something_under_each_name(nom):
    assert list_declares(nom)


def test_what_an_app_declares_is_under_an_agreed_name():
    """A public tuple that holds what a known name holds, under another one, would be lost."""
    genres = {
        type(un)
        for nom in NOMS
        for un in list_declares(nom)
        if not callable(un) or type(un) is type
    } - {tuple}
    perdus = [
        f"{module.__name__}.{nom}"
        for module in load_declarations()
        for nom, valeur in vars(module).items()
        if nom.isupper() and not nom.startswith("_") and nom not in NOMS
        if isinstance(valeur, tuple) and valeur and {type(un) for un in valeur} & genres
    ]

    assert perdus == []
