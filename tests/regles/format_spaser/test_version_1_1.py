"""Version 1.1: the plan by codes, values that can be traced, the text, the calendar."""

import copy
import json

import pytest
from hypothesis import given, settings

from spaser.contenus.lecture import EXEMPLE_1_1, SCHEMA_1_1, read_exemple, schema_spaser
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import (
    PROFONDEUR_MAXIMUM,
    Spaser11,
    encode_spaser,
    read_spaser,
    read_spaser_dict,
    widen,
    write_spaser,
)
from tests.regles.strategies import spasers
from tests.regles.strategies_1_1 import spasers_1_1

COMPLET = json.loads(read_exemple(EXEMPLE_1_1))


def fichier(**champs):
    structure = {"nom": "Val-Fictif", "type": "commune"}
    return {"format": "spaser", "version": "1.1", "structure": structure, "schema": champs}


def faults(contenu):
    lu = read_spaser_dict(contenu)
    return [(e.pointeur, e.message, e.correction) for e in lu]


@pytest.mark.longue
@settings(max_examples=60)
@given(spasers_1_1)
def test_what_is_written_reads_back_the_same(fiche):
    octets = encode_spaser(fiche)

    assert read_spaser(octets) == fiche
    assert encode_spaser(read_spaser(octets)) == octets


@settings(max_examples=30)
@given(spasers)
def test_a_file_of_1_0_is_one_of_the_draft_once_its_version_is_changed(fiche):
    contenu = write_spaser(fiche) | {"version": "1.1"}
    for action in contenu["schema"].get("actions", []):
        action.pop("indicateurs", None)  # in the draft, a code must be that of an indicator

    lu = read_spaser_dict(contenu)

    assert isinstance(lu, Spaser11)
    assert write_spaser(lu) == contenu


def test_the_example_reads_and_is_written_back_as_it_was():
    lu = read_spaser(read_exemple(EXEMPLE_1_1))

    assert isinstance(lu, Spaser11)
    assert encode_spaser(lu) == read_exemple(EXEMPLE_1_1)


def test_the_example_fills_every_field():
    schema = schema_spaser(SCHEMA_1_1)
    ecrit = read_exemple(EXEMPLE_1_1).decode()

    noeuds = [schema, *schema["$defs"].values()]
    noms = set()
    while noeuds:
        noeud = noeuds.pop()
        noms |= set(noeud.get("properties", {}))
        noeuds += [*noeud.get("properties", {}).values()]
        noeuds += [noeud["items"]] if "items" in noeud else []

    assert {nom for nom in noms if f'"{nom}":' not in ecrit} == {"$schema", "sans_terme"}


def test_a_file_of_the_draft_is_told_how_to_become_one_of_the_closed_version():
    [faute] = read_spaser_dict(COMPLET | {"version": "1.1-ebauche"})

    assert (faute.pointeur, faute.lieu) == ("/version", "Version du format")
    assert faute.message == "« 1.1-ebauche » n’est pas dans la liste des valeurs."
    assert faute.correction == "La version 1.1 est arrêtée : écrivez « 1.1 »."


def test_a_file_of_the_former_version_still_gives_what_it_gave():
    lu = read_spaser(read_exemple("complet.json"))

    assert type(lu) is Spaser


@pytest.mark.longue
@given(spasers)
def test_a_sheet_made_wider_says_the_same(fiche):
    large = widen(fiche)

    assert type(large) is Spaser11
    assert write_spaser(large) == write_spaser(fiche) | {"version": "1.1"}


@pytest.mark.parametrize("version", ["1.1-brouillon", "2.0", "", None, [], {"a": 1}])
def test_a_version_that_does_not_exist_is_told_at_its_place(version):
    [faute] = read_spaser_dict(fichier() | {"version": version})

    assert faute.pointeur == "/version"


