"""Considerations: three states, every shape, every spelling; unknown is never no."""

import itertools
import json

import pytest

from spaser.moteur.decp.conversion.valeurs import Lu, read_environnement, read_social

NON = "Pas de considération sociale"
INCONNU = (None, None, None, None)

# Expected: any of them, then clause, criterion, reserved.
SOCIALES = [
    (["Clause sociale"], (True, True, False, False)),
    (["Critère social"], (True, False, True, False)),
    (["Clause sociale", "Critère social"], (True, True, True, False)),
    (["Marché réservé"], (True, False, False, True)),
    (["Concession réservée"], (True, False, False, True)),
    (["Critère social", "Marché réservé"], (True, False, True, True)),
    (["Clause sociale", "Critère social", "Marché réservé"], (True, True, True, True)),
    ([NON], (False, False, False, False)),
]


def _shapes(labels):
    """Give every shape in which a list of labels was met."""
    yield json.dumps({"considerationSociale": labels}, ensure_ascii=False)
    yield json.dumps({"considerationSociale": labels})
    yield json.dumps(labels, ensure_ascii=False, indent=1)
    yield json.dumps([{"considerationSociale": label} for label in labels], ensure_ascii=False)
    yield json.dumps([[label] for label in labels], ensure_ascii=False)
    yield ", ".join(labels)
    yield ";".join(labels)
    if len(labels) == 1:
        yield labels[0]
        yield json.dumps({"considerationSociale": labels[0]}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [(texte, attendu) for labels, attendu in SOCIALES for texte in _shapes(labels)],
)
def test_social_considerations_in_every_shape(texte, attendu):
    assert read_social(texte) == Lu(attendu)


@pytest.mark.parametrize(
    ("label", "attendu"),
    [
        ("CLAUSE SOCIALE", (True, True, False, False)),
        ("clause sociale ", (True, True, False, False)),
        ("Crit\u00e8re social", (True, False, True, False)),
        ("Crite\u0300re social", (True, False, True, False)),
        ("Crit\ufffdre social", (True, False, True, False)),
        ("Crit\ufffd\ufffdre social", (True, False, True, False)),
        ("March\ufffd r\ufffdserv\ufffd", (True, False, False, True)),
        ("Pas de consid\ufffdration sociale", (False, False, False, False)),
        ("PAS DE CONSIDERATION SOCIALE", (False, False, False, False)),
        ("Aucune considération sociale", (False, False, False, False)),
    ],
)
def test_social_spellings(label, attendu):
    assert read_social(json.dumps([label])) == Lu(attendu)


@pytest.mark.parametrize(
    ("labels", "attendu"),
    [
        (["Clause environnementale"], (True, True, False)),
        (["Critère environnemental"], (True, False, True)),
        (["Critère environnemental", "Clause environnementale"], (True, True, True)),
        (["Crit\ufffdre environnemental"], (True, False, True)),
        (["Pas de considération environnementale"], (False, False, False)),
    ],
)
def test_environmental_considerations(labels, attendu):
    texte = json.dumps({"considerationEnvironnementale": labels})

    assert read_environnement(texte) == Lu(attendu)


@pytest.mark.parametrize(
    "texte",
    ["[]", "{}", "", "NC", "MQ", "CDL", '{"considerationSociale":[]}', "[null]", "Sans objet"],
)
def test_nothing_declared_is_unknown_never_no(texte):
    assert read_social(texte) == Lu(INCONNU, "consideration_non_renseignee")


@pytest.mark.parametrize("autre", ["Clause sociale", "Critère social", "Marché réservé"])
def test_none_beside_something_is_a_contradiction_hence_unknown(autre):
    for labels in itertools.permutations([NON, autre]):
        assert read_social(json.dumps(labels)) == Lu(INCONNU, "consideration_contradictoire")


@pytest.mark.parametrize("labels", [["Oui"], ["Clause sociale", "Oui"], ["INX Oui"], ["true"]])
def test_a_label_out_of_the_list_makes_the_answer_unknown(labels):
    assert read_social(json.dumps(labels)) == Lu(INCONNU, "valeur_hors_liste")


@pytest.mark.parametrize(
    ("read", "label"),
    [
        (read_social, "Clause environnementale"),
        (read_social, "Critère environnemental"),
        (read_social, "Pas de considération environnementale"),
        (read_environnement, "Clause sociale"),
        (read_environnement, "Critère social"),
        (read_environnement, "Marché réservé"),
        (read_environnement, "Pas de considération sociale"),
    ],
)
def test_a_label_of_the_other_field_says_nothing_of_this_one(read, label):
    lu = read(json.dumps([label]))

    assert set(lu.valeurs) == {None}
    assert lu.anomalie == "valeur_hors_liste"


def test_a_label_that_names_both_fields_counts_in_both():
    label = json.dumps(["Clause sociale et environnementale"])

    assert read_social(label).valeurs == (True, True, False, False)
    assert read_environnement(label).valeurs == (True, True, False)


def test_sans_objet_beside_a_label_says_nothing_more():
    assert read_social('["Sans objet","Clause sociale"]') == Lu((True, True, False, False))
