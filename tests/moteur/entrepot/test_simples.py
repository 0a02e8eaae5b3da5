"""What is settled at once in SQL is what the rule says, record by record, over whole stores."""

from datetime import date
from zlib import crc32

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.moteur.decp.identite import groupe_sql
from spaser.moteur.decp.tables import MARCHES, PRESENCES, TITULAIRES
from spaser.moteur.entrepot.membres import read_membre, share_membres
from spaser.moteur.entrepot.rapprochement import find_touches, reconcile
from spaser.moteur.entrepot.schema import ACHETEURS, FUSIONS, LIGNES, RETOUCHES
from spaser.moteur.sql import select_donnees, select_vide, transpose

JOUR, PLUS_TARD = date(2024, 3, 1), date(2025, 3, 1)
COLONNES = {
    nom: MARCHES[nom]
    for nom in (
        "ligne empreinte format acheteur_siren acheteur_siret id objet source date_notification "
        "date_publication date_version montant_initial nb_modifications cpv accord_cadre rang"
    ).split()
}
TITULAIRE = {nom: TITULAIRES[nom] for nom in ("ligne", "modification", "siren", "siret")}


def record(source="f1", etablissement="00011", titulaires=("t1",), **champs):
    """Give a record without its place in a store: the file is no part of its fingerprint."""
    dits = {
        "format": "v2",
        "acheteur_siren": "213502388",
        "id": "M-1",
        "objet": "Voirie",
        "date_notification": JOUR,
        "date_publication": JOUR,
        "date_version": JOUR,
        "montant_initial": 1000,
        "nb_modifications": 0,
        "cpv": "45000000",
        "accord_cadre": False,
        **champs,
    }
    dits["acheteur_siret"] = dits["acheteur_siren"] + etablissement
    empreinte = crc32(repr((dits, titulaires)).encode())
    return {**dits, "source": source, "titulaires": titulaires, "empreinte": empreinte}


def open_store():
    connexion = duckdb.connect(config={"threads": 1})
    for table, colonnes in (
        ("lus", MARCHES),
        ("titulaires_lus_parts", TITULAIRES),
        ("presences", PRESENCES),
        ("retires", LIGNES),
        ("acheteurs", ACHETEURS),
        ("quittes", LIGNES),
        ("revenus", LIGNES),
        ("retouches", RETOUCHES),
        ("fusions", FUSIONS),
    ):
        connexion.execute(f"CREATE TABLE {table} AS {select_vide(colonnes)}")
    connexion.execute("CREATE VIEW records AS FROM lus")
    return connexion


def add(connexion, premiere, records):
    """Add records as an import does, and compare them to the former ones."""
    lignes = [{**r, "ligne": ligne, "rang": ligne} for ligne, r in enumerate(records, premiere)]
    groupe = groupe_sql("acheteur_siret", "id")
    connexion.execute(
        f"INSERT INTO lus BY NAME SELECT *, {groupe} AS groupe FROM ({select_donnees(COLONNES)})",
        transpose([[li[nom] for nom in COLONNES] for li in lignes], COLONNES),
    )
    tenus = [(li["ligne"], 0, t, f"{t}-1") for li in lignes for t in li["titulaires"]]
    connexion.execute(
        f"INSERT INTO titulaires_lus_parts BY NAME {select_donnees(TITULAIRE)}",
        transpose(tenus, TITULAIRE),
    )
    find_touches(connexion, premiere)
    return reconcile(connexion, premiere)


def count_simples(connexion):
    """Return, by buyer, how many compared records were settled at once, and how many were not."""
    lignes = connexion.execute(
        "SELECT acheteur_siren, count(*) FILTER (bloc IN (FROM simples)), "
        "count(*) FILTER (bloc NOT IN (FROM simples)) FROM membres GROUP BY acheteur_siren"
    ).fetchall()
    return {acheteur: (simples, autres) for acheteur, simples, autres in lignes}


LOTS = [{"objet": "Lot 1 : toit"}, {"objet": "Lot 2 : murs"}]
MODIFIE = {"nb_modifications": 1, "date_version": PLUS_TARD}
V1 = {"format": "v1", "id": "20190000100"}

