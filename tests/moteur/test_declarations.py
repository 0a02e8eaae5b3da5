"""How many buyers declare a clause, a criterion or a reservation in a family of purchases."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from spaser.moteur.declarations import Declarations, ExempleMarche, count_declarations

FAMILLES = {"nettoyage": ("9091", "3983"), "travaux": ("45",), "soins": ("853",)}


@pytest.fixture
def make_entrepot():
    connexion = duckdb.connect()

    def make(lignes, noms=()):
        connexion.execute("""
            CREATE OR REPLACE TABLE marches (cle UBIGINT, acheteur_siren VARCHAR, famille VARCHAR,
                format VARCHAR, annee SMALLINT, date_notification DATE, objet VARCHAR, cpv VARCHAR,
                clause_environnementale BOOLEAN, critere_environnemental BOOLEAN,
                clause_sociale BOOLEAN, critere_social BOOLEAN, reserve BOOLEAN)
        """)
        connexion.executemany(f"INSERT INTO marches VALUES ({', '.join('?' * 13)})", lignes)

        @contextmanager
        def cursor():
            yield entrepot

        entrepot = SimpleNamespace(
            connexion=connexion,
            cursor=cursor,
            date_donnees=date(2026, 11, 27),
            list_noms=lambda: [(s, f"Ville {s}", 1) for s in noms],
        )
        return entrepot

    yield make
    connexion.close()


def _marche(rang, siren, cpv="90910000", *, famille="marche", forme="v2", **dits):
    colonnes = ("clause_environnementale", "critere_environnemental", "clause_sociale")
    reponses = [dits.get(c, False) for c in (*colonnes, "critere_social", "reserve")]
    jour = f"2025-01-{rang + 1:02d}"
    return (rang, siren, famille, forme, 2025, jour, f"Lot {rang}", cpv, *reponses)


def test_five_buyers_are_told_and_four_are_not(make_entrepot):
    lignes = [_marche(n, f"s{n}", clause_sociale=True, reserve=n < 4) for n in range(5)]
    lignes += [_marche(5, "s4", clause_sociale=True), _marche(6, "s9")]

    lues = count_declarations(make_entrepot(lignes, [f"s{n}" for n in range(5)]), FAMILLES)

    assert list(lues) == ["nettoyage", "travaux", "soins"]
    nettoyage = lues["nettoyage"]
    assert (nettoyage.acheteurs, nettoyage.marches, nettoyage.muets) == (6, 7, 0)
    assert (nettoyage.premiere, nettoyage.derniere) == (2025, 2025)
    assert nettoyage.lues_le == date(2026, 11, 27)
    assert {c: (p.acheteurs, p.marches) for c, p in nettoyage.par_colonne.items()} == {
        "clause_sociale": (5, 6)
    }
    assert lues["travaux"] == lues["soins"] == Declarations()


def test_examples_are_the_latest_one_a_buyer_whose_name_is_known(make_entrepot):
    lignes = [_marche(n, f"s{n}", critere_environnemental=True) for n in range(6)]
    lignes.append(_marche(6, "s5", critere_environnemental=True))

    lues = count_declarations(make_entrepot(lignes, ["s5", "s3", "s2", "s1"]), FAMILLES)

    assert lues["nettoyage"].par_colonne["critere_environnemental"].exemples == (
        ExempleMarche("s5", "Ville s5", "Lot 6", "90910000", 2025),
        ExempleMarche("s3", "Ville s3", "Lot 3", "90910000", 2025),
        ExempleMarche("s2", "Ville s2", "Lot 2", "90910000", 2025),
    )


def test_other_codes_former_formats_and_concessions_are_left_out(make_entrepot):
    lignes = [
        _marche(0, "s0", "39830000"),
        _marche(1, "s1", "90920000"),
        _marche(2, "s2", forme="v1"),
        _marche(3, "s3", famille="concession"),
        _marche(4, "s4", None),
    ]

    lues = count_declarations(make_entrepot(lignes), FAMILLES)

    assert (lues["nettoyage"].acheteurs, lues["nettoyage"].marches) == (1, 1)


def test_a_contract_that_answers_nothing_is_counted_apart(make_entrepot):
    vide = [
        "clause_environnementale", "critere_environnemental", "clause_sociale",
        "critere_social", "reserve",
    ]  # fmt: skip
    lignes = [_marche(0, "s0", **dict.fromkeys(vide)), _marche(1, "s0", reserve=None)]

    assert count_declarations(make_entrepot(lignes), FAMILLES)["nettoyage"].muets == 1
