"""How the rates of buyers alike spread."""

from pathlib import Path

import duckdb
import pytest

from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.manifeste import Manifeste
from spaser.moteur.entrepot.schema import VALEURS
from spaser.moteur.indicateurs.voisins import (
    Quartiles,
    compare_voisins,
    read_genres,
    read_tailles,
)
from spaser.moteur.referentiels import embarques

COMMUNE, REGION, METROPOLE, INCONNU = "213502388", "200052264", "243500139", "111111111"


@pytest.fixture
def entrepot(tmp_path):
    connexion = duckdb.connect()
    embarques.load_embarques(connexion)
    connexion.execute("CREATE TABLE acheteurs (siren VARCHAR)")
    colonnes = ", ".join(f"{nom} {genre}" for nom, genre in VALEURS.items())
    connexion.execute(f"CREATE TABLE valeurs ({colonnes})")
    return Entrepot(connexion, tmp_path, Path("x"), (Manifeste(),))


def write(entrepot, siren, valeur, cle=("SOC-01", "nombre"), **autres):
    ligne = {
        "siren": siren, "annee": 2025, "indicateur": cle[0], "variante": cle[1], "n": 10,
        "inconnus": 0, "valeur": valeur, "bas": valeur, "haut": valeur, **autres,
    }  # fmt: skip
    noms, marques = ", ".join(ligne), ", ".join("?" for _ in ligne)
    entrepot.connexion.execute(
        f"INSERT INTO valeurs ({noms}) VALUES ({marques})", list(ligne.values())
    )


def test_the_quarters_are_those_of_the_buyers_whose_rate_proves_enough(entrepot):
    sirens = [str(rang) for rang in range(5)]
    for rang, siren in enumerate(sirens):
        write(entrepot, siren, rang / 10)
    write(entrepot, "trop-peu", 0.9, n=4)
    write(entrepot, "trop-large", 0.9, bas=0.5, haut=0.9)
    write(entrepot, "autre", 0.9)
    tous = [*sirens, "trop-peu", "trop-large"]

    etendues = compare_voisins(entrepot, 2025, tous, marches_min=5, ecart_max=0.3)

    assert etendues == {("SOC-01", "nombre"): Quartiles(5, 0.1, 0.2, pytest.approx(0.3))}
    assert compare_voisins(entrepot, 2024, tous, marches_min=5, ecart_max=0.3) == {}


def test_four_buyers_are_too_few_to_be_compared_with(entrepot):
    for siren in "1234":
        write(entrepot, siren, 0.5)

    assert compare_voisins(entrepot, 2025, ["1", "2", "3", "4"], marches_min=5, ecart_max=0.3) == {}
    assert (
        compare_voisins(entrepot, 2025, ["1", "2", "3", "4", "5"], marches_min=5, ecart_max=0.3)
        == {}
    )


def test_the_size_of_a_buyer_is_what_it_published_in_the_year(entrepot):
    write(entrepot, "1", 1000.0, ("VOL-02", "total"))
    write(entrepot, "2", 0.0, ("VOL-02", "total"))

    assert read_tailles(entrepot, 2025) == {"1": 1000.0}


def test_the_kind_of_a_buyer_is_that_of_the_tables(entrepot):
    sirens = [[s] for s in (COMMUNE, REGION, METROPOLE, INCONNU)]
    entrepot.connexion.executemany("INSERT INTO acheteurs VALUES (?)", sirens)

    genres = read_genres(entrepot)

    assert genres.par_siren == {
        COMMUNE: "commune",
        REGION: "region",
        METROPOLE: "intercommunalite",
    }
    assert genres.libelles["intercommunalite"] == "Intercommunalité"