SIMPLES = {
    "copies": [{}, {"source": "f2"}],
    "copies that say nothing but an amount": [{"objet": None, "titulaires": ()}] * 2,
    "a later version": [{}, MODIFIE],
    "a later version of a lot in letters": [{"objet": "Lot A"}, {"objet": "Lot A", **MODIFIE}],
    "lots, each with its version": [*LOTS, *(lot | MODIFIE for lot in LOTS)],
    "other establishments": [{}, {"etablissement": "00029"}],
    "modifications of one v1 contract": [V1, V1 | MODIFIE],
}
AUTRES = {
    "no id": [{"id": None}, {"id": None, "source": "f2"}],
    "another amount": [{}, {"montant_initial": 5}],
    "an amount that is missing": [{}, {"montant_initial": None}],
    "an object written otherwise": [{}, {"objet": "VOIRIE"}],
    "another holder": [{}, {"titulaires": ("t2",)}],
    "another day": [{}, {"date_notification": PLUS_TARD}],
    "no day": [{"date_notification": None}, {"date_notification": None, **MODIFIE}],
    "another CPV code": [{}, {"cpv": "45261100"}],
    "no object": [{"objet": None}, {"objet": None, **MODIFIE}],
    "an object without a plain letter": [{"objet": "É"}, {"objet": "É", **MODIFIE}],
    "a lot, and none": [{}, {"objet": "Voirie, lot 1"}],
    "lots of modified v1 contracts": [V1 | lot | MODIFIE for lot in LOTS],
    "v1 ids that number modifications": [V1, V1, V1 | {"id": "20190000101"}],
}


def test_only_plain_cases_are_settled_at_once():
    connexion = open_store()
    cas = SIMPLES | AUTRES
    add(
        connexion,
        1,
        [record(**{"acheteur_siren": nom} | c) for nom, champs in cas.items() for c in champs],
    )

    comptes = count_simples(connexion)

    assert {nom: comptes[nom] for nom in SIMPLES} == {n: (len(r), 0) for n, r in SIMPLES.items()}
    assert {nom: comptes[nom] for nom in AUTRES} == {n: (0, len(r)) for n, r in AUTRES.items()}


def test_what_meets_a_record_of_a_former_import_is_left_to_the_rule():
    connexion = open_store()
    add(connexion, 1, [record()])

    joint = add(connexion, 2, [record(source="f2"), record(id="M-2"), record(id="M-2")])

    assert count_simples(connexion) == {"213502388": (2, 2)}
    assert joint == {"copie": 2, "douteux": 0}


def often(usuel, *rares):
    """Draw what is usual three times in four: most records must look alike to be one contract."""
    return st.sampled_from([usuel] * 3 * len(rares) + list(rares))


RECORDS = st.builds(
    record,
    source=st.sampled_from(["f1", "f2"]),
    etablissement=often("00011", "00029"),
    titulaires=often(("t1",), (), ("t2",), ("t2", "t1"), ("t1", "t2")),
    format=often("v2", "v1"),
    acheteur_siren=st.sampled_from(["213502388", "552100554", "130005481"]),
    id=st.sampled_from(
        ["M-1", "m-1", "M-2", "M-3", "0M-3", "M-4", "20190000100", "20190000101", None]
    ),
    objet=st.sampled_from(
        [None, "Voirie", "Voirie", "VOIRIE", "Lot 1 : a", "Lot 2 : b", "Lot A", "Lot II", "É"]
    ),
    cpv=often("45000000", "45261100", "71000000", None),
    accord_cadre=st.booleans(),
    date_notification=often(JOUR, PLUS_TARD, None),
    date_publication=often(JOUR, PLUS_TARD),
    date_version=often(JOUR, PLUS_TARD, None),
    montant_initial=often(1000, 5, None),
    nb_modifications=often(0, 1, 2),
)


@settings(max_examples=20)
@given(st.lists(RECORDS, min_size=20, max_size=60), st.integers(0, 15))
@pytest.mark.longue
def test_what_is_settled_at_once_is_what_the_rule_says(records, connus):
    connexion = open_store()
    add(connexion, 1, records[:connus])
    add(connexion, connus + 1, records[connus:])
    gagnants = connexion.execute("SELECT ligne FROM gagnants").fetchall()
    compares = connexion.execute(
        "SELECT * EXCLUDE (bloc, sans_id) FROM membres ORDER BY ligne"
    ).fetchall()

    attendu = share_membres([read_membre(ligne) for ligne in compares], connus + 1)

    ecrites = connexion.execute(
        "SELECT * EXCLUDE (double_compte) FROM retouches SEMI JOIN membres USING (ligne)"
    ).fetchall()
    liens = connexion.execute("FROM fusions SEMI JOIN membres USING (ligne)").fetchall()
    assert sorted(ecrites) == sorted(attendu.lignes)
    assert sorted(liens) == sorted(attendu.fusions)
    assert sorted(gagnants) == sorted((ligne,) for ligne in attendu.gagnants_connus)
