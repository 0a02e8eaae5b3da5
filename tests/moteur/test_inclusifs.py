"""Inclusive structures found among the holders of published contracts."""

from types import SimpleNamespace

import duckdb
import pytest

from spaser.moteur.entrepot.noms import SANS_OFFICIELS
from spaser.moteur.inclusifs import list_inclusifs
from spaser.moteur.referentiels.embarques import load_embarques

ESPACES_VERTS = "Environnement, propreté et espaces verts"
NOUS, EUX = "001010016", "001010024"


@pytest.fixture
def entrepot():
    connexion = duckdb.connect()
    connexion.execute("""
        CREATE TABLE marches AS SELECT *, cpv_division || '000000' AS cpv FROM (VALUES
            (1, '001010016', 'marche', '77', '35'),
            (2, '001010016', 'marche', '90', '35'),
            (3, '001010024', 'marche', '77', '35'),
            (4, '001010024', 'marche', '77', '75'),
            (5, '001010024', 'marche', '45', '35'),
            (6, '001010024', 'concession', '77', '35')
        ) t(ligne, acheteur_siren, famille, cpv_division, lieu_departement);
        CREATE TABLE titulaires AS SELECT * FROM (VALUES
            (1, 0, 'a1', 'a', 'Atelier (fictif)'), (3, 0, 'a1', 'a', NULL),
            (3, 1, 'b1', 'b', 'Plus tard'), (4, 0, 'a1', 'a', 'Loin'),
            (5, 0, 'a1', 'a', 'Autre famille'), (6, 0, 'a1', 'a', 'Concession'),
            (2, 0, 'z9', 'z', 'Hors liste'), (3, 0, 'c1', 'c', NULL)
        ) t(ligne, modification, siret, siren, nom);
        CREATE TABLE noms AS SELECT 'c' AS siren, 'Chantier (fictif)' AS nom;
        CREATE TABLE ref_inclusion AS SELECT * FROM (VALUES
            ('a1', 'EA'), ('a1', 'EATT'), ('b1', 'EI'), ('c1', 'ACI')) t(siret, type);
    """)
    connexion.execute(SANS_OFFICIELS)
    load_embarques(connexion)
    yield SimpleNamespace(connexion=connexion, listes_absentes=frozenset())
    connexion.close()


def test_structures_are_counted_in_our_families_and_our_departments(entrepot):
    lus = [
        (i.siren, i.nom, i.type, i.famille, i.marches, i.chez_vous)
        for i in list_inclusifs(entrepot, NOUS)
    ]

    assert lus == [
        ("a", "Atelier (fictif)", "EA", ESPACES_VERTS, 2, 1),
        ("c", "Chantier (fictif)", "ACI", ESPACES_VERTS, 1, 0),
    ]


def test_a_buyer_without_contracts_has_none(entrepot):
    assert list_inclusifs(entrepot, "001010032") == ()


def test_without_the_list_there_is_no_answer(entrepot):
    entrepot.listes_absentes = frozenset({"ref_inclusion"})

    assert list_inclusifs(entrepot, NOUS) is None
