"""Did the law ask for the scheme? One line a case; thresholds come from the facts."""

from datetime import date

import pytest

from spaser.contenus.faits import find_fait
from spaser.regles.fiche import AchatsAnnuels, Partenaire, Schema, Spaser, Structure
from spaser.regles.nomenclatures import DatePartielle, TrancheAchats, TypeStructure
from spaser.regles.rapprochements import load_recenses
from spaser.regles.registre import (
    VerdictObligation,
    VolumeAchats,
    judge_adoption,
    judge_obligation,
    read_volume,
)

M = 1_000_000


def test_the_thresholds_are_those_of_the_facts():
    assert find_fait("CCP-D2111-3-AVANT-2023").read_valeur("seuil") == 100 * M
    assert find_fait("CCP-D2111-3").read_valeur("seuil") == 50 * M


@pytest.mark.parametrize(
    ("type_structure", "bas", "haut", "jour", "attendu"),
    [
        # today: 50 million, and any buyer
        ("commune", 51 * M, 51 * M, "2026-11-26", "oui"),
        ("commune", 50 * M, 50 * M, "2026-11-26", "non"),  # the threshold itself is not above
        ("commune", 12 * M, 12 * M, "2026-11-26", "non"),
        ("commune", 0, None, "2026-11-26", "inconnu"),
        ("commune", 40 * M, 60 * M, "2026-11-26", "inconnu"),
        ("commune", 60 * M, None, "2026-11-26", "oui"),
        ("etablissement_sante", 60 * M, 60 * M, "2026-11-26", "oui"),
        ("etat", 60 * M, 60 * M, "2026-11-26", "oui"),
        # from January to October 2023: 50 million, local bodies
        ("departement", 60 * M, 60 * M, "2023-06-01", "oui"),
        ("etablissement_sante", 60 * M, 60 * M, "2023-09-30", "inconnu"),
        ("etablissement_sante", 60 * M, 60 * M, "2023-10-25", "oui"),
        ("etablissement_sante", 40 * M, 40 * M, "2023-09-30", "non"),
        # before: 100 million
        ("departement", 60 * M, 60 * M, "2022-12-31", "non"),
        ("departement", 101 * M, 120 * M, "2022-12-31", "oui"),
        ("departement", 90 * M, 110 * M, "2022-12-31", "inconnu"),
        # the texts before the code were not read again
        ("departement", 500 * M, 500 * M, "2019-03-31", "inconnu"),
        ("departement", 500 * M, 500 * M, "2019-04-01", "oui"),
    ],
)
def test_the_law_of_the_day_decides(type_structure, bas, haut, jour, attendu):
    reponse = judge_obligation(
        TypeStructure(type_structure), VolumeAchats(bas, haut), date.fromisoformat(jour)
    )

    assert reponse.obligation == attendu
    assert reponse.raison.endswith(".")


@pytest.mark.parametrize(
    ("adopte_le", "volume", "attendu"),
    [
        (None, 500 * M, "inconnu"),
        ("2020-12-14", 95 * M, "non"),
        ("2023", 95 * M, "oui"),
        ("2022", 95 * M, "non"),
        ("2019", 500 * M, "inconnu"),  # before or after the code? the day misses
        ("2019-06", 500 * M, "oui"),
    ],
)
def test_an_adoption_is_judged_as_precisely_as_it_is_dated(adopte_le, volume, attendu):
    jour = DatePartielle(adopte_le) if adopte_le else None

    reponse = judge_adoption(TypeStructure.DEPARTEMENT, VolumeAchats(volume, volume), jour)

    assert reponse.obligation == attendu


def fiche(*achats, tranche=None, partenaires=()):
    return Spaser(
        structure=Structure(
            nom="Ville",
            type=TypeStructure.COMMUNE,
            tranche_achats=TrancheAchats(tranche) if tranche else None,
        ),
        schema=Schema(partenaires=partenaires),
        achats_annuels=tuple(AchatsAnnuels(**achat) for achat in achats),
    )


@pytest.mark.parametrize(
    ("achats", "tranche", "attendu"),
    [
        ([], None, VolumeAchats()),
        ([{"montant": 61_234_567, "taxe": "HT"}], None, VolumeAchats(61_234_566, 61_234_567)),
        # a rounded sum is as precise as it is written: two figures at least
        ([{"montant": 60 * M, "taxe": "HT"}], None, VolumeAchats(59_500_000, 60_500_000)),
        ([{"montant": 120 * M, "taxe": "HT"}], None, VolumeAchats(115 * M, 125 * M)),
        ([{"montant": 123 * M, "taxe": "HT"}], None, VolumeAchats(122_500_000, 123_500_000)),
        # without a word of the tax, the amount may hold it
        ([{"montant": 60 * M}], None, VolumeAchats(49_583_333, 60_500_000)),
        ([{"montant": 60 * M, "taxe": "TTC"}], None, VolumeAchats(49_583_333, 60_500_000)),
        ([{"montant": 60 * M, "precision": "Plus de"}], None, VolumeAchats(50 * M, None)),
        # a mean tells of no year
        ([{"montant": 80 * M, "precision": "En moyenne par an"}], None, VolumeAchats()),
        # parts of a year, or two years: at least the least, at most the sum
        ([{"montant": 30 * M, "taxe": "HT"}, {"montant": 80 * M, "taxe": "HT"}], None,
         VolumeAchats(29_500_000, 111 * M)),
        ([], "de_50m_a_100m", VolumeAchats(50 * M, 100 * M)),
        ([], "plus_de_200m", VolumeAchats(200 * M + 1, None)),
        ([{"montant": 90 * M}], "de_50m_a_100m", VolumeAchats(74_583_333, 90_500_000)),
        ([{"montant": 80 * M, "precision": "Marchés conclus, en moyenne"}], "de_50m_a_100m",
         VolumeAchats(50 * M, 100 * M)),
    ],
)  # fmt: skip
def test_what_a_sheet_tells_of_the_volume_gives_bounds(achats, tranche, attendu):
    assert read_volume(fiche(*achats, tranche=tranche)) == attendu


def test_the_amount_of_a_shared_scheme_is_of_all_who_carry_it():
    ville = (Partenaire(nom="Ville"),)

    assert read_volume(fiche({"montant": 90 * M}, partenaires=ville)) == VolumeAchats(0, 90_500_000)
    assert read_volume(
        fiche({"montant": 480 * M}, tranche="plus_de_200m", partenaires=ville)
    ) == VolumeAchats(200 * M + 1, 485 * M)


@pytest.mark.parametrize("identifiant", ["ille-et-vilaine-2023", "ville-de-roubaix-2025"])
def test_a_mean_and_a_rounded_sum_prove_nothing_near_the_threshold(identifiant):
    lu = next(r.spaser for r in load_recenses() if r.id == identifiant)

    reponse = judge_obligation(lu.structure.type, read_volume(lu), date(2026, 11, 30))
    assert reponse.obligation is VerdictObligation.INDETERMINEE
