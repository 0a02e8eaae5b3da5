import ast
import gettext
import inspect
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from spaser.cli.application import DOMAINE, DOSSIER

PO = DOSSIER / "fr" / "LC_MESSAGES" / f"{DOMAINE}.po"
MO = PO.with_suffix(".mo")


@pytest.fixture(scope="module")
def catalogue():
    with PO.open("rb") as flux:
        return read_po(flux)


def words(chemin):
    with chemin.open("rb") as flux:
        messages = dict(gettext.GNUTranslations(flux)._catalog)
    messages.pop("")
    return messages


def test_the_compiled_catalogue_is_that_of_the_source(catalogue, tmp_path):
    compile_ = tmp_path / "messages.mo"
    with compile_.open("wb") as flux:
        write_mo(flux, catalogue)
    assert words(MO) == words(compile_)


def test_every_word_of_click_has_its_french(catalogue):
    dossier = Path(inspect.getfile(click)).parent
    extraits = extract_from_dir(dossier, [("**.py", "python")], comment_tags=())
    messages = {
        message if isinstance(message, str) else message[0] for _, _, message, *_ in extraits
    }
    traduits = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id
        and all([message.string] if isinstance(message.string, str) else message.string)
    }
    assert messages - traduits == set()


def fields(texte):
    return {noeud.id for noeud in ast.walk(ast.parse(f"f{texte!r}")) if isinstance(noeud, ast.Name)}


def test_a_translation_asks_only_for_what_click_gives(catalogue):
    for message in catalogue:
        originaux = [message.id] if isinstance(message.id, str) else message.id
        traductions = [message.string] if isinstance(message.string, str) else message.string
        if message.id and "%(" not in originaux[0]:
            assert set().union(*map(fields, traductions)) <= set().union(*map(fields, originaux))