VALEUR = {"annee": 2024}


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        (
            {"axes": [{"intitule": "x", "code": "A"}, {"intitule": "y", "code": "A"}]},
            ("/schema/axes/1/code", "« A » désigne 2 axes.", "Donnez à chaque axe un code à lui."),
        ),
        (
            {"actions": [{"intitule": "x", "code": "A"}, {"intitule": "y", "code": "A"}]},
            (
                "/schema/actions/1/code",
                "« A » désigne 2 actions.",
                "Donnez à chaque action un code à elle.",
            ),
        ),
        (
            {"objectifs": [{"intitule": "x", "code_axe": "A9"}]},
            (
                "/schema/objectifs/0/code_axe",
                "aucun axe n’a le code « A9 ».",
                "Corrigez le code, ou donnez-le à l’axe voulu.",
            ),
        ),
        (
            {
                "axes": [{"intitule": "Sobre", "code": "A1"}],
                "actions": [{"intitule": "x", "code_axe": "A1", "axe": "Emploi"}],
            },
            (
                "/schema/actions/0/axe",
                "l’axe « A1 » s’intitule « Sobre ».",
                "Retirez « axe », ou corrigez « code_axe ».",
            ),
        ),
        (
            {"actions": [{"intitule": "x", "objectifs": ["O7"]}]},
            (
                "/schema/actions/0/objectifs/0",
                "aucun objectif n’a le code « O7 ».",
                "Corrigez le code, ou donnez-le à l’objectif voulu.",
            ),
        ),
        (
            {"objectifs": [{"intitule": "x", "indicateurs": ["SOC-99"]}]},
            (
                "/schema/objectifs/0/indicateurs/0",
                "aucun indicateur n’a le code « SOC-99 ».",
                "Corrigez le code, ou donnez-le à l’indicateur voulu.",
            ),
        ),
        (
            {"indicateurs": [{"intitule": "x", "valeurs": [VALEUR | {"bas": 30, "valeur": 20}]}]},
            (
                "/schema/indicateurs/0/valeurs/0/valeur",
                "« valeur » (20) est plus petit que « bas » (30).",
                "Une valeur est dans sa fourchette : corrigez le nombre qui est faux.",
            ),
        ),
        (
            {"indicateurs": [{"intitule": "x", "valeurs": [VALEUR | {"bas": 30, "haut": 20}]}]},
            (
                "/schema/indicateurs/0/valeurs/0/haut",
                "« haut » (20) est plus petit que « bas » (30).",
                "Une valeur est dans sa fourchette : corrigez le nombre qui est faux.",
            ),
        ),
        (
            {
                "indicateurs": [
                    {
                        "intitule": "x",
                        "code": "SOC-01",
                        "valeurs": [VALEUR | {"reference": "200052264:SOC-01:2023:nombre:publie"}],
                    }
                ]
            },
            (
                "/schema/indicateurs/0/valeurs/0/reference",
                "la référence dit « 2023 », mais l’année est « 2024 ».",
                "Corrigez celui des deux qui est faux.",
            ),
        ),
        (
            {
                "indicateurs": [
                    {
                        "intitule": "x",
                        "valeurs": [
                            VALEUR
                            | {
                                "siren": "130022205",
                                "reference": "200052264:SOC-01:2024:nombre:publie",
                            }
                        ],
                    }
                ]
            },
            (
                "/schema/indicateurs/0/valeurs/0/reference",
                "la référence dit « 200052264 », mais le SIREN est « 130022205 ».",
                "Corrigez celui des deux qui est faux.",
            ),
        ),
        (
            {"indicateurs": [{"intitule": "x", "valeurs": [VALEUR | {"reference": "12 %"}]}]},
            (
                "/schema/indicateurs/0/valeurs/0/reference",
                "« 12 % » n’a pas la forme attendue.",
                "Écrivez par exemple « 123456782:SOC-01:2025:nombre:publie ».",
            ),
        ),
        (
            {
                "indicateurs": [
                    {
                        "intitule": "x",
                        "valeurs": [VALEUR | {"jour": "2026-03-02", "fige_le": "2026-03-01"}],
                    }
                ]
            },
            (
                "/schema/indicateurs/0/valeurs/0/fige_le",
                "figée le 2026-03-01, avant d’être calculée (2026-03-02).",
                "Corrigez celle des deux dates qui est fausse.",
            ),
        ),
        (
            {"calendrier": [{"intitule": "Vote", "jour": "2026-02-30"}]},
            (
                "/schema/calendrier/0/jour",
                "« 2026-02-30 » n’existe pas dans le calendrier.",
                "Vérifiez le jour et le mois.",
            ),
        ),
        (
            {"calendrier": [{"intitule": "Vote"}]},
            (
                "/schema/calendrier/0/jour",
                "ce champ est obligatoire.",
                "Ajoutez le champ « jour ».",
            ),
        ),
        (
            {"edition": 2, "remplace": {"edition": 2}},
            (
                "/schema/remplace/edition",
                "l’édition remplacée (2) n’est pas avant celle-ci (2).",
                "Corrigez celui des deux numéros qui est faux.",
            ),
        ),
        (
            {"objectifs": [{"intitule": "x", "codes_externes": {"bt_774": ["opp"]}}]},
            (
                "/schema/objectifs/0/codes_externes/bt_774/0",
                "« opp » n’est pas dans la liste des valeurs.",
                (
                    "Choisissez parmi : biodiv-eco, circ-econ, clim-adapt, clim-mitig, pollu-prev, "
                    "water-mar, other."
                ),
            ),
        ),
    ],
)
def test_a_fault_says_where_what_and_how_to_mend_it(champs, attendu):
    assert faults(fichier(**champs)) == [attendu]


