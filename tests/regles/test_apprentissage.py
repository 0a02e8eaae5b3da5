"""Answers judged, kept, found again when a lesson changes, packed into a few characters."""

import string

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.regles import lecons as regles
from spaser.regles.lecons import (
    Choix,
    SuiviLecon,
    add_reponse,
    compute_avancee,
    find_manque,
    is_juste,
    load_lecons,
    merge_suivis,
    print_lecon,
    print_question,
    recall_lecon,
)
from tests.site.rencontres.formation.fabrique import (
    MODULE,
    ORDRE,
    PLUSIEURS,
    PREMIERE,
    SECONDE,
    TOUTES,
    UNE,
)

SEULE = "Choisissez une réponse."
AU_MOINS = "Cochez une réponse au moins."
RANGS = "Donnez à chaque ligne un rang, et un seul par ligne."


@pytest.mark.parametrize(
    ("question", "choisis", "manque", "juste"),
    [
        (UNE, (1,), "", True),
        (UNE, (0,), "", False),
        (UNE, (), SEULE, None),
        (UNE, (0, 1), SEULE, None),
        (UNE, (3,), SEULE, None),
        (PLUSIEURS, (0, 2), "", True),
        (PLUSIEURS, (0,), "", False),
        (PLUSIEURS, (0, 1, 2), "", False),
        (PLUSIEURS, (), AU_MOINS, None),
        (PLUSIEURS, (0, 9), AU_MOINS, None),
        (ORDRE, (0, 1, 2), "", True),
        (ORDRE, (1, 0, 2), "", False),
        (ORDRE, (0, 1), RANGS, None),
        (ORDRE, (0, 0, 2), RANGS, None),
    ],
)
def test_an_answer_is_complete_then_right_or_wrong(question, choisis, manque, juste):
    assert find_manque(question, choisis) == manque
    assert juste is None or is_juste(question, choisis) is juste


def test_an_order_is_never_shown_as_its_answer():
    ordres = [
        msgspec.structs.replace(ORDRE, choix=tuple(Choix(texte=t) for t in textes))
        for textes in ("abc", "bca", "ab", "cabdef")
    ]

    assert all(regles.shuffle(o) != tuple(range(len(o.choix))) for o in ordres)
    assert all(sorted(regles.shuffle(o)) == list(range(len(o.choix))) for o in ordres)
    assert regles.shuffle(UNE) == (0, 1, 2)


def reply(*donnees, suivi=None, lecon=PREMIERE):
    for question, choisis in donnees:
        suivi = add_reponse(suivi, MODULE, lecon, question, choisis)
    return suivi


@pytest.mark.parametrize(
    ("seuil", "donnees", "faite"),
    [
        (80, [(UNE, (1,))], False),
        # Enough right answers, but not yet all of them given.
        (50, [(UNE, (1,))], False),
        (80, [(UNE, (1,)), (ORDRE, (2, 1, 0))], False),
        (50, [(UNE, (1,)), (ORDRE, (2, 1, 0))], True),
        (80, [(UNE, (0,)), (ORDRE, (0, 1, 2)), (UNE, (1,))], True),
        # Once done, a lesson stays done.
        (80, [(UNE, (1,)), (ORDRE, (0, 1, 2)), (UNE, (0,))], True),
    ],
)
def test_a_lesson_is_done_at_the_share_of_right_answers_that_its_module_asks(seuil, donnees, faite):
    module, suivi = msgspec.structs.replace(MODULE, seuil=seuil), None
    for question, choisis in donnees:
        suivi = add_reponse(suivi, module, PREMIERE, question, choisis)

    assert suivi.faite is faite


def test_the_next_lesson_is_the_first_that_is_not_done():
    faite = SuiviLecon("0000", faite=True)

    assert compute_avancee(MODULE, TOUTES, {}).suivante == PREMIERE
    assert compute_avancee(MODULE, TOUTES, {"LECON-SECONDE": faite}).suivante == PREMIERE
    assert compute_avancee(MODULE, TOUTES, {"LECON-PREMIERE": faite}).suivante == SECONDE
    assert compute_avancee(MODULE, TOUTES, {x.code: faite for x in TOUTES}).finie
    assert not compute_avancee(MODULE, (), {}).finie


def change(**champs):
    """Return the first lesson, its first question changed."""
    autre = msgspec.structs.replace(UNE, **champs)
    return msgspec.structs.replace(PREMIERE, questions=(autre, ORDRE))


