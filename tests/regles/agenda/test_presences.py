"""Who came: durations as tools write them, lines put together, people matched."""

import pytest

from spaser.regles.agenda import (
    Invite,
    PresenceLue,
    gather_venues,
    is_absente,
    match,
    measure,
    read_duree_presence,
)

LEA = Invite(1, "Léa Martin", "lea@exemple.fr")
NOE = Invite(2, "Noé Le Goff", "noe@exemple.fr")
PAUL = Invite(3, "Paul Martin", "paul@exemple.fr")
PAUL_BIS = Invite(4, "Paul Martin", "pm@exemple.fr")
INVITES = (LEA, NOE, PAUL, PAUL_BIS)


@pytest.mark.parametrize(
    ("texte", "secondes"),
    [
        ("62", 3720),
        ("62.5", 3750),
        ("62,5", 3750),
        ("1h 2m 3s", 3723),
        ("1 h 02 min 3 s", 3723),
        ("45 min 10 s", 2710),
        ("01:02:03", 3723),
        ("1 h 05", 3900),
        ("2 hours 5 minutes", 7500),
        ("37s", 37),
        ("1:05", None),  # an hour and five minutes, or a minute and five seconds
        ("", None),
        ("longtemps", None),
    ],
)
def test_a_duration_is_read_as_tools_write_it_or_not_at_all(texte, secondes):
    assert read_duree_presence(texte) == secondes


@pytest.mark.parametrize(
    ("arrivee", "depart", "secondes"),
    [
        ("10/12/2026 10:02:11", "10/12/2026 11:00:11", 3480),
        ("12/10/26, 10:02:11 AM", "12/10/26, 1:02:11 PM", 10800),
        ("2026-12-10 23:30:00", "2026-12-11 00:15:00", 2700),
        ("12:05 AM", "12:35 a.m", 1800),
        ("10 h 02", "10 h 32", 1800),
        ("10:00", "", None),
    ],
)
def test_two_moments_tell_how_long(arrivee, depart, secondes):
    assert measure(arrivee, depart) == secondes


@pytest.mark.parametrize(
    ("texte", "absente"), [("Non", True), ("No", True), ("Oui", False), ("", False), ("Yes", False)]
)
def test_a_column_may_say_who_did_not_come(texte, absente):
    assert is_absente(texte) is absente


def test_somebody_who_comes_back_is_one():
    venues = gather_venues(
        [
            PresenceLue(2, "Léa M.", "LEA@exemple.fr", 600),
            PresenceLue(3, "Noé", "", 60),
            PresenceLue(4, "", "lea@exemple.fr ", 300),
            PresenceLue(5, "NOE", "", None),
        ]
    )
    assert [(v.nom, v.courriel, v.lignes, v.minutes) for v in venues] == [
        ("Léa M.", "lea@exemple.fr", (2, 4), 15),
        ("Noé", "", (3, 5), None),  # one of her lines does not say
    ]


@pytest.mark.parametrize(
    ("nom", "courriel", "ou", "qui"),
    [
        ("N’importe", "NOE@exemple.fr", "par_adresse", [2]),
        ("lea MARTIN", "", "par_nom", [1]),
        ("Martin Léa", "autre@exemple.fr", "par_nom", [1]),
        ("Noé Le-Goff (Ville de Val-Fictif)", "", "par_nom", [2]),
        ("Léa Martin [Invité]", "", "par_nom", [1]),
        ("Paul Martin", "", "a_choisir", [3, 4]),  # two of them
        ("Martin", "", "a_choisir", [1, 3, 4]),
        ("Noé", "", "a_choisir", [2]),  # a first name alone is never enough
        ("Léa Martin Durand", "", "a_choisir", [1]),
        ("Paul Léa Martin", "", "a_choisir", [1, 3, 4]),
        ("iPhone de Zoé", "", "inconnues", []),
        ("(Invité)", "", None, []),
    ],
)
def test_who_is_who(nom, courriel, ou, qui):
    lu = match([PresenceLue(2, nom, courriel, 3600)], INVITES)
    trouves = {
        "par_adresse": [i.numero for _, i in lu.par_adresse],
        "par_nom": [i.numero for _, i in lu.par_nom],
        "a_choisir": [i.numero for _, plusieurs in lu.a_choisir for i in plusieurs],
        "inconnues": [],
    }
    assert trouves.pop(ou, []) == qui
    assert all(not reste for reste in trouves.values())
    assert len(lu.inconnues) == (ou == "inconnues")
    assert lu.presentes == (set(qui) if ou in ("par_adresse", "par_nom") else set())


def test_an_address_takes_its_person_from_those_that_a_name_may_be():
    lu = match([PresenceLue(2, "", "paul@exemple.fr"), PresenceLue(3, "Paul Martin", "")], INVITES)
    assert lu.presentes == {3, 4}


def test_who_stayed_too_short_a_time_is_told_apart():
    lignes = [PresenceLue(2, "", "lea@exemple.fr", 299), PresenceLue(3, "", "noe@exemple.fr", None)]
    lu = match(lignes, INVITES, minutes_min=5)
    assert [v.courriel for v in lu.trop_courtes] == ["lea@exemple.fr"]
    assert lu.presentes == {2}  # no duration: not held against her
