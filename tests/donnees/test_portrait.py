"""A buyer's contracts by year, family, holder and end, on the invented territory."""

from datetime import date

import pytest

from spaser.donnees.entrepot.lecture import open_entrepot
from spaser.donnees.portrait import compute_portrait, count_titularisations
from tests.outils.territoire import find_territoire

METROPOLE = "001010016"
JOUR = date(2026, 11, 24)


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    with open_entrepot(find_territoire(tmp_path_factory)) as ouvert:
        yield ouvert


@pytest.fixture(scope="module")
def portrait(entrepot):
    return compute_portrait(entrepot, METROPOLE, JOUR)


def test_years_and_families_count_each_contract_once(entrepot, portrait):
    attendus = entrepot.acheteur(METROPOLE).nb_marches

    assert sum(volume.marches for volume in portrait.annees) == attendus
    assert sum(volume.marches for volume in portrait.familles) == attendus
    assert {v.nom: v.marches for v in portrait.annees}["2025"] == 146


def test_a_subsequent_contract_is_not_said_to_have_no_usable_amount(entrepot, portrait):
    with entrepot.cursor() as lecteur:
        ((suspects, subsequents),) = lecteur.connexion.execute(
            "SELECT count(*) FILTER (NOT double_compte), count(*) FILTER (double_compte) "
            "FROM marches WHERE acheteur_siren = $siren AND famille = 'marche' "
            "AND montant_utile IS NULL",
            {"siren": METROPOLE},
        ).fetchall()

    assert min(suspects, subsequents) > 0
    for volumes in (portrait.annees, portrait.familles):
        assert sum(volume.sans_montant for volume in volumes) == suspects
        assert sum(volume.subsequents for volume in volumes) == subsequents


def test_holders_come_by_amount(portrait):
    montants = [titulaire.montant for titulaire in portrait.titulaires]

    assert len(montants) == 10
    assert montants == sorted(montants, reverse=True)


def test_contracts_that_end_do_so_within_twelve_months(portrait):
    assert portrait.nb_echeances == 118
    assert len(portrait.echeances) == 20
    assert all(JOUR <= echeance.fin <= date(2027, 11, 24) for echeance in portrait.echeances)


def test_a_holder_is_known_as_a_supplier_and_has_no_portrait(entrepot, portrait):
    fournisseur = portrait.titulaires[0].siren

    assert count_titularisations(entrepot, fournisseur) >= 1
    assert compute_portrait(entrepot, fournisseur, JOUR).annees == ()
