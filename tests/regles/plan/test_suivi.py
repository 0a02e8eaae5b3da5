"""How far an action is, when it is late, what in it does not go together."""

from datetime import date
from types import SimpleNamespace

import pytest

from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.plan import (
    EtapeSuivie,
    EtatAction,
    NatureCode,
    Progres,
    compute_progres,
    find_boucle,
    find_retard,
    list_incoherences,
)

JOUR = date(2026, 11, 27)
AVANT = date(2026, 3, 2)


def make(etat="en_cours", debut="", fin="", etapes=(), **reste):
    """Make an action; a step is its title, when it is due, whether it is done."""
    return SimpleNamespace(
        **{"avancement": None, "motif": ""} | reste,
        etat=EtatAction(etat),
        debut=DatePartielle(debut) if debut else None,
        fin=DatePartielle(fin) if fin else None,
        etapes=tuple(
            EtapeSuivie(titre, DatePartielle(quand) if quand else None, AVANT if faite else None)
            for titre, quand, faite in etapes
        ),
    )


@pytest.mark.parametrize(
    ("action", "attendu"),
    [
        (make(), None),
        (make(avancement=30), Progres(30)),
        (make(avancement=0), Progres(0)),
        (make("terminee"), Progres(100)),
        (make(etapes=[("a", "", True), ("b", "", False), ("c", "", False)]), Progres(33, 1, 3)),
        (make(avancement=90, etapes=[("a", "", False)]), Progres(0, 0, 1)),
        (make("terminee", etapes=[("a", "", True), ("b", "", False)]), Progres(50, 1, 2)),
    ],
)
def test_steps_tell_how_far_an_action_is_before_what_was_typed(action, attendu):
    assert compute_progres(action) == attendu


@pytest.mark.parametrize(
    ("action", "raison", "depuis"),
    [
        (make(fin="2026-10"), "échéance dépassée", date(2026, 11, 1)),
        (make(fin="2026-11-26"), "échéance dépassée", date(2026, 11, 27)),
        (make(fin="2026-11-27"), None, None),
        (make(fin="2026-11"), None, None),
        (make("a_lancer", debut="2026-09"), "pas encore lancée", date(2026, 10, 1)),
        (make(debut="2026-09"), None, None),
        (make("a_lancer", debut="2026-09", fin="2026-10"), "échéance dépassée", date(2026, 11, 1)),
        (make("terminee", fin="2026-01"), None, None),
        (make("abandonnee", fin="2026-01", motif="Sans objet"), None, None),
        (
            make(fin="2027-06", etapes=[("b", "2026-08", False), ("a", "2026-05-10", False)]),
            "étape « a »",
            date(2026, 5, 11),
        ),
        (make(fin="2027-06", etapes=[("a", "2026-05", True), ("b", "", False)]), None, None),
    ],
)
def test_an_action_is_late_since_a_day_and_says_why(action, raison, depuis):
    retard = find_retard(action, JOUR)

    assert (retard.raison, retard.depuis) == (raison, depuis) if raison else retard is None


@pytest.mark.parametrize(
    ("action", "fautes"),
    [
        (make(debut="2026-01", fin="2026-06", etapes=[("a", "2026-03", False)]), []),
        (make(debut="2026-06", fin="2026-06-01"), []),
        (make(debut="2026-06-02", fin="2026-06-01"), ["fin"]),
        (make(debut="2026-06", etapes=[("a", "2026-05", False)]), ["etapes"]),
        (make(debut="2026-06", etapes=[("a", "2026-06-01", False)]), []),
        (make(fin="2026-06", etapes=[("a", "2026-07", False), ("b", "", False)]), ["etapes"]),
        (make("abandonnee"), ["motif"]),
        (make("abandonnee", motif="Trop cher"), []),
    ],
)
def test_what_does_not_go_together_is_told_with_its_field(action, fautes):
    assert [faute.champ for faute in list_incoherences(action)] == fautes


def test_a_step_before_its_action_is_named_with_its_rank_and_its_dates():
    (faute,) = list_incoherences(
        make(debut="2026-06", etapes=[("Lire", "", False), ("Écrire", "2026-05", False)])
    )

    assert faute.probleme == (
        "L’étape 2, « Écrire », est prévue pour mai 2026, avant le début de l’action (juin 2026)."
    )


@pytest.mark.parametrize(
    ("attentes", "action", "attendues", "boucle"),
    [
        ({}, "A-1", ["A-2"], []),
        ({"A-2": ["A-1"]}, "A-1", ["A-2"], ["A-1", "A-2", "A-1"]),
        ({"A-2": ["A-3"], "A-3": ["A-1"]}, "A-1", ["A-2"], ["A-1", "A-2", "A-3", "A-1"]),
        ({"A-2": ["A-3"], "A-3": ["A-2"]}, "A-1", ["A-2"], []),
        ({"A-1": ["A-2"], "A-2": ["A-1"]}, "A-1", ["A-3"], []),
        ({}, "A-1", ["A-1"], ["A-1", "A-1"]),
    ],
)
def test_actions_that_wait_for_each_other_are_found_as_a_round(attentes, action, attendues, boucle):
    assert find_boucle(attentes, action, attendues) == boucle


def test_a_code_is_short_and_says_what_it_numbers():
    assert [nature.write(12) for nature in NatureCode] == ["AXE-12", "OBJ-12", "A-12"]
