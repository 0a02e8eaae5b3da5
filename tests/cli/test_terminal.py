import io

import pytest
from rich.table import Table
from rich.text import Text

from spaser.cli.console import make_console
from spaser.cli.terminal import ConsoleFrancaise


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
    assert imprimer(texte, 11, monkeypatch) == ["part de", "12\u202f% des", "3\u00a0marchés"]


def test_styles_are_kept():
    tampon = io.StringIO()
    console = ConsoleFrancaise(file=tampon, force_terminal=True, color_system="standard")
    console.print(Text("12\u202f%", style="bold"))
    assert "\x1b[1m12\u202f%" in tampon.getvalue()
