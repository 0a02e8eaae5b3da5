"""A gap, or two years together, need one base, one origin, whole years: else why not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from spaser.regles.comparaison import CouvertureAnnee, EtatCouverture
from spaser.regles.publication import (
    AnneePubliee,
    ContenuPublie,
    Expression,
    IndicateurAnnee,
    ResultatAnnee,
    join_annees,
)

D = Decimal
ENTIERE = CouvertureAnnee(2025, EtatCouverture.ENTIERE)
COUPEE = CouvertureAnnee(2024, EtatCouverture.PARTIELLE, au=date(2024, 7, 26))
VIDE = CouvertureAnnee(2025, EtatCouverture.ABSENTE)


def make(annee, valeur, **reste):
    champs = {"expression": Expression.NOMBRE, "origine": "publies"}
    return ResultatAnnee(annee=annee, valeur=valeur and D(valeur), **champs | reste)


def join(*resultats, **reste):
    cible = {"cible": D(8), "cible_annee": 2028}
    (ligne,) = join_annees(
        [
            AnneePubliee(
                annee=resultat.annee,
                indicateurs=(
                    IndicateurAnnee(
                        cle="SOC-13", nom="ESUS", unite="%", resultat=resultat, **cible | reste
                    ),
                ),
            )
            for resultat in resultats
        ]
    )
    return ligne


EN_PARTIE = "D’après les fichiers lus, 2024 est couverte en partie, jusqu’au 26 juillet 2024."
D_AILLEURS = (
    "Ils n’ont pas la même origine : « Marchés publiés », puis « Marchés publiés, vos fichiers et "
    "vos corrections »."
)
INEGALES = (
    "Années inégalement corrigées : 26 marchés sur 100 en 2024 et 58 marchés sur 100 en 2025."
)
EUROS = {"expression": Expression.VALEUR, "origine": "payes"}


@pytest.mark.parametrize(
    ("resultats", "cible", "ecarts", "raisons", "tendance"),
    [
        # 4.8 % of contracts stood beside 7.2 % of euros, with one target and two gaps.
        (
            (make(2024, "4.8"), make(2025, "7.2", **EUROS)),
            {},
            [None, None],
            ["L’un compte des marchés, l’autre des euros."] * 2,
            "L’un compte des marchés, l’autre des euros.",
        ),
        (
            (make(2024, "4.8"), make(2025, "7.2", **EUROS)),
            {"cible_base": "montant", "cible_origine": "payes"},
            [None, D("-0.8")],
            ["L’un compte des marchés, l’autre des euros.", ""],
            "L’un compte des marchés, l’autre des euros.",
        ),
        (
            (make(2024, "4.8"), make(2025, "7.2", origine="corriges")),
            {},
            [None, None],
            [D_AILLEURS] * 2,
            D_AILLEURS,
        ),
        (
            (make(2024, "100", couverture=COUPEE), make(2025, "7.2", couverture=ENTIERE)),
            {},
            [None, D("-0.8")],
            [EN_PARTIE, ""],
            EN_PARTIE,
        ),
        (
            (
                make(2024, "26", origine="corriges", corriges=26, marches=100),
                make(2025, "58", origine="corriges", corriges=58, marches=100),
            ),
            {"cible": D(60)},
            [D(-34), D(-2)],
            ["", ""],
            INEGALES,
        ),
        ((make(2024, "4.8"), make(2025, "7.2")), {}, [D("-3.2"), D("-0.8")], ["", ""], ""),
        ((make(2024, None), make(2025, "7.2", **EUROS)), {}, [None, D("-0.8")], ["", ""], ""),
        ((make(2024, "4.8"), make(2025, "7.2")), {"cible": None}, [None, None], ["", ""], ""),
        (
            (make(2023, "4.8", considerations=True), make(2024, "7.2", considerations=True)),
            {},
            [None, D("-0.8")],
            ["Les marchés notifiés en 2023 ne disent pas leurs considérations.", ""],
            "Les marchés notifiés en 2023 ne disent pas leurs considérations.",
        ),
    ],
)  # fmt: skip
def test_no_gap_and_no_trend_without_one_base_one_origin_and_whole_years(
    resultats, cible, ecarts, raisons, tendance
):
    ligne = join(*resultats, **cible)

    assert [ligne.find_ecart(r) for r in ligne.resultats] == ecarts
    assert [ligne.explain_ecart(r) for r in ligne.resultats] == raisons
    assert ligne.sans_tendance == tendance


@pytest.mark.parametrize(
    ("couverture", "dite"),
    [
        (None, ""),
        (ENTIERE, ""),
        (COUPEE, "Année incomplète : couverte en partie, jusqu’au 26 juillet 2024"),
        (VIDE, "Année incomplète : non couverte"),
    ],
)
def test_an_incomplete_year_is_marked_with_or_without_a_value(couverture, dite):
    for valeur in ("12", None):
        assert make(2024, valeur, couverture=couverture).marque == dite


def test_a_publication_names_the_years_that_are_not_whole():
    ligne = join(make(2024, "100", couverture=COUPEE), make(2025, None, couverture=VIDE))
    contenu = ContenuPublie(
        siren="001010016", acheteur="Val", annees=(2024, 2025), calcule_le=date(2026, 3, 1),
        lignes=(ligne, replace(ligne, cle="autre")),
    )  # fmt: skip

    assert contenu.incompletes == {
        2024: "couverte en partie, jusqu’au 26 juillet 2024", 2025: "non couverte",
    }  # fmt: skip
    tapee = join(make(2024, "100", expression=Expression.AUTRE, origine=""))
    assert replace(contenu, lignes=(tapee,)).incompletes == {}
