"""French high punctuation never starts a line: a no-break space holds it to its word."""

import re
from pathlib import Path

import pytest

import spaser.site

WEB = Path(spaser.site.__file__).parent
APPS = sorted(dossier.parent.name for dossier in WEB.glob("*/templates"))
# What is not text: tags of the template and of the page, and what holds code.
BALISES = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->"
    r"|<(?P<nom>script|style|code|pre)\b.*?</(?P=nom)>"
    r"|<(?:\{%.*?%\}|\{\{.*?\}\}|[^<>])*>",
    re.DOTALL,
)
FAUTES = re.compile(r"[^ \n]? [:;?!»%€](?![\w=/])|« ")


@pytest.mark.parametrize("app", APPS)
def test_no_template_lets_high_punctuation_start_a_line(app):
    fautes = {
        f"{gabarit.name}: {faute.group()}"
        for gabarit in (WEB / app / "templates").rglob("*.*")
        for morceau in BALISES.sub("\0", gabarit.read_text("utf-8")).split("\0")
        for faute in FAUTES.finditer(morceau)
    }

    assert fautes == set()
