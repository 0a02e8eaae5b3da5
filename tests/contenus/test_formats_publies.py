"""The formats that the site publishes are valid, complete and agree with each other."""

import json
import re
from typing import get_args

import jsonschema
import pytest

from spaser.contenus.lecture import (
    EXEMPLE_1_1,
    EXEMPLES,
    JOURNAL,
    SCHEMA_1_0,
    SCHEMA_1_1,
    SCHEMA_CSV,
    SCHEMA_PUBLICATIONS,
    read_exemple,
    read_format_publie,
    schema_csv,
    schema_spaser,
)
from spaser.moteur.referentiels import embarques
from spaser.moteur.valeurs import Variante
from spaser.regles import nomenclatures as n
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from spaser.regles.nomenclatures import DECLARABLES, Statut

SCHEMA = dict(schema_spaser(SCHEMA_1_0))
DERNIER = dict(schema_spaser(SCHEMA_1_1))
CSV = {champ["name"]: champ for champ in schema_csv()["fields"]}


def at(*chemin):
    noeud = SCHEMA
    for nom in chemin:
        noeud = noeud["items"] if nom == "[]" else noeud["properties"][nom]
        noeud = SCHEMA["$defs"].get(noeud.get("$ref", "").rpartition("/")[2], {}) | noeud
    return noeud


def properties(noeud, chemin=""):
    for nom, enfant in noeud.get("properties", {}).items():
        yield f"{chemin}/{nom}", enfant
        yield from properties(enfant, f"{chemin}/{nom}")
    if "items" in noeud:
        yield from properties(noeud["items"], f"{chemin}[]")


def test_the_schema_is_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:spaser:format:1.0"


@pytest.mark.parametrize("nom", EXEMPLES)
def test_the_examples_follow_the_schema(nom):
    schema = DERNIER if nom == EXEMPLE_1_1 else SCHEMA
    jsonschema.validate(json.loads(read_exemple(nom)), schema)


def test_version_1_1_is_a_json_schema_that_its_example_follows():
    jsonschema.Draft202012Validator.check_schema(DERNIER)
    assert DERNIER["$id"] == "urn:spaser:format:1.1"
    jsonschema.validate(json.loads(read_exemple(EXEMPLE_1_1)), DERNIER)


def find_lost(avant, apres, chemin=""):
    """Yield the rules of a schema that another does not keep: names of fields, and what they ask.

    Words may change, and a list of values may grow.
    """
    for mot, regle in avant.items():
        la = f"{chemin}/{mot}"
        if mot in {"title", "description", "$id"}:
            continue
        if isinstance(regle, dict):
            yield from find_lost(regle, apres.get(mot, {}), la)
        elif regle != apres.get(mot):
            yield la


def test_version_1_1_keeps_every_field_and_every_rule_of_1_0():
    assert list(find_lost(SCHEMA, DERNIER)) == ["/properties/version/enum"]


@pytest.mark.parametrize("schema", [SCHEMA, DERNIER])
def test_every_field_has_a_title_and_a_description_in_french(schema):
    partages = [champ for nom, d in schema["$defs"].items() for champ in properties(d, nom)]
    champs = [*properties(schema), *partages]
    renvois = {nom for nom, d in schema["$defs"].items() if d.get("title") and d.get("description")}

    assert [
        chemin
        for chemin, champ in champs
        if champ.get("$ref", "").rpartition("/")[2] not in renvois
        and not (champ.get("title") and champ.get("description"))
    ] == []
    assert len(champs) > 80


@pytest.mark.parametrize("schema", [SCHEMA, DERNIER])
def test_no_object_accepts_a_field_that_is_not_described(schema):
    racines = [("", schema), *schema["$defs"].items()]
    ouverts = [
        chemin
        for debut, racine in racines
        for chemin, champ in [(debut, racine), *properties(racine, debut)]
        for noeud in (champ, champ.get("items", {}))
        if noeud.get("type") == "object" and noeud.get("additionalProperties") is not False
    ]

    assert ouverts == []


