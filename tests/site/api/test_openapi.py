"""What the API promises. A change of it is seen here, and accepted by renewing the promise:

RENOUVELER=1 .venv/bin/pytest tests/site/api/test_openapi.py
"""

import json
import os
from pathlib import Path

import pytest

from spaser.site.api.pages import describe_api

PROMIS = Path(__file__).parent / "openapi.json"


def _operations():
    return [
        operation for chemin in describe_api()["paths"].values() for operation in chemin.values()
    ]


def test_the_document_is_the_one_that_was_promised():
    if os.environ.get("RENOUVELER"):
        PROMIS.write_text(json.dumps(describe_api(), ensure_ascii=False, indent=1) + "\n", "utf-8")

    assert describe_api() == json.loads(PROMIS.read_text("utf-8"))


def test_every_operation_tells_its_errors_in_french():
    for operation in _operations():
        assert {"200", "304", "405", "406", "429", "500"} <= operation["responses"].keys()
        assert operation["summary"]
        assert operation["description"].endswith(".")
        if operation["parameters"]:
            assert "422" in operation["responses"]


def test_operations_have_names_of_their_own():
    noms = [operation["operationId"] for operation in _operations()]

    assert sorted(noms) == sorted(set(noms))
    assert len(noms) == 13


def _references(noeud):
    if isinstance(noeud, list):
        noeud = dict(enumerate(noeud))
    if isinstance(noeud, dict):
        if isinstance(noeud.get("$ref"), str):
            yield noeud["$ref"]
        for enfant in noeud.values():
            yield from _references(enfant)


def _follow(reference):
    cible = describe_api()
    for pas in reference.removeprefix("#/").split("/"):
        cible = cible[pas]
    return cible


def test_every_reference_leads_somewhere():
    references = set(_references(describe_api()))

    assert "#/components/schemas/FormatSpaser" in references
    assert all(_follow(reference) for reference in references)


@pytest.mark.django_db
def test_the_document_is_served(demande):
    assert demande("openapi.json").json() == describe_api()
