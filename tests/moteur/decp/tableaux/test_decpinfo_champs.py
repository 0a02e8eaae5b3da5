"""What a contract of decp.info becomes: fields, absences, types, unknown columns."""

import duckdb
import pytest

from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.tableaux import decpinfo


def contrat(**champs):
    return {"uid": "1234", **champs}


def test_the_table_has_the_columns_of_brut_all_text(tmp_path, travail, lire):
    chemin = tmp_path / "t.csv"
    chemin.write_text("uid\n1\n")
    with duckdb.connect() as connexion:
        decpinfo.load(connexion, chemin, "brut", travail)
        decrites = connexion.execute("DESCRIBE brut").fetchall()
    types = {nom: genre for nom, genre, *_ in decrites}
    assert types == dict.fromkeys(COLONNES, "VARCHAR") | {
        "_rang": "INTEGER",
        "_famille": "VARCHAR",
        "_anomalies": "VARCHAR",
    }


def test_fields_take_the_shape_of_schema_v2(lire):
    lu = lire(
        decpinfo.load,
        [
            contrat(
                id="34",
                acheteur_id="12",
                acheteur_nom='Commune "dite" du Œuf',
                titulaire_id="9",
                titulaire_typeIdentifiant="SIRET",
                titulaire_nom="L’Atelier",
                nature="Marché",
                type="Travaux",
                codeCPV="45000000",
                techniques="Accord-cadre, Concours",
                typesPrix="Provisoire",
                modalitesExecution="Bons de commande",
                lieuExecution_code="75001",
                lieuExecution_typeCode="Code postal",
                marcheInnovant="true",
                tauxAvance="0.1",
            )
        ],
    )
    assert lu.records == [
        {
            "uid": "1234",
            "id": "34",
            "acheteur": {"id": "12", "nom": 'Commune "dite" du Œuf'},
            "titulaires": [
                {
                    "titulaire": {
                        "typeIdentifiant": "SIRET",
                        "id": "9",
                        "denominationSociale": "L’Atelier",
                    }
                }
            ],
            "nature": "Marché",
            "codeCPV": "45000000",
            "techniques": '"Accord-cadre, Concours"',
            "typesPrix": '"Provisoire"',
            "modalitesExecution": '"Bons de commande"',
            "lieuExecution": {"code": "75001", "typeCode": "Code postal"},
            "marcheInnovant": "true",
            "tauxAvance": "0.1",
            "_rang": 1,
            "_famille": "marche",
        }
    ]
    assert lu.lecture.champs_inconnus == {}


@pytest.mark.parametrize(
    ("champ", "ecrit", "attendu"),
    [
        ("considerationsSociales", "Sans objet", '"Pas de considération sociale"'),
        ("considerationsSociales", "sans objet ", '"Pas de considération sociale"'),
        ("considerationsSociales", "Clause sociale, Critère social", None),
        ("considerationsSociales", "", ""),
        (
            "considerationsEnvironnementales",
            "Sans objet",
            '"Pas de considération environnementale"',
        ),
        ("considerationsEnvironnementales", "Clause environnementale", None),
        ("ccag", "Sans objet", "Pas de CCAG"),
        ("ccag", "Travaux", "Travaux"),
        ("techniques", "Sans objet", '"Sans objet"'),
        ("modalitesExecution", "Sans objet", '"Sans objet"'),
    ],
)
def test_sans_objet_means_declared_none_where_the_source_rewrote_it(lire, champ, ecrit, attendu):
    lu = lire(decpinfo.load, [contrat(**{champ: ecrit})])
    attendu = f'"{ecrit}"' if attendu is None else attendu
    assert lu.records[0].get(champ, "") == attendu


def test_the_spelling_of_the_2022_table_schema_is_understood(lire):
    lu = lire(
        decpinfo.load,
        [
            contrat(
                titulaire_denominationSociale="X",
                lieuExecution_nom="Rennes",
                objetModification="",
                anomalies="",
            )
        ],
    )
    (record,) = lu.records
    assert record["titulaires"] == [{"titulaire": {"denominationSociale": "X"}}]
    assert record["lieuExecution"] == {"nom": "Rennes"}


def test_unknown_columns_are_counted_and_enriched_ones_are_not(lire):
    lu = lire(
        decpinfo.load,
        [
            contrat(montant="1", nouveaute="a", acheteur_region_nom="Bretagne", UID_="x"),
            {"uid": "2", "nouveaute": " "},
            {"uid": "3", "nouveaute": "b", "sourceFile": "f"},
        ],
    )
    assert lu.lecture.champs_inconnus == {"nouveaute": 2, "UID_": 1}


def test_rows_without_key_are_set_aside_with_their_text(lire):
    lu = lire(
        decpinfo.load,
        [
            {"uid": "", "acheteur_id": "1", "id": "", "montant": "12"},
            {"uid": "u", "acheteur_id": "1", "id": "2", "montant": "13"},
            {"uid": " ", "acheteur_id": "", "id": "3", "montant": "14"},
        ],
    )
    assert [(r.rang, r.code) for r in lu.lecture.rebuts] == [(1, "cle_absente"), (3, "cle_absente")]
    assert '"montant":"12"' in lu.lecture.rebuts[0].texte
    assert (lu.lecture.lus, lu.lecture.lignes) == (3, 3)
    assert [r["_rang"] for r in lu.records] == [2]


def test_an_amount_that_the_source_blotted_out_is_flagged_and_kept(lire):
    lu = lire(decpinfo.load, [contrat(montant="12311111111.0")])
    assert lu.records[0]["montant"] == "12311111111.0"
    assert lu.codes() == ["montant_remplace_par_la_source"]


def test_parquet_types_become_text(tmp_path, relire):
    chemin = tmp_path / "t.parquet"
    with duckdb.connect() as connexion:
        connexion.execute(
            f"""COPY (SELECT 'u' AS uid, 61100::DOUBLE AS montant, 12::SMALLINT AS "dureeMois",
                   true AS "marcheInnovant", DATE '2024-01-31' AS "dateNotification",
                   ['Accord-cadre', 'Concours'] AS techniques, []::VARCHAR[] AS "typesPrix",
                   '' AS ccag, 0::SMALLINT AS modification_id, 1.5::FLOAT AS inconnue)
                TO '{chemin}' (FORMAT parquet)"""
        )
    lu = relire(decpinfo.load, chemin)
    assert lu.records == [
        {
            "uid": "u",
            "montant": "61100.0",
            "dureeMois": "12",
            "marcheInnovant": "true",
            "dateNotification": "2024-01-31",
            "techniques": '"Accord-cadre, Concours"',
            "_rang": 1,
            "_famille": "marche",
        }
    ]
    assert lu.lecture.champs_inconnus == {"inconnue": 1}


def test_a_damaged_parquet_file_is_one_reject(tmp_path, relire):
    chemin = tmp_path / "t.parquet"
    chemin.write_bytes(b"PAR1 and nothing of a footer")
    lu = relire(decpinfo.load, chemin)
    assert [r.code for r in lu.lecture.rebuts] == ["fichier_illisible"]
    assert lu.lecture.lus == 1
    assert lu.records == []


@pytest.mark.parametrize("contenu", ["", "uid,id\n", "\n\n"])
def test_a_table_without_rows_gives_an_empty_table(tmp_path, relire, contenu):
    chemin = tmp_path / "t.csv"
    chemin.write_text(contenu)
    lu = relire(decpinfo.load, chemin)
    assert (lu.lecture.lus, lu.lecture.lignes, lu.records) == (0, 0, [])
