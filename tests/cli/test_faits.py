"""`spaser faits`: what an expert must still read, from the files and nothing else."""

import json
from datetime import date

import pytest

from spaser.contenus.faits import load_faits
from tests.regles.test_sources import replace_fait


def test_each_text_that_is_not_sure_is_listed_with_its_reason(lancer):
    resultat = lancer("faits", "--format", "json")
    dit = json.loads(resultat.brut)

    attendus = {f.code for f in load_faits().values() if f.reserve or not f.est_sur}
    assert attendus <= {ligne["code"] for ligne in dit["a_relire"]}
    assert all(ligne["raisons"] for ligne in dit["a_relire"])
    assert [ligne["confiance"] for ligne in dit["a_relire"]][:5] == [
        *["non vérifié"] * 4,
        "à confirmer",
    ]


def test_the_list_reads_in_words(lancer):
    page = " ".join(lancer("faits").sortie.split())

    assert "LOI-2005-102 (programme.json)" in page
    assert "L’article n’a pas été relu." in page
    assert f"sur {len(load_faits())}" in page


@pytest.mark.parametrize(("fin", "code"), [(date(2100, 1, 1), 0), (None, 1)])
def test_a_text_to_read_again_is_told_first_and_by_the_exit_code(lancer, monkeypatch, fin, code):
    for fait in [*load_faits().values()]:
        replace_fait(monkeypatch, fait.code, a_relire_le=date(2100, 1, 1), jusqu_a=None)
    if fin is None:
        replace_fait(monkeypatch, "BUDGET-VERT", a_relire_le=date(2000, 1, 1))

    resultat = lancer("faits")

    assert resultat.code == code
    assert ("BUDGET-VERT (climat.json) : il était à relire le 01/01/2000." in resultat.sortie) is (
        code == 1
    )
