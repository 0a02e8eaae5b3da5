"""Texts edited by the programme team: which one is shown on a day."""

import pytest

from spaser.regles.editorial import TexteApprouve, digest, may_approve, supersede
from tests.regles.obligations.fabrique import day, make_obligation

FICHIERS = (make_obligation("A", titre="A du fichier"), make_obligation("B", theme="climat"))


def publish(code="A", titre="A du programme", effet_le="2026-01-01", numero=1, **champs):
    obligation = make_obligation(code, titre=titre, **champs)
    return TexteApprouve(contenu=obligation, effet_le=day(effet_le), numero=numero)


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


def test_what_no_file_holds_comes_last():
    montrees = supersede(FICHIERS, [publish("C", theme="schema")], day("2026-02-01"))

    assert [o.code for o in montrees] == ["A", "B", "C"]


def test_a_text_is_named_by_what_it_says():
    assert digest(make_obligation()) == digest(make_obligation())
    assert digest(make_obligation()) != digest(make_obligation(titre="Autre"))


@pytest.mark.parametrize(
    ("relecteur", "redacteurs", "admis"),
    [(1, [1], False), (2, [1], True), (2, [1, 2], False), (3, [], True)],
)
def test_nobody_reads_her_own_text_again(relecteur, redacteurs, admis):
    assert may_approve(relecteur, redacteurs) is admis
