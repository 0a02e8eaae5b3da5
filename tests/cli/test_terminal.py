import io

import pytest
from rich.table import Table
from rich.text import Text

from spaser.cli.console import make_console


def imprimer(objet, largeur, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(largeur))
    tampon = io.StringIO()
    make_console(tampon=tampon).print(objet)
    return [ligne.rstrip() for ligne in tampon.getvalue().splitlines()]


def in_table(texte):
    table = Table.grid()
    table.add_row(Text(texte))
    return table


@pytest.mark.parametrize("emballe", [str, Text, in_table])
def test_a_line_is_never_cut_at_an_unbreakable_space(emballe, monkeypatch):
    texte = emballe("part de 12\u202f% des 3\u00a0marchés")
    assert imprimer(texte, 12, monkeypatch) == ["part de", "12\u202f% des", "3\u00a0marchés"]


def test_styles_are_kept(monkeypatch):
    texte = Text("12\u202f%", style="bold")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1m12\u202f%" in imprimer(texte, 20, monkeypatch)[0]
