"""Due dates, the years to publish, who confirms, two years set side by side: tables of cases."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.regles.publication import (
    AnneePubliee,
    EcheancePublication,
    IndicateurAnnee,
    LignePubliee,
    Publieur,
    ResultatAnnee,
    choose_confirmation,
    find_rappel,
    join_annees,
    propose_annees,
    propose_echeance,
)

JUIN = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("adopte_le", "derniere", "attendue"),
    [
        (None, None, None),
        (date(2024, 3, 12), None, date(2026, 3, 12)),
        (date(2020, 3, 12), date(2025, 1, 31), date(2027, 1, 31)),
        (None, date(2025, 1, 31), date(2027, 1, 31)),
        (date(2024, 2, 29), None, date(2026, 2, 28)),
    ],
)
def test_results_are_due_two_years_after_the_last_ones_or_the_adoption(
    adopte_le, derniere, attendue
):
    assert propose_echeance(adopte_le, derniere) == attendue


@pytest.mark.parametrize(
    ("aujourdhui", "faits", "attendu"),
    [
        (date(2026, 9, 14), (), ""),
        (date(2026, 9, 15), (), "2027-06-15:9"),
        (date(2026, 9, 15), ("2027-06-15:9",), ""),
        (date(2027, 3, 14), ("2027-06-15:9",), ""),
        (date(2027, 3, 15), ("2027-06-15:9",), "2027-06-15:3"),
        (date(2027, 5, 15), ("2027-06-15:9", "2027-06-15:3"), "2027-06-15:1"),
        # A date typed late: one mail, not three.
        (date(2027, 6, 1), (), "2027-06-15:1"),
        # A date moved: reminders of the former one say nothing of it.
        (date(2027, 3, 15), ("2027-06-14:3",), "2027-06-15:3"),
        (date(2027, 6, 15), ("2027-06-15:1",), ""),
        (date(2027, 6, 16), (), ""),
    ],
)
def test_reminders_leave_nine_three_and_one_month_before(aujourdhui, faits, attendu):
    assert find_rappel(date(2027, 6, 15), aujourdhui, faits) == attendu


@pytest.mark.parametrize(
    ("aujourdhui", "mois", "tard"),
    [
        (date(2027, 6, 16), 0, True),
        (date(2027, 6, 15), 0, False),
        (date(2027, 5, 15), 1, False),
        (date(2027, 5, 16), 0, False),
        (date(2026, 6, 15), 12, False),
    ],
)
def test_what_is_left_is_told_in_whole_months(aujourdhui, mois, tard):
    echeance = EcheancePublication(date(2027, 6, 15), "")

    assert (echeance.count_mois(aujourdhui), echeance.is_late(aujourdhui)) == (mois, tard)


@pytest.mark.parametrize(
    ("aujourdhui", "derniere", "annees"),
    [
        (JUIN, None, (2024, 2025)),
        (date(2026, 1, 10), None, (2023, 2024)),  # contracts of December are not all published
        (JUIN, 2023, (2024, 2025)),
        (JUIN, 2024, (2024, 2025)),
        (JUIN, 2019, (2020, 2021)),
        (JUIN, 2025, (2026, 2027)),  # too early: nothing is told of a year that is not over
    ],
)
def test_the_two_years_follow_the_last_ones_published(aujourdhui, derniere, annees):
    assert propose_annees(aujourdhui, derniere) == annees


@pytest.mark.parametrize(
    ("personne", "proposeur", "administrations", "premiere", "voie"),
    [
        (1, 2, {1}, True, "elle"),  # somebody who writes proposed: they are two
        (1, 1, {1}, True, "equipe"),  # alone, for the first time
        (1, 1, {1}, False, "elle"),  # alone: nobody else could, and the body knows
        (1, 1, {1, 2}, True, "une_autre"),
        (1, 1, {1, 2}, False, "une_autre"),
        (2, 1, {1, 2}, True, "elle"),
        (3, 1, {1, 2}, True, "personne"),
        (1, None, {1, 2}, True, "elle"),  # whoever proposed has left
    ],
)
def test_who_confirms_a_publication(personne, proposeur, administrations, premiere, voie):
    assert choose_confirmation(personne, proposeur, administrations, premiere=premiere) == voie


@pytest.mark.parametrize(
    ("essai", "verifie", "mot", "projet"),
    [
        (True, False, "essai", False),
        (True, True, "essai", False),
        (False, False, "vérifié", True),  # its members show a draft meanwhile
        (False, True, "", True),
    ],
)
def test_a_member_shows_a_draft_and_only_a_verified_body_publishes(essai, verifie, mot, projet):
    publieur = Publieur(est_essai=essai, est_verifie=verifie)

    assert mot in publieur.refus
    assert bool(publieur.refus) is bool(mot)
    assert (publieur.refus_projet == "") is projet


def _un(cle, valeur, unite="%", **reste):
    resultat = ResultatAnnee(annee=0, valeur=None if valeur is None else Decimal(valeur))
    return IndicateurAnnee(cle=cle, nom=cle.lower(), unite=unite, resultat=resultat, **reste)


def test_years_stand_side_by_side_the_law_first():
    lignes = join_annees(
        [
            AnneePubliee(annee=2025, indicateurs=(_un("A", "12"), _un("L", "48", legal=True))),
            AnneePubliee(
                annee=2024, indicateurs=(_un("L", "25", legal=True), _un("B", "3"), _un("A", None))
            ),
        ],
        {"A": "Un mot."},
    )

    assert [
        (ligne.cle, [(r.annee, r.valeur, r.absence) for r in ligne.resultats]) for ligne in lignes
    ] == [
        ("L", [(2024, Decimal(25), ""), (2025, Decimal(48), "")]),
        ("A", [(2024, None, ""), (2025, Decimal(12), "")]),
        ("B", [(2024, Decimal(3), ""), (2025, None, "Cet indicateur n’était pas suivi.")]),
    ]
    assert [ligne.commentaire for ligne in lignes] == ["", "Un mot.", ""]


def test_a_value_in_another_unit_is_not_set_beside():
    (ligne,) = join_annees(
        [
            AnneePubliee(annee=2024, indicateurs=(_un("A", "12", unite="€"),)),
            AnneePubliee(annee=2025, indicateurs=(_un("A", "3"),)),
        ]
    )

    assert ligne.resultats[0].valeur is None
    assert ligne.resultats[0].absence == "Alors suivi dans une autre unité : €."


@pytest.mark.parametrize(
    ("cible", "valeur", "reserve", "ecart"),
    [
        ("30", "48.5", "", Decimal("18.5")),
        ("60", "48.5", "", Decimal("-11.5")),
        (None, "48.5", "", None),
        ("60", None, "", None),
        ("60", "48.5", "Trop de réponses manquent.", None),
    ],
)
def test_a_gap_is_told_only_when_the_value_proves_something(cible, valeur, reserve, ecart):
    resultat = ResultatAnnee(
        annee=2025, valeur=None if valeur is None else Decimal(valeur), reserve=reserve
    )
    ligne = LignePubliee(
        cle="A",
        nom="a",
        resultats=(resultat,),
        cible=None if cible is None else Decimal(cible),
    )

    assert ligne.find_ecart(resultat) == ecart
