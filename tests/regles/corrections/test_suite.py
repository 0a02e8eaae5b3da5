"""Where what was said of a contract goes, when data change: the table of cases."""

from datetime import date

import pytest

from spaser.regles.corrections import Suites, Trait


def dit(numero="24-1", objet="Espaces verts", titulaires="911", montant=90000.0, jour=1, doutes=""):
    quand = date(2024, 3, jour) if jour else None
    return Trait.make(numero, objet, titulaires, montant, quand, doutes)


VU = dit()
AUTRE = dit(objet="Véhicules", titulaires="922", montant=60000.0, jour=9)
# What was seen under key 1, what each contract shows, its other publications, where it goes.
CAS = {
    "stays": (VU, {1: VU}, {}, 1),
    "a later version is shown": (VU, {1: dit(montant=95000.0)}, {1: VU}, 1),
    "a later version took the place": (VU, {1: dit(montant=95000.0)}, {}, 1),
    "split, what was seen keeps the key": (VU, {1: VU, 2: AUTRE}, {}, 1),
    "split, what was seen has another key": (VU, {1: AUTRE, 2: VU}, {}, 2),
    "joined under another key": (VU, {2: dit(montant=95000.0)}, {2: VU}, 2),
    "number written in another way": (dit("0024-1"), {2: VU}, {}, 2),
    "gone": (VU, {2: AUTRE}, {}, None),
    "gone, and its key says all else": (VU, {1: AUTRE}, {}, None),
    "its key says the next year's": (VU, {1: dit(montant=95000.0, jour=9)}, {}, None),
    "two say the same, it is one of them": (VU, {1: VU, 2: VU}, {}, 1),
    "two say the same, it is none of them": (VU, {2: VU, 3: VU}, {}, None),
    "same content, another number": (VU, {2: dit("24-2")}, {}, None),
    "same content, another day": (VU, {2: dit(jour=2)}, {}, None),
    "nothing but a number": (dit(objet="", titulaires="", montant=None), {2: VU}, {}, None),
    "nothing but a number, key shown": (dit(objet="", titulaires="", montant=None), {1: VU}, {}, 1),
}


@pytest.mark.parametrize(("vu", "montres", "autres", "attendu"), CAS.values(), ids=CAS)
def test_what_was_said_goes_to_the_contract_that_says_what_was_seen(vu, montres, autres, attendu):
    assert Suites(montres.items(), autres.items()).find(1, vu) == attendu


def test_a_trait_is_guessed_only_of_a_contract_that_its_number_names():
    suites = Suites({1: VU, 2: AUTRE}.items(), (), {2})

    assert suites.guess(1, " 024-1") == VU
    assert suites.guess(1, "autre") is None
    assert suites.guess(2, "24-1") is None  # shares its number and lot
    assert suites.guess(3, "24-1") is None


def test_new_doubts_are_those_that_were_not_there():
    suites = Suites({1: dit(doutes="a-b c-d")}.items(), ())

    assert suites.list_nouveaux_doutes(1, dit(doutes="a-b")) == ["c-d"]
    assert suites.list_nouveaux_doutes(1, dit(doutes="c-d a-b")) == []


def test_a_trait_is_kept_without_what_it_does_not_say():
    muet = Trait.make(None, None, "", None, None)

    assert muet.dump() == {}
    assert Trait.read(VU.dump()) == VU
    assert VU.dump() == {
        "id": "24-1",
        "objet": "Espaces verts",
        "titulaires": "911",
        "montant": "90000.00",
        "jour": "2024-03-01",
    }
