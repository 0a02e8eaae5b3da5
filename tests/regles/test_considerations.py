"""The sentences that buyers copy: complete, sourced, with what proves them."""

import re

import msgspec
import pytest

from spaser.contenus.faits import find_fait
from spaser.moteur.referentiels.embarques import find_famille_cpv
from spaser.regles.considerations import (
    A_COMPLETER,
    TypeLevier,
    find_manques,
    load_actions,
    load_considerations,
    load_regles,
)
from spaser.regles.indicateurs import load_bibliotheque

FAMILLES = load_considerations()
LIGNES = [(f.code, ligne) for f in FAMILLES for ligne in f.leviers]
MOTS = re.compile(r"[\w’-]+")


def test_at_least_eight_families_are_complete():
    assert len(FAMILLES) >= 8
    assert {f.code: find_manques(f) for f in FAMILLES if find_manques(f)} == {}
    assert [f.titre for f in FAMILLES][:2] == ["Espaces verts", "Événements et réceptions"]


def test_each_lever_has_its_rules():
    assert [regle.code for regle in load_regles()] == [levier.value for levier in TypeLevier]


def test_every_code_names_something():
    inconnus = [
        (code, ligne.titre, cite)
        for code, ligne in LIGNES
        for cite, connu in [
            *((c, load_bibliotheque().find(c)) for c in ligne.indicateurs),
            *((c, load_actions().find(c)) for c in ligne.actions),
            *((c, find_fait(c)) for c in (*ligne.faits, *filter(None, [ligne.modele]))),
        ]
        if connu is None
    ]

    assert inconnus == []


def test_a_sentence_is_long_enough_to_bind_and_short_enough_to_be_read():
    longueurs = {ligne.titre: len(MOTS.findall(ligne.phrase)) for _, ligne in LIGNES}

    assert {titre: n for titre, n in longueurs.items() if not 35 <= n <= 120} == {}


def test_what_only_the_buyer_knows_is_left_blank():
    pleines = [
        ligne.titre
        for _, ligne in LIGNES
        if ligne.levier is not TypeLevier.SPECIFICATION and A_COMPLETER not in ligne.phrase
    ]
    crochets = [
        ligne.phrase
        for _, ligne in LIGNES
        if ligne.phrase.count("[") != ligne.phrase.count(A_COMPLETER)
    ]

    assert pleines == []
    assert crochets == []


def test_a_label_is_never_asked_without_an_equivalent():
    assert [
        ligne.titre
        for _, ligne in LIGNES
        if re.search(r"\b(?:éco)?labels?\b", ligne.phrase) and "équivalen" not in ligne.phrase
    ] == []


def test_the_code_of_procurement_is_named_with_the_fact_that_says_it():
    nommees = [ligne for _, ligne in LIGNES if "code de la commande publique" in ligne.phrase]

    assert nommees
    assert [ligne.titre for ligne in nommees if "CCP-RESERVES" not in ligne.faits] == []


def test_the_codes_of_a_family_are_in_one_of_the_families_of_purchases():
    debuts = [(debut, f.code) for f in FAMILLES for debut in f.cpv]

    assert [debut for debut, _ in debuts if not find_famille_cpv(debut)] == []
    assert [
        (un, autre)
        for un, code in debuts
        for autre, autre_code in debuts
        if code != autre_code and autre.startswith(un)
    ] == []


@pytest.mark.parametrize(
    ("garde", "manque"),
    [
        (lambda ligne: ligne.levier is not TypeLevier.RESERVE, "un marché ou un lot réservé"),
        (lambda ligne: ligne.levier is not TypeLevier.CRITERE, "un critère environnemental"),
        (
            lambda ligne: (ligne.levier, ligne.volet) != ("execution", "social"),
            "une condition d’exécution sociale",
        ),
    ],
)
def test_a_family_without_one_of_its_levers_is_not_complete(garde, manque):
    famille = FAMILLES[0]
    moindre = msgspec.structs.replace(
        famille, leviers=tuple(ligne for ligne in famille.leviers if garde(ligne))
    )

    assert find_manques(moindre) == [f"il manque {manque}."]


def test_a_sentence_without_its_proof_is_not_complete():
    famille = FAMILLES[0]
    premiere, *suite = famille.leviers
    vide = msgspec.structs.replace(premiere, preuve="", aides=())
    moindre = msgspec.structs.replace(famille, leviers=(vide, *suite))

    assert find_manques(moindre) == [f"« {premiere.titre} » : il manque la preuve, qui appeler."]
