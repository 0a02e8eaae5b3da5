"""What holds for any table, damaged or not."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaser.moteur.decp.tableaux import decpinfo, ministere

pytestmark = pytest.mark.longue

COLONNES = (
    "uid",
    "acheteur_id",
    "id",
    "titulaire_id",
    "montant",
    "dateNotification",
    "objet",
    "modification_id",
    "offresRecues",
)
VALEURS = {
    "uid": ["", "u1", "u2"],
    "acheteur_id": ["", "1"],
    "id": ["", "a", "b"],
    "titulaire_id": ["", "A", "B", "C", "D"],
    "montant": ["", "10", "20", "30"],
    "dateNotification": ["", "2024-01-01", "2024-02-01", "2024-03-01"],
    "objet": ["", "Lot 1", "lot n°1", 'Lot, "2"\nsuite'],
    "modification_id": ["", "0", "1", "2"],
    "offresRecues": ["", "1", "2"],
}
COMPLET = st.fixed_dictionaries({c: st.sampled_from(v) for c, v in VALEURS.items()})
TABLE = st.tuples(
    st.lists(COMPLET, max_size=9),
    st.sets(st.sampled_from(COLONNES[4:]), max_size=5),  # columns left out
)


def write(lignes, absentes):
    colonnes = [c for c in COLONNES if c not in absentes]
    sortie = io.StringIO()
    ecrit = csv.writer(sortie, lineterminator="\n")
    ecrit.writerow(colonnes)
    ecrit.writerows([[ligne[c] for c in colonnes] for ligne in lignes])
    return sortie.getvalue().encode()


def list_suites(record):
    return [e["modification"] for e in record.get("modifications", [])]


def key(ligne):
    return ligne["uid"] or (ligne["acheteur_id"] and ligne["id"] and "1" + ligne["id"])


@settings(max_examples=25)
@given(TABLE)
def test_rows_are_accounted_and_holders_and_amounts_found_again(lire_octets, table):
    lignes, absentes = table
    lu = lire_octets(decpinfo.load, write(lignes, absentes))
    utiles = [ligne for ligne in lignes if key(ligne)]

    assert lu.lecture.lignes == len(lignes)
    assert lu.lecture.lus == len(lu.records) + len(lu.lecture.rebuts)
    assert len(lu.lecture.rebuts) == len(lignes) - len(utiles)
    assert len(lu.records) >= len({key(ligne) for ligne in utiles})
    rangs = [r["_rang"] for r in lu.records]
    assert len(set(rangs)) == len(rangs)
    assert all(key(lignes[rang - 1]) for rang in rangs)

    listes = [r.get("titulaires", []) for r in lu.records]
    listes += [m.get("titulaires", []) for r in lu.records for m in list_suites(r)]
    trouves = {t["titulaire"]["id"] for liste in listes for t in liste}
    assert trouves == {ligne["titulaire_id"] for ligne in utiles if ligne["titulaire_id"]}

    if "montant" in absentes or any(
        "montants_divergents" in lu.codes(i) for i in range(len(rangs))
    ):
        return
    montants = {r.get("montant") for r in lu.records}
    montants |= {m.get("montant") for r in lu.records for m in list_suites(r)}
    assert montants - {None} == {ligne["montant"] for ligne in utiles if ligne["montant"]}


@settings(max_examples=25)
@given(TABLE)
def test_the_order_of_the_rows_does_not_change_the_contracts(lire_octets, table):
    lignes, absentes = table
    droit = lire_octets(decpinfo.load, write(lignes, absentes))
    envers = lire_octets(decpinfo.load, write(lignes[::-1], absentes))

    garde = ["uid", "titulaires"]
    if "modification_id" not in absentes:  # without states, the first row gives the date
        garde.append("dateNotification")

    def essence(lu):
        return sorted(repr([r.get(c) for c in garde]) for r in lu.records)

    assert essence(droit) == essence(envers)


@settings(max_examples=25)
@given(st.lists(st.text(alphabet='ab;"\né', max_size=6), max_size=12), st.booleans())
def test_any_text_is_read_or_set_aside(lire_octets, morceaux, latin):
    texte = "id;acheteur_id\n" + "\n".join(morceaux) + "\n"
    lu = lire_octets(ministere.load, texte.encode("cp1252" if latin else "utf-8"))
    assert lu.lecture.lus == lu.lecture.lignes == len(lu.records) + len(lu.lecture.rebuts)
    rangs = sorted([r["_rang"] for r in lu.records] + [r.rang for r in lu.lecture.rebuts])
    assert rangs == list(range(1, lu.lecture.lus + 1))
    garde = "".join(r.texte for r in lu.lecture.rebuts) + repr(lu.records)
    assert all(c in garde for c in {"a", "b"} & set("".join(morceaux)))
