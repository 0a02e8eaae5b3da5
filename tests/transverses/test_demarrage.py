"""What is slow to load waits for its use: an import reads at once, a web worker stays light."""

import os
import subprocess
import sys

import pytest

from tests.moteur.fabrique_decp import marche, write_v2

LENTS = {"jinja2", "jsonschema", "numpy", "pandas", "pyarrow", "rich"}
AU_PREMIER_OCTET = """
import sys

def stop(event, arguments):
    if event == "open" and str(arguments[0]) == sys.argv[1]:
        print(*sorted(set(sys.modules)))
        sys.stdout.flush()
        os._exit(0)

import os
sys.addaudithook(stop)
from spaser.cli.application import spaser
spaser(["importer", "--entrepot", sys.argv[2], sys.argv[1]])
"""
A_LA_FIN = """
import sys
from pathlib import Path
from spaser.moteur.importation import import_fichiers

import_fichiers([Path(sys.argv[1])], Path(sys.argv[2]))
print(*sorted(sys.modules))
"""
SITE = """
import sys
import django
from django.urls import get_resolver

django.setup()
assert get_resolver().url_patterns
print(*sorted(sys.modules))
"""


def _list_modules(code, *arguments):
    """Run a program of its own and return the modules that it says it has loaded."""
    fini = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.site.settings"},
    )
    return set(fini.stdout.splitlines()[-1].split())


@pytest.fixture
def fichier(tmp_path):
    return write_v2(tmp_path / "marches.json", [marche()])


def test_an_import_opens_its_file_before_it_loads_what_only_the_end_needs(fichier, tmp_path):
    modules = _list_modules(AU_PREMIER_OCTET, fichier, tmp_path / "entrepot")

    assert {"duckdb", "spaser.moteur.importation"} <= modules
    assert modules & LENTS == set()
    assert {m for m in modules if m.startswith("spaser.moteur.indicateurs")} == set()


@pytest.mark.longue
def test_an_import_of_contracts_never_loads_what_only_tables_and_lists_need(fichier, tmp_path):
    modules = _list_modules(A_LA_FIN, fichier, tmp_path / "entrepot")

    assert modules & {"numpy", "pandas", "pyarrow"} == set()


@pytest.mark.longue
def test_a_web_worker_loads_neither_spark_nor_pandas():
    modules = _list_modules(SITE)

    assert "spaser.site.portail.urls" in modules
    assert modules & {"numpy", "pandas", "pyspark"} == set()
