"""Open data: the rows follow the published Table Schema, and keep every digit."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.contenus.lecture import SCHEMA_PUBLICATIONS, schema_csv
from spaser.documents.onglets import write_nombre
from spaser.documents.publication import (
    PublicationOuverte,
    list_champs_csv,
    write_json,
    write_publications_csv,
)
from spaser.regles.publication import Expression
from tests.documents.publication.exemples import (
    CORRIGEE,
    PROJET,
    PUBLIEE,
    make_contenu,
    make_fragile,
    make_ligne,
    make_resultat,
)

CHAMPS = schema_csv(SCHEMA_PUBLICATIONS)["fields"]
VARIEES = (
    make_ligne(),
    make_ligne(
        "SOC-13",
        unite="%",
        resultats=(
            make_resultat(
                2024, valeur=None, absence="Rien n’est connu", expression=Expression.AUTRE
            ),
            make_resultat(
                2025,
                numerateur=Decimal("12400.37"),
                denominateur=Decimal("1234567890123.45"),
                expression=Expression.VALEUR,
                origine="payes",
            ),
        ),
    ),
    make_ligne(
        "", "=Le nôtre", legal=False, unite="kg", cible=None, precision="Moins", cible_annee=None
    ),
)


def read(*ouvertes):
    texte = write_publications_csv(ouvertes).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=";"))


def list_fautes(champ, cellule):
    contraintes = champ.get("constraints", {})
    if not cellule:
        return ["required"] if contraintes.get("required") else []
    motifs = {
        "integer": r"\d+",
        "number": r"-?\d+(,\d+)?",
        "date": r"\d{4}-\d\d-\d\d",
        "boolean": "oui|non",
        "string": ".+",
    }
    fautes = [] if re.fullmatch(motifs[champ["type"]], cellule) else [champ["type"]]
    if cellule not in contraintes.get("enum", [cellule]):
        fautes.append("enum")
    if not re.fullmatch(contraintes.get("pattern", ".*"), cellule):
        fautes.append("pattern")
    return fautes


@pytest.mark.parametrize("parution", [PUBLIEE, CORRIGEE, PROJET])
def test_every_cell_follows_the_table_schema(parution):
    rangs = read(PublicationOuverte(contenu=make_contenu(VARIEES), parution=parution))

    assert len(rangs) == 6
    assert list(rangs[0]) == [champ["name"] for champ in CHAMPS] == list(list_champs_csv())
    assert [
        (rang["indicateur"], champ["name"], faute)
        for rang in rangs
        for champ in CHAMPS
        for faute in list_fautes(champ, rang[champ["name"]])
    ] == []


def test_amounts_are_right_to_the_cent_and_nothing_runs_a_formula():
    rangs = read(PublicationOuverte(contenu=make_contenu(VARIEES), parution=PUBLIEE))
    payee, propre = rangs[3], rangs[4]

    assert (payee["numerateur"], payee["denominateur"]) == ("12400,37", "1234567890123,45")
    assert (payee["expression"], payee["compte_sur"]) == ("valeur", "payes")
    assert payee["ecart"] == "-11,408451"
    assert propre["indicateur"] == "'=Le nôtre"
    assert (rangs[2]["valeur"], rangs[2]["absence"]) == ("", "Rien n’est connu")


def test_a_correction_stands_beside_what_was_published():
    rangs = read(PublicationOuverte(contenu=make_contenu(VARIEES), parution=CORRIGEE))

    assert [r["valeur_corrigee"] for r in rangs] == ["", "47,9", "", "", "", ""]
    assert [(r["numerateur_corrige"], r["denominateur_corrige"]) for r in rangs[:2]] == [
        ("", ""), ("68", "142"),
    ]  # fmt: skip
    assert rangs[1]["valeur"] == "48,591549"
    assert rangs[1]["erratum"].startswith("1er\u00a0janvier\u00a02027")


def test_json_gives_the_same_fields():
    ouverte = PublicationOuverte(
        contenu=make_contenu(VARIEES),
        parution=replace(PUBLIEE, fictive=True),
        preuve=lambda r: f"https://exemple.fr/{r.annee}",
    )
    lu = json.loads(write_json([ouverte], "https://exemple.fr/schema"))
    (publication,) = lu["publications"]

    assert lu["schema"] == "https://exemple.fr/schema"
    assert publication["fictif"] is True
    assert publication["annees"] == [2024, 2025]
    assert publication["publiee_le"] == "2026-11-20"
    assert {nom for ligne in publication["lignes"] for nom in ligne} <= set(list_champs_csv())
    assert publication["lignes"][1]["valeur"] == 48.591549
    assert publication["lignes"][3]["denominateur"] == 1234567890123.45
    assert publication["lignes"][1]["preuve"] == "https://exemple.fr/2025"


@given(st.decimals(-(10**13), 10**13, places=6))
def test_a_number_that_is_written_is_read_back_the_same(nombre):
    assert Decimal(write_nombre(nombre)) == nombre


def test_the_day_is_that_of_the_publication():
    assert date.fromisoformat(read(
        PublicationOuverte(contenu=make_contenu(), parution=PUBLIEE)
    )[0]["publiee_le"]) == date(2026, 11, 20)  # fmt: skip


def test_data_say_what_a_value_rests_on_and_why_it_is_compared_with_nothing():
    rangs = read(PublicationOuverte(contenu=make_fragile(), parution=PUBLIEE))
    coupee, corrigee, en_nombre, en_euros, sans_cible, _, vague, _ = rangs

    assert coupee["annee_incomplete"] == "couverte en partie, jusqu’au 26 juillet 2024"
    assert coupee["raison_incomplete"] == "La suite paraîtra au printemps."
    assert "2024 est couverte en partie" in coupee["sans_ecart"]
    assert (corrigee["annee_incomplete"], corrigee["raison_incomplete"]) == ("", "")
    assert (corrigee["marches_corriges"], corrigee["marches_annee"]) == ("7", "31")
    assert (
        corrigee["valeur_publiee"], corrigee["numerateur_publie"], corrigee["denominateur_publie"],
    ) == ("42,8", "12", "28")  # fmt: skip
    for rang in (en_nombre, en_euros):
        assert (rang["ecart"], rang["sans_ecart"]) == (
            "", "L’un compte des marchés, l’autre des euros.",
        )  # fmt: skip
        assert rang["sans_comparaison"] == "L’un compte des marchés, l’autre des euros."
    assert en_nombre["absents"].replace("\xa0", " ").replace("\u202f", " ") == (
        "Marchés de moins de 40 000 € hors taxes, achats par une centrale ou par le groupement "
        "d’un autre : absents des données ouvertes."
    )
    assert en_euros["absents"] == ""
    assert sans_cible["notre_lecture_l2111_3"] == "oui"
    assert sans_cible["cible_a_preciser"].replace("\xa0", " ") == (
        "C’est une cible que la loi demande, d’après notre lecture de l’article L2111-3."
    )
    assert "ni nombre ni date" in vague["cible_a_preciser"]
    assert {r["prochaine_publication"] for r in rangs} == {"2028-11-20"}


@pytest.mark.parametrize("parution", [PUBLIEE, CORRIGEE, PROJET])
def test_a_fragile_publication_follows_the_table_schema_too(parution):
    rangs = read(PublicationOuverte(contenu=make_fragile(), parution=parution))

    assert [
        (champ["name"], faute)
        for rang in rangs
        for champ in CHAMPS
        for faute in list_fautes(champ, rang[champ["name"]])
    ] == []


def test_json_says_once_what_open_data_never_hold_and_when_the_next_ones_are_due():
    ouverte = PublicationOuverte(contenu=make_fragile(), parution=replace(PROJET, fictive=True))
    (projet,) = json.loads(write_json([ouverte], ""))["publications"]
    ouverte = PublicationOuverte(contenu=make_contenu(VARIEES), parution=PUBLIEE)
    (ancienne,) = json.loads(write_json([ouverte], ""))["publications"]

    assert projet["fictif"] is True
    assert projet["mention"].startswith("Exemple fictif. Projet")
    assert "absents des données ouvertes" in projet["absents"]
    assert projet["annees_incompletes"][0].startswith("2024 est incomplète")
    assert ancienne["prochaine_publication"] == "2028-11-20"
    assert ancienne["methode"][0].startswith("Publication d’une édition d’avant")
    assert not projet["methode"][0].startswith("Publication d’une édition d’avant")
