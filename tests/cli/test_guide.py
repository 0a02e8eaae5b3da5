"""What the documents tell a reader to type can be typed."""

import re
from pathlib import Path

import click
import pytest

from spaser.cli.application import spaser

RACINE = Path(__file__).parents[2]
PAGES = ["README.md", *sorted(str(p.relative_to(RACINE)) for p in RACINE.glob("docs/**/*.md"))]
OPTION = re.compile(r"(?<=\s)--[a-z-]+")
BLOC = re.compile(r"```(?:sh)?\n(.*?)```", re.DOTALL)


def _list_appels(page):
    texte = (RACINE / page).read_text("utf-8")
    ecrites = [ligne for bloc in BLOC.findall(texte) for ligne in bloc.splitlines()]
    ecrites += re.findall(r"`(spaser [^`\n]+)`", BLOC.sub("", texte))
    for ligne in ecrites:
        if trouve := re.search(r"(?:^|[/ ])spaser ([a-z]+)(.*)", ligne):
            yield trouve[1], OPTION.findall(trouve[2].partition("#")[0])


APPELS = [(page, *appel) for page in PAGES for appel in _list_appels(page)]


def test_the_guide_shows_every_command():
    assert {commande for _, commande, _ in APPELS} == set(spaser.modules)


@pytest.mark.parametrize(("page", "commande", "options"), APPELS)
def test_a_command_of_the_documents_exists(page, commande, options):
    with click.Context(spaser) as contexte:
        trouvee = spaser.get_command(contexte, commande)
    assert trouvee is not None, page
    connues = {opt for param in trouvee.params for opt in param.opts}
    assert set(options) <= connues