@pytest.mark.parametrize(
    ("chemin", "valeurs"),
    [
        (("structure", "type"), n.TypeStructure),
        (("structure", "tranche_habitants"), n.TrancheHabitants),
        (("structure", "tranche_achats"), n.TrancheAchats),
        (("schema", "statut"), DECLARABLES),
        (("schema", "obligation"), n.ObligationSchema),
        (("schema", "approche"), n.Approche),
        (("schema", "actions", "[]", "avancement"), n.Avancement),
        (("schema", "indicateurs", "[]", "categorie"), n.Categorie),
        (("schema", "indicateurs", "[]", "expression"), n.ExpressionIndicateur),
        (("achats_annuels", "[]", "taxe"), n.Taxe),
        (("documents", "[]", "nature"), n.TypeDocument),
    ],
)
def test_lists_of_values_are_those_of_the_rules_and_are_explained(chemin, valeurs):
    champ = at(*chemin)

    assert champ["enum"] == [str(v) for v in valeurs]
    assert all(f"{v} : {v.libelle}" in champ["description"] for v in valeurs)


def test_codes_of_territories_are_those_of_the_reference_tables():
    import duckdb  # noqa: PLC0415 - only this test opens a database

    with duckdb.connect() as connexion:
        embarques.load_embarques(connexion)
        regions = connexion.execute("SELECT code FROM ref_regions ORDER BY 1").fetchall()
        departements = connexion.execute("SELECT code FROM ref_departements ORDER BY 1").fetchall()

    assert at("structure", "code_region")["enum"] == [r for (r,) in regions]
    assert at("structure", "codes_departement", "[]")["enum"] == [d for (d,) in departements]


def codes(liste):
    return DERNIER["$defs"]["codes_externes"]["properties"][liste]["items"]["enum"]


def test_the_goals_are_the_17_of_the_united_nations_and_their_169_targets():
    objectifs = [code for code in codes("odd") if "." not in code]
    cibles = [code for code in codes("odd") if "." in code]

    assert objectifs == [str(n) for n in range(1, 18)]
    assert (len(cibles), len(set(cibles))) == (169, 169)
    assert [c for c in cibles if c.startswith("12.")] == [
        *("12.1 12.2 12.3 12.4 12.5 12.6 12.7 12.8".split()),
        *("12.a", "12.b", "12.c"),
    ]
    assert [c for c in cibles if c.startswith("3.")][-1] == "3.d"


@pytest.mark.parametrize(
    ("liste", "attendus"),
    [
        ("ocds_strategy", ("awardCriteria", "technicalSpecifications", 5)),
        ("ocds_goal", ("economic", "social.womenInclusion", 14)),
        ("bt_06", ("env-imp", "none", 4)),
        ("bt_774", ("biodiv-eco", "other", 7)),
        ("bt_775", ("acc-all", "other", 7)),
        ("bt_776", ("mar-nov", "rd-act", 4)),
    ],
)
def test_lists_of_other_standards_are_whole_and_explained(liste, attendus):
    noeud = DERNIER["$defs"]["codes_externes"]["properties"][liste]

    assert (codes(liste)[0], codes(liste)[-1], len(set(codes(liste)))) == attendus
    assert all(f"{code} : " in noeud["description"] for code in codes(liste))


def test_the_reference_of_a_figure_has_the_form_that_the_rules_read():
    motif = re.compile(DERNIER["$defs"]["reference"]["pattern"])
    connues = [
        ReferenceChiffre("200052264", "SOC-IN", 2025, variante, origine)
        for variante in get_args(Variante)
        for origine in Origine
    ]

    assert [str(r) for r in connues if not motif.fullmatch(str(r))] == []
    assert not motif.fullmatch("200052264:SOC-01:2025:nombre:publié")


