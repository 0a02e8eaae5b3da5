"""The columns that exports promise, and those that readers of the store are told."""

import csv
from pathlib import Path

from spaser.moteur.decp.champs import find_champ
from spaser.moteur.entrepot import colonnes
from spaser.moteur.entrepot.colonnes import DOCUMENTEES, EXPORTEES, VERSION_COLONNES
from spaser.moteur.entrepot.schema import TABLES

# What version 1.0 gave. A column may join a table, at its end, with the version that brings it; to
# take one away, or to change its name or type, makes a version 2.0 and another list here.
VERSION_1 = {
    "marches": """
        cle VARCHAR, famille VARCHAR, format VARCHAR, id VARCHAR, acheteur_siren VARCHAR,
        acheteur_siret VARCHAR, acheteur_nom VARCHAR, nature VARCHAR, objet VARCHAR, cpv
        VARCHAR, cpv_division VARCHAR, categorie VARCHAR, procedure VARCHAR, techniques
        VARCHAR[], modalites_execution VARCHAR[], accord_cadre BOOLEAN, marche_subsequent
        BOOLEAN, id_accord_cadre VARCHAR, ccag VARCHAR, forme_prix VARCHAR, types_prix
        VARCHAR[], groupement VARCHAR, lieu_code VARCHAR, lieu_type VARCHAR, lieu_departement
        VARCHAR, annee SMALLINT, date_notification DATE, date_publication DATE, date_version
        DATE, date_debut_execution DATE, duree_mois_initiale DOUBLE, duree_mois DOUBLE,
        montant_initial DECIMAL(18,2), montant DECIMAL(18,2), montant_utile DECIMAL(18,2),
        montant_suspicion VARCHAR, increment_suspect BOOLEAN, double_compte BOOLEAN,
        subvention_publique DECIMAL(18,2), avance BOOLEAN, taux_avance DOUBLE, offres_recues
        INTEGER, nb_titulaires INTEGER, sous_traitance BOOLEAN, innovant BOOLEAN, origine_ue
        DOUBLE, origine_france DOUBLE, social BOOLEAN, clause_sociale BOOLEAN, critere_social
        BOOLEAN, reserve BOOLEAN, environnement BOOLEAN, clause_environnementale BOOLEAN,
        critere_environnemental BOOLEAN, nb_modifications INTEGER, nb_versions INTEGER,
        fichier VARCHAR, rang INTEGER
    """,
    "titulaires": """
        cle VARCHAR, modification INTEGER, ordre INTEGER, courant BOOLEAN, type_identifiant
        VARCHAR, identifiant VARCHAR, siret VARCHAR, siren VARCHAR, nom VARCHAR
    """,
    "modifications": """
        cle VARCHAR, ordre INTEGER, id_modification VARCHAR, objet VARCHAR, date_notification
        DATE, date_publication DATE, duree_mois DOUBLE, montant DECIMAL(18,2),
        increment_suspect BOOLEAN, nb_titulaires INTEGER
    """,
    "considerations": """
        cle VARCHAR, consideration VARCHAR, reponse BOOLEAN
    """,
    "valeurs": """
        siren VARCHAR, nom VARCHAR, annee SMALLINT, indicateur VARCHAR, variante VARCHAR,
        numerateur DOUBLE, denominateur DOUBLE, n INTEGER, inconnus INTEGER, total DOUBLE,
        valeur DOUBLE, bas DOUBLE, haut DOUBLE
    """,
}


def list_colonnes():
    with Path(colonnes.__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def test_a_promised_column_stays_with_its_place_and_type():
    promises = {table: " ".join(dites.split()).split(", ") for table, dites in VERSION_1.items()}
    assert {
        table: [f"{c.nom} {c.type}" for c in EXPORTEES[table][: len(dites)]]
        for table, dites in promises.items()
    } == promises
    assert {table: len(dites) for table, dites in promises.items()} == {
        "marches": 58, "titulaires": 9, "modifications": 10, "considerations": 3, "valeurs": 13,
    }  # fmt: skip


def test_the_version_is_that_of_the_last_column_that_came():
    versions = {c.depuis for exportees in EXPORTEES.values() for c in exportees}
    assert max(versions, key=lambda v: [int(n) for n in v.split(".")]) == VERSION_COLONNES


def test_every_column_of_the_store_is_explained_once():
    expliquees = {t: [c.nom for c in dites] for t, dites in DOCUMENTEES.items()}
    absentes = {t: set(cs) - set(expliquees.get(t, ())) for t, cs in TABLES.items()}

    assert {table: noms for table, noms in absentes.items() if noms} == {}
    assert {t for t, noms in expliquees.items() if len(noms) > len(set(noms))} == set()


def test_every_explanation_is_a_sentence():
    assert [
        f"{c.table}.{c.nom}"
        for c in colonnes._LUES
        if not c.sens or c.sens[0].islower() or not c.sens.endswith((".", "»."))
    ] == []


def test_what_a_field_means_is_told_by_its_own_table():
    (cpv,) = [c for c in EXPORTEES["marches"] if c.nom == "cpv"]
    assert cpv.sens == find_champ("codeCPV").sens
    assert cpv.sens == "La catégorie européenne de ce qui est acheté, 8 chiffres."


def test_a_column_explained_by_a_field_is_one_that_the_field_fills():
    """Both tables name columns of fields; the buyer's SIRET is read with her SIREN and her name."""
    dites = {
        (colonne["champ"], colonne["colonne"]) for colonne in list_colonnes() if colonne["champ"]
    }

    assert {(c, n) for c, n in dites if n not in find_champ(c).colonnes} == {
        ("acheteur.id", "acheteur_siret")
    }
    assert len(dites) > 40


def test_a_key_is_a_text_that_no_reader_rounds():
    assert {c.type for exportees in EXPORTEES.values() for c in exportees if c.nom == "cle"} == {
        "VARCHAR"
    }
    assert [c.type for c in DOCUMENTEES["doublons"]] == ["UBIGINT", "UBIGINT", "VARCHAR"]