@pytest.mark.parametrize("code", ["0", "18", "12.9", "12.7.1", "16.c", "ODD 12"])
def test_a_goal_that_the_united_nations_do_not_have_is_refused(code):
    objectif = {"intitule": "x", "codes_externes": {"odd": [code]}}

    [(place, message, correction)] = faults(fichier(objectifs=[objectif]))

    assert place == "/schema/objectifs/0/codes_externes/odd/0"
    assert message == f"« {code} » n’est pas dans la liste des valeurs."
    assert correction.endswith("17.19.")


def nest(profondeur):
    section = {"genre": "section", "titre": "x"}
    for _ in range(profondeur):
        section = {"genre": "section", "titre": "x", "sections": [section]}
    return fichier(texte=[section])


def test_headings_may_be_as_deep_as_a_reader_can_follow_and_no_deeper():
    permises = (PROFONDEUR_MAXIMUM - 5) // 2

    assert isinstance(read_spaser_dict(nest(permises)), Spaser11)
    [faute] = read_spaser_dict(nest(permises + 1))
    assert "emboîte trop d’objets" in faute.message


@pytest.mark.parametrize("profondeur", [400, 5_000, 100_000])
def test_a_hostile_file_does_not_fell_the_reader(profondeur):
    ouvrant, fermant = '{"genre":"section","titre":"","sections":[', "]}"
    texte = ouvrant * profondeur + fermant * profondeur
    octets = json.dumps(fichier()).replace("{}", f'{{"texte":[{texte}]}}').encode()

    [faute] = read_spaser(octets)

    assert "emboîte trop d’objets" in faute.message


def test_a_deep_value_already_decoded_is_refused_too():
    valeur = []
    for _ in range(100_000):
        valeur = [valeur]

    [faute] = read_spaser_dict(valeur)

    assert "emboîte trop d’objets" in faute.message
    while valeur:  # taken apart by hand: freeing it at once would go as deep
        valeur = valeur.pop()


@pytest.mark.longue
def test_a_list_of_very_many_codes_is_refused_without_comparing_each_with_all():
    codes = [f"X{n}" for n in range(300_000)]

    faute, *_ = read_spaser_dict(fichier(actions=[{"intitule": "x", "objectifs": codes}]))

    assert faute.message == "la liste a 300000 éléments."


def test_the_fault_of_a_file_of_1_0_is_still_at_its_place_in_the_draft():
    contenu = copy.deepcopy(COMPLET)
    contenu["schema"]["actions"][0]["etapes"][1]["echeance"] = "fin d’année"

    [faute] = read_spaser_dict(contenu)

    assert faute.lieu == "Schéma › Actions › n° 1 › Étapes › n° 2 › Échéance"
