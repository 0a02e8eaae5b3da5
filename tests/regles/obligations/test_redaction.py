"""What a text of a duty must hold before it is read again."""

import msgspec
import pytest

from spaser.regles.editorial import export_contenu
from spaser.regles.obligations import Obligation, find_lacunes, load_obligations
from tests.regles.obligations.fabrique import SOURCE, day, make_obligation


@pytest.mark.parametrize("obligation", load_obligations(), ids=lambda o: o.code)
def test_every_duty_is_written_and_read_back_unchanged(obligation):
    ecrite = msgspec.json.decode(msgspec.json.encode(export_contenu(obligation)))

    assert msgspec.convert(ecrite, type=Obligation) == obligation
    assert find_lacunes(obligation, day("2026-11-26")) == []


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"sources": []}, "au moins une source"),
        ({"sources": [SOURCE | {"verifie_le": "2027-01-01"}]}, "lue dans l’avenir"),
        ({"sources": [SOURCE | {"confiance": "C"}]}, "ce qui n’est pas sûr"),
        ({"a_faire": []}, "au moins une chose à faire"),
        ({"depuis": "2026-02-01", "jusqu_a": "2026-01-01"}, "finit avant d’avoir commencé"),
        (
            {"etapes": [{"texte": "E.", "depuis": "2026-02-01", "jusqu_a": "2026-01-01"}]},
            "finit avant d’avoir commencé",
        ),
    ],
)
def test_a_text_that_is_not_ready_says_why(champs, faute):
    (dite,) = find_lacunes(make_obligation(**champs), day("2026-11-24"))

    assert faute in dite


def test_an_unsure_source_may_be_published_once_it_is_said():
    sure = make_obligation(sources=[SOURCE | {"confiance": "C"}], reserve="Le décret manque.")

    assert find_lacunes(sure, day("2026-11-24")) == []
