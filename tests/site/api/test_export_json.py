import json

import pytest

from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import read_spaser_dict
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db


def _read(reponse):
    return json.loads(reponse.getvalue())


def test_the_document_holds_every_whole_sheet(demande, registre):
    export = _read(demande("fiches.json"))

    assert export["total"] == 3
    assert export["licence"] == "Licence Ouverte 2.0 (Etalab)"
    assert [fiche["structure"] for fiche in export["fiches"]] == [
        "État",
        "Ille-et-Vilaine",
        "Région Bretagne",
    ]
    assert all(isinstance(read_spaser_dict(f["contenu"]), Spaser) for f in export["fiches"])


def test_a_sheet_of_the_export_is_the_sheet_of_the_api(demande, bretagne):
    assert _read(demande("fiches.json"))["fiches"] == [demande(f"fiches/{bretagne.pk}").json()]


def test_lines_are_sheets(demande, registre):
    lignes = demande("fiches.jsonl?region=53").getvalue().decode().splitlines()

    assert [json.loads(ligne)["structure"] for ligne in lignes] == [
        "Ille-et-Vilaine",
        "Région Bretagne",
    ]


@pytest.mark.parametrize("adresse", ["fiches.json", "fiches.geojson"])
def test_an_empty_export_is_still_json(demande, adresse):
    export = _read(demande(adresse))

    assert export.get("fiches", export.get("features")) == []


def test_html_is_a_text_like_another(demande):
    make_fiche("<script>alert(1)</script>")

    assert demande("fiches")["Content-Type"] == "application/json; charset=utf-8"
    assert demande("fiches")["X-Content-Type-Options"] == "nosniff"
    assert demande("fiches").json()["fiches"][0]["structure"] == "<script>alert(1)</script>"
