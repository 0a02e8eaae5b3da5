"""A corrected value keeps what it is a share of, as it was given; what was not given is said."""

from datetime import date
from decimal import Decimal

import pytest

from spaser.regles.publication import (
    SANS_COMPTE,
    Compte,
    ContenuPublie,
    Expression,
    LignePubliee,
    ResultatAnnee,
    ValeurCorrigee,
    check_compte,
    hold_contenu,
)

JOUR = date(2026, 12, 1)
D = Decimal
PUBLIE = ResultatAnnee(
    annee=2025, valeur=D("48.591549"), bas=D("47.26"), haut=D("50.01"), numerateur=D(69),
    denominateur=D(142), n=146, inconnus=4, expression=Expression.NOMBRE, origine="publies",
    source="Données essentielles", reference="001010016:SOC-01:2025:nombre:publie",
)  # fmt: skip


def hold(compte, unite="%"):
    ligne = LignePubliee(cle="SOC-01", nom="Social", unite=unite, resultats=(PUBLIE,))
    contenu = ContenuPublie(
        siren="001010016", acheteur="Val", annees=(2025,), lignes=(ligne,), calcule_le=JOUR
    )
    corrigee = ValeurCorrigee("SOC-01", 2025, D("47.9"), JOUR, compte)
    return hold_contenu(contenu, [corrigee]).lignes[0].resultats[0]


def read(tenu):
    return (tenu.valeur, tenu.numerateur, tenu.denominateur, tenu.bas, tenu.haut, tenu.n)


@pytest.mark.parametrize(
    ("compte", "attendu", "dit"),
    [
        (
            Compte(numerateur=D(68), denominateur=D(142), bas=D(46), haut=D(49)),
            (D("47.9"), D(68), D(142), D(46), D(49), None),
            "",
        ),
        (
            Compte(numerateur=D(68), denominateur=D(142)),
            (D("47.9"), D(68), D(142), None, None, None),
            "",
        ),
        (Compte(), (D("47.9"), None, None, None, None, None), SANS_COMPTE),
        (None, (D("47.9"), None, None, None, None, None), SANS_COMPTE),
    ],
)
def test_a_corrected_rate_keeps_the_count_it_was_given_and_invents_none(compte, attendu, dit):
    tenu = hold(compte)

    assert read(tenu) == attendu
    assert tenu.reserve == dit
    assert (tenu.expression, tenu.origine) == (Expression.NOMBRE, "publies")
    assert (tenu.source, tenu.reference) == ("Résultats corrigés le 01/12/2026", "")


def test_a_number_that_is_no_rate_misses_no_count():
    assert hold(None, unite="heures").reserve == ""


@pytest.mark.parametrize(
    ("compte", "fautes"),
    [
        ({"numerateur": 68, "denominateur": 142, "bas": 46, "haut": 49}, {}),
        ({}, {}),
        (
            {"numerateur": 68},
            {"denominateur": "Donnez le numérateur et le dénominateur, ou ni l’un ni l’autre."},
        ),
        (
            {"numerateur": 0, "denominateur": 0},
            {"denominateur": "Le dénominateur est plus grand que zéro."},
        ),
        (
            {"numerateur": 150, "denominateur": 142},
            {"numerateur": "Le numérateur va de zéro au dénominateur."},
        ),
        (
            {"numerateur": 40, "denominateur": 142},
            {"numerateur": "40 sur 142 ne font pas cette valeur : 28,2 %."},
        ),
        ({"bas": 46}, {"haut": "Donnez la borne basse et la haute, ou aucune."}),
        ({"bas": 48, "haut": 49}, {"bas": "La valeur est dans sa fourchette."}),
        ({"bas": -1, "haut": 49}, {"bas": "Un taux va de 0 à 100 %."}),
    ],
)
def test_a_count_that_does_not_give_the_value_is_refused(compte, fautes):
    lu = Compte(**{nom: D(valeur) for nom, valeur in compte.items()})

    assert check_compte(D("47.9"), "%", lu) == fautes


def test_only_a_rate_has_a_count():
    compte = Compte(numerateur=D(1), denominateur=D(2))

    assert check_compte(D(12), "heures", compte) == {
        "numerateur": "Seul un taux a un numérateur, un dénominateur et une fourchette."
    }
