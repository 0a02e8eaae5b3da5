"""Texts edited by the programme team: which one is shown on a day, and what they must hold."""

import msgspec
import pytest

from spaser.metier.obligations.modele import Obligation, Theme, load_obligations
from spaser.metier.obligations.redaction import (
    Publication,
    digest,
    find_lacunes,
    may_approve,
    read_obligation,
    supersede,
    write_obligation,
)
from tests.metier.obligations.fabrique import SOURCE, day, make_obligation

FICHIERS = (make_obligation("A", titre="A du fichier"), make_obligation("B", theme="climat"))


def publish(code="A", titre="A du programme", effet_le="2026-01-01", numero=1, **champs):
    obligation = make_obligation(code, titre=titre, **champs)
    return Publication(obligation=obligation, effet_le=day(effet_le), numero=numero)


@pytest.mark.parametrize(
    ("jour", "titre"),
    [
        ("2025-12-31", "A du fichier"),
        ("2026-01-01", "un"),
        ("2026-02-28", "un"),
        ("2026-03-01", "quatre"),
        ("2026-05-31", "quatre"),
        ("2026-06-01", "trois"),
        ("2027-01-01", "trois"),
    ],
)
def test_the_latest_day_of_effect_wins_then_the_latest_text(jour, titre):
    publications = [
        publish(titre="trois", effet_le="2026-06-01", numero=3),
        publish(titre="deux", effet_le="2026-06-01", numero=2),
        publish(titre="un", numero=1),
        publish(titre="quatre", effet_le="2026-03-01", numero=4),
    ]

    assert supersede(FICHIERS, publications, day(jour))[0].titre == titre


def test_an_edited_text_says_since_when_and_leaves_the_others_alone():
    montrees = supersede(FICHIERS, [publish()], day("2026-02-01"))

    assert [o.mise_a_jour for o in montrees] == [day("2026-01-01"), None]
    assert montrees[1] is FICHIERS[1]
    assert supersede(FICHIERS, [], day("2026-02-01")) == FICHIERS


def test_a_duty_that_no_file_holds_takes_its_place_by_theme():
    montrees = supersede(FICHIERS, [publish("C", theme="schema")], day("2026-02-01"))

    assert [o.code for o in montrees] == ["A", "C", "B"]


@pytest.mark.parametrize("obligation", load_obligations(), ids=lambda o: o.code)
def test_every_duty_is_written_and_read_back_unchanged(obligation):
    ecrite = msgspec.json.decode(msgspec.json.encode(write_obligation(obligation)))

    assert read_obligation(ecrite) == obligation
    assert find_lacunes(obligation, day("2026-11-26")) == []


def test_a_text_is_named_by_what_it_says():
    assert digest(make_obligation()) == digest(make_obligation())
    assert digest(make_obligation()) != digest(make_obligation(titre="Autre"))


@pytest.mark.parametrize(
    ("relecteur", "redacteurs", "admis"),
    [(1, [1], False), (2, [1], True), (2, [1, 2], False), (3, [], True)],
)
def test_nobody_reads_her_own_text_again(relecteur, redacteurs, admis):
    assert may_approve(relecteur, redacteurs) is admis


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


def test_themes_of_files_are_kept_in_their_order():
    fichiers: tuple[Obligation, ...] = load_obligations()

    assert list(dict.fromkeys(o.theme for o in supersede(fichiers, [], day("2026-01-01")))) == list(
        Theme
    )
