"""What every file of the project owes."""

import codecs
import os
import re

import pytest

from tests.transverses.arbre import RACINE, fichiers, lignes, read, sous

LIGNES_MAXIMUM = 900
ECRITS_A_LA_MAIN = {"", ".py", ".sh", ".html", ".css", ".js", ".sql"}

EN_SUSPENS = re.compile(r"\b(?:TO-?DO|FIX-?ME)\b")
CHEMIN_DE_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")
REGISTRE = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org")

# The project speaks of contracts and schemes, not of the tools that typed it. Written in rot13,
# so that this file passes its own test.
HORS_SUJET = re.compile(
    r"\b(?:{})\b".format(
        "|".join(
            codecs.decode("naguebcvp|bcranv|pungtcg|pbcvybg|yyzf?|fhontragf?", "rot13").split("|")
        )
    ),
    re.IGNORECASE,
)


def _lines_matching(motif):
    return [f"{place}: {ligne.strip()[:90]}" for place, ligne in lignes() if motif.search(ligne)]


def test_no_file_is_too_long():
    longs = {
        str(f): nombre
        for f in fichiers()
        if f.suffix in ECRITS_A_LA_MAIN
        and f.name != "LICENSE"
        and "migrations" not in f.parts
        and (nombre := len(read(f).splitlines())) > LIGNES_MAXIMUM
    }

    assert longs == {}


@pytest.mark.parametrize(
    "motif",
    [
        pytest.param(EN_SUSPENS, id="pending work"),
        pytest.param(CHEMIN_DE_MACHINE, id="path of one machine"),
        pytest.param(REGISTRE, id="address of a package registry"),
        pytest.param(HORS_SUJET, id="foreign subject"),
    ],
)
def test_no_line_holds(motif):
    assert _lines_matching(motif) == []


@pytest.mark.parametrize(
    ("motif", "ligne"),
    [
        pytest.param(EN_SUSPENS, "# TO" + "DO later", id="pending work"),
        pytest.param(CHEMIN_DE_MACHINE, "open('/ro" + "ot/x.json')", id="path of one machine"),
        pytest.param(REGISTRE, "--index-url https://py" + "pi.org/simple", id="registry"),
        pytest.param(HORS_SUJET, codecs.decode("znqr jvgu PungTCG", "rot13"), id="foreign subject"),
    ],
)
def test_the_patterns_recognise(motif, ligne):
    assert motif.search(ligne)


def test_scripts_can_be_run():
    avec_entete = [f for f in fichiers() if f.suffix == "" and read(f).startswith("#!")]
    inertes = [str(f) for f in avec_entete if not os.access(RACINE / f, os.X_OK)]

    assert {"start", "check", ".ci/run"} <= {str(f) for f in avec_entete}
    assert inertes == []


def test_every_package_has_its_init():
    dossiers = {f.parent for f in sous("spaser")}

    assert [str(d) for d in sorted(dossiers) if not (RACINE / d / "__init__.py").is_file()] == []


def test_text_files_end_with_one_newline():
    ecrits = [
        f for f in fichiers() if f.suffix in (ECRITS_A_LA_MAIN | {".md", ".toml", ".yml"}) - {".py"}
    ]
    fautifs = [
        str(f)
        for f in ecrits
        if (texte := read(f)) and (not texte.endswith("\n") or texte.endswith("\n\n"))
    ]

    assert fautifs == []
