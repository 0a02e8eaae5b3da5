"""A number that Sirene says closed, one that it says open, one that it does not hold."""

from datetime import date

import duckdb
import pytest

from spaser.moteur.referentiels.depot import find_fermeture
from spaser.moteur.referentiels.importation import import_referentiel
from tests.moteur.referentiels.fabrique import (
    SIRET_A,
    SIRET_B,
    A,
    B,
    C,
    siret,
    write_etablissements,
    write_unites,
)

ANCIEN = siret(81234560, 2)


@pytest.fixture(scope="module")
def listes(tmp_path_factory):
    ici = tmp_path_factory.mktemp("sirene")
    unites = write_unites(ici / "u.parquet", {}, {"siren": B, "etatAdministratifUniteLegale": "C"})
    etablissements = write_etablissements(
        ici / "e.parquet",
        {},
        {"siret": ANCIEN, "etatAdministratifEtablissement": "F"},
        {"siren": B, "siret": SIRET_B, "etatAdministratifEtablissement": "F"},
    )
    with duckdb.connect() as connexion:
        rencontres = connexion.sql(f"SELECT unnest(['{A}', '{B}']) AS siren")
        for fichier in (unites, etablissements):
            import_referentiel(fichier, ici / "ref", rencontres)
    return ici / "ref"


@pytest.mark.parametrize(
    ("numero", "ferme", "au"),
    [
        (A, None, None),
        (SIRET_A, None, None),
        (ANCIEN, ANCIEN, date(2026, 10, 30)),
        (B, B, date(2026, 10, 31)),
        (SIRET_B, B, date(2026, 10, 31)),  # the whole unit ceased: that is said first
        (C, None, None),  # not in the lists: nothing is known
    ],
)
def test_what_sirene_says_closed_is_told_with_the_day_of_the_list(listes, numero, ferme, au):
    fermeture = find_fermeture(listes, numero)

    assert (fermeture and (fermeture.numero, fermeture.au)) == (ferme and (ferme, au))


def test_an_establishment_is_told_from_its_unit(listes):
    assert find_fermeture(listes, ANCIEN).est_etablissement
    assert not find_fermeture(listes, SIRET_B).est_etablissement


def test_without_a_list_nothing_is_said(tmp_path):
    assert find_fermeture(tmp_path, B) is None
