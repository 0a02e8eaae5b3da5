"""Our table of fields agrees with the official schema, which the engine never reads."""

import json
from decimal import Decimal

import pytest

from spaser.moteur.decp.champs import ANCIENS_NOMS, FAMILLES, NOUVEAUX_CHAMPS, GenreChamp, Presence
from spaser.moteur.decp.controle.regles import CPV_ORIGINE, need_origine
from spaser.moteur.decp.controle.textes import find_official

OFFICIELLES = {"marche": "marche", "concession": "contrat-concession"}
TYPES = {
    GenreChamp.TEXTE: "string",
    GenreChamp.SIRET: "string",
    GenreChamp.IDENTIFIANT: "string",
    GenreChamp.CPV: "string",
    GenreChamp.LIEU: "string",
    GenreChamp.DATE: "string",
    GenreChamp.ENTIER: "integer",
    GenreChamp.DUREE: "integer",
    GenreChamp.MONTANT: "number",
    GenreChamp.TAUX: "number",
    GenreChamp.BOOLEEN: "boolean",
    GenreChamp.LIBELLE: "string",
    GenreChamp.LIBELLES: "object",
    GenreChamp.OBJET: "object",
    GenreChamp.LISTE: "array",
}


def chemins(champs, prefixe=""):
    for champ in champs:
        yield f"{prefixe}{champ.nom}", champ
        yield from chemins(champ.champs, f"{prefixe}{champ.nom}.")


TOUS = [(f, chemin, champ) for f, champs in FAMILLES.items() for chemin, champ in chemins(champs)]


@pytest.fixture(scope="module")
def schema(donnees_reelles):
    (chemin,) = donnees_reelles.rglob("schema_decp_v2.0.4.json")
    return json.loads(chemin.read_text(encoding="utf-8"))


def resolve(schema, noeud):
    while "$ref" in noeud:
        cible = schema
        for cle in noeud["$ref"].removeprefix("#/").split("/"):
            cible = cible[cle]
        noeud = cible
    return noeud


def compare(schema, champs, noeud, chemin, ecarts):
    proprietes = noeud["properties"]
    if {c.nom for c in champs} != proprietes.keys():
        ecarts.append(f"{chemin} fields: {set(proprietes) ^ {c.nom for c in champs}}")
    obligatoires = {c.nom for c in champs if c.presence is Presence.OBLIGATOIRE}
    if obligatoires != set(noeud["required"]):
        ecarts.append(f"{chemin} required: {obligatoires ^ set(noeud['required'])}")
    for champ in champs:
        officiel = resolve(schema, proprietes.get(champ.nom, {}))
        compare_champ(schema, champ, officiel, f"{chemin}.{champ.nom}", ecarts)


def compare_champ(schema, champ, officiel, chemin, ecarts):
    attendus = {
        "type": TYPES[champ.genre],
        "minimum": champ.minimum,
        "maximum": champ.maximum,
        "maxLength": champ.longueur,
    }
    ecarts += [
        f"{chemin} {cle}: {valeur} != {officiel.get(cle)}"
        for cle, valeur in attendus.items()
        if valeur != officiel.get(cle)
    ]
    if champ.genre is GenreChamp.LIBELLE and champ.valeurs != tuple(officiel["enum"]):
        ecarts.append(f"{chemin} enum")
    elif champ.genre is GenreChamp.LIBELLES:
        liste = resolve(schema, officiel["properties"][champ.enveloppe])
        if champ.valeurs != tuple(liste["items"]["enum"]) or officiel["required"] != [
            champ.enveloppe
        ]:
            ecarts.append(f"{chemin} enum")
    elif champ.genre is GenreChamp.OBJET:
        compare(schema, champ.champs, officiel, chemin, ecarts)
    elif champ.genre is GenreChamp.LISTE:
        element = resolve(schema, officiel["items"])
        dedans = resolve(schema, element["properties"][champ.enveloppe])
        if champ.vide_permis != (officiel["minItems"] == 0):
            ecarts.append(f"{chemin} minItems")
        if champ.repetable == officiel.get("uniqueItems", False):
            ecarts.append(f"{chemin} uniqueItems")
        compare(schema, champ.champs, dedans, chemin, ecarts)


@pytest.mark.donnees_reelles
@pytest.mark.parametrize("famille", FAMILLES)
def test_the_table_agrees_with_the_official_schema(famille, schema):
    ecarts = []
    compare(schema, FAMILLES[famille], schema["definitions"][OFFICIELLES[famille]], "", ecarts)

    assert ecarts == []


@pytest.mark.parametrize(("famille", "chemin", "champ"), TOUS)
def test_every_field_says_what_it_means_in_one_sentence(famille, chemin, champ):
    assert champ.sens[0].isupper()
    assert champ.sens.endswith(".")
    assert champ.sens.count(". ") == 0


@pytest.mark.parametrize(("famille", "chemin", "champ"), [c for c in TOUS if c[2].valeurs])
def test_every_allowed_label_is_known_under_its_own_name(famille, chemin, champ):
    assert [v for v in champ.valeurs if find_official(v, champ) != v] == []


def test_former_names_lead_to_fields():
    noms = {c.nom for champs in FAMILLES.values() for c in champs}

    assert set(ANCIENS_NOMS.values()) <= noms
    assert noms | ANCIENS_NOMS.keys() >= NOUVEAUX_CHAMPS


def test_there_are_nine_ranges_whose_origin_is_due():
    assert len(CPV_ORIGINE) == 9
    assert all(debut < fin for debut, fin in CPV_ORIGINE)


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        ("15100000", True),
        ("15982200", True),
        ("15982201", False),
        ("33600000-6", True),
        ("45000000", False),
        ("", False),
        ("33A", False),
        (str(Decimal(18800000)), True),
    ],
)
def test_origin_is_due_for_food_vehicles_health_and_clothing(code, attendu):
    assert need_origine(code) is attendu