def test_the_changelog_tells_of_the_published_versions():
    journal = read_format_publie(JOURNAL).decode()

    assert re.findall(r"^## (\S+)", journal, re.MULTILINE) == [
        *("1.1", "1.0"),
        *("1.1.0", "1.0.0"),
        *("2.0.0", "1.0.0"),
    ]
    assert at("version")["enum"] == ["1.0"]
    assert schema_csv()["version"] == "1.1.0"
    assert f"{len(CSV)} colonnes" in journal


# Columns of the export that have another name, or a shorter form, than the field they come from.
ORIGINES_CSV = {
    "structure": ("structure", "nom"),
    "siren": ("structure", "siren"),
    "type": ("structure", "type"),
    "code_region": ("structure", "code_region"),
    "codes_departement": ("structure", "codes_departement"),
    "tranche_habitants": ("structure", "tranche_habitants"),
    "tranche_achats": ("structure", "tranche_achats"),
    "titre": ("schema", "titre"),
    "adopte_le": ("schema", "adopte_le"),
    "edition": ("schema", "edition"),
    "debut": ("schema", "periode", "debut"),
    "fin": ("schema", "periode", "fin"),
    "sans_terme": ("schema", "periode", "sans_terme"),
    "mutualise": ("schema", "mutualise"),
    "partenaires": ("schema", "partenaires"),
    "obligation": ("schema", "obligation"),
    "approche": ("schema", "approche"),
    "presentation": ("schema", "presentation"),
    "axes": ("schema", "axes"),
    "objectifs": ("schema", "objectifs"),
    "documents": ("documents",),
    "liens": ("liens",),
    "contact_service": ("contact", "service"),
    "contact_courriel": ("contact", "courriel"),
    "sources": ("sources",),
}
DU_REGISTRE = {
    "numero",
    "adresse",
    "statut",
    "oblige_adoption",
    "oblige_aujourdhui",
    "origine",
    "confiance",
    "publiee_le",
    "mise_a_jour_le",
}


def test_every_column_comes_from_the_format_or_from_the_register():
    assert set(CSV) == {*ORIGINES_CSV, *DU_REGISTRE}
    assert list(CSV)[:3] == ["numero", "adresse", "structure"]


@pytest.mark.parametrize(("colonne", "chemin"), ORIGINES_CSV.items())
def test_a_column_agrees_with_the_field_it_comes_from(colonne, chemin):
    champ, origine = CSV[colonne], at(*chemin)
    contraintes = champ.get("constraints", {})
    types = {"array": "string"}

    assert champ["type"] == types.get(origine["type"], origine["type"])
    # Codes of territories are many: a pattern stands for them in the table, tested below.
    attendues = None if colonne == "code_region" else origine.get("enum")
    assert contraintes.get("enum") == attendues
    if champ["type"] == "integer":
        assert (contraintes["minimum"], contraintes["maximum"]) == (
            origine["minimum"],
            origine["maximum"],
        )


def test_codes_of_territories_fit_their_columns():
    region = re.compile(CSV["code_region"]["constraints"]["pattern"])
    departements = re.compile(CSV["codes_departement"]["constraints"]["pattern"])
    codes = at("structure", "codes_departement", "[]")["enum"]

    assert [c for c in at("structure", "code_region")["enum"] if not region.fullmatch(c)] == []
    assert [c for c in codes if not departements.fullmatch(c)] == []
    assert departements.fullmatch("|".join(codes))


def test_columns_of_the_register_list_their_values():
    assert CSV["statut"]["constraints"]["enum"] == list(Statut)
    assert CSV["origine"]["constraints"]["enum"] == list(n.OrigineFiche)
    assert CSV["confiance"]["constraints"]["enum"] == list(n.Confiance)


@pytest.mark.parametrize("nom", [SCHEMA_1_0, SCHEMA_1_1, SCHEMA_CSV, SCHEMA_PUBLICATIONS])
def test_published_files_end_with_one_newline_and_keep_their_accents(nom):
    octets = read_format_publie(nom)

    assert octets.endswith(b"}\n")
    assert "é".encode() in octets