@pytest.mark.parametrize(
    ("lecon", "gardees", "perdues", "changee"),
    [
        (PREMIERE, 2, 0, False),
        # Told otherwise, but asked the same.
        (change(explication="Mieux dit [[CCP-L2111-3]]."), 2, 0, True),
        (change(enonce="Qui doit adopter un SPASER ?"), 1, 1, True),
        (change(choix=(*UNE.choix, Choix(texte="Autre"))), 1, 1, True),
        (msgspec.structs.replace(PREMIERE, questions=(ORDRE,)), 1, 1, True),
        (msgspec.structs.replace(PREMIERE, titre="Un autre titre"), 2, 0, True),
    ],
)
def test_what_changed_is_asked_again_and_the_rest_is_kept(lecon, gardees, perdues, changee):
    suivi = reply((UNE, (1,)), (ORDRE, (0, 1, 2)))
    rappel = recall_lecon(suivi, MODULE, lecon)

    assert (rappel.gardees, rappel.perdues, rappel.changee) == (gardees, perdues, changee)
    assert rappel.suivi.faite
    assert recall_lecon(rappel.suivi, MODULE, lecon).changee is False


def test_what_has_become_enough_makes_a_lesson_done_without_another_answer():
    moitie, reste = reply((UNE, (1,))), reply((ORDRE, (0, 1, 2)))
    seule = msgspec.structs.replace(PREMIERE, questions=(UNE,))
    ratee = reply((UNE, (1,)), (ORDRE, (2, 1, 0)))
    facile = msgspec.structs.replace(MODULE, seuil=50)

    assert not recall_lecon(moitie, MODULE, PREMIERE).suivi.faite
    assert recall_lecon(moitie, MODULE, seule).suivi.faite
    assert recall_lecon(merge_suivis(moitie, reste), MODULE, PREMIERE).suivi.faite
    assert compute_avancee(facile, (PREMIERE,), {"LECON-PREMIERE": ratee}).finie
    assert not compute_avancee(MODULE, (PREMIERE,), {"LECON-PREMIERE": ratee}).finie


def test_joined_to_an_account_what_it_holds_wins_and_nothing_is_lost():
    compte, ailleurs = reply((UNE, (1,))), reply((UNE, (0,)), (ORDRE, (0, 1, 2)))
    joint = merge_suivis(compte, ailleurs)

    assert list(joint.reponses.values()) == [(1,), (0, 1, 2)]
    assert merge_suivis(None, ailleurs) == ailleurs
    assert merge_suivis(joint, ailleurs) == joint


def test_what_is_packed_comes_back():
    suivis = {"LECON-PREMIERE": reply((UNE, (1,)), (ORDRE, (2, 0, 1)))}
    paquet = regles.pack_suivis(TOUTES, suivis)

    assert regles.unpack_suivis(paquet, TOUTES) == suivis
    assert len(paquet) == 37
    assert regles.unpack_suivis(paquet, (SECONDE,)) == {}
    assert [regles.unpack_suivis(p, TOUTES) for p in ("", "2.x", "1.", "1.abc", "...,,,")] == [
        {}
    ] * 5


_CLES = st.text(string.hexdigits[:16], min_size=8, max_size=8)
_REPONSES = st.dictionaries(
    _CLES, st.lists(st.integers(0, 35), min_size=1, max_size=12).map(tuple), max_size=60
)
_SUIVIS = st.builds(
    SuiviLecon,
    st.text(string.hexdigits[:16], min_size=4, max_size=4),
    _REPONSES,
    st.booleans(),
)


@pytest.mark.longue
@settings(max_examples=40)
@given(st.lists(_SUIVIS, max_size=40))
def test_whatever_is_kept_holds_in_what_a_platform_takes(suivis):
    lecons = [
        msgspec.structs.replace(PREMIERE, code=f"LECON-{rang}") for rang in range(len(suivis))
    ]
    tenus = {lecon.code: suivi for lecon, suivi in zip(lecons, suivis, strict=True)}
    paquet = regles.pack_suivis(lecons, tenus)
    lus = regles.unpack_suivis(paquet, lecons)

    assert len(paquet) <= 3500
    assert all(lus[code].faite == tenus[code].faite for code in lus)
    entier = regles.pack_suivis(lecons, tenus, 10**9)
    assert lus == tenus if len(entier) <= 3500 else set(lus) <= set(tenus)


def test_the_real_lessons_all_answered_hold_several_times_over():
    lecons = load_lecons()
    suivis = {
        lecon.code: SuiviLecon(
            print_lecon(lecon),
            {print_question(lecon, q): tuple(range(len(q.choix))) for q in lecon.questions},
            faite=True,
        )
        for lecon in lecons
    }
    paquet = regles.pack_suivis(lecons, suivis)

    assert len(paquet) < 1200
    assert regles.unpack_suivis(paquet, lecons) == suivis
