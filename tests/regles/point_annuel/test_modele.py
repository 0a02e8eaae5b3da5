"""What may be closed, and how errata and plans are told, on plain values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from spaser.regles.comparaison import CouvertureAnnee, EtatCouverture
from spaser.regles.indicateurs import EtatCible
from spaser.regles.plan import EtatAction
from spaser.regles.point_annuel import (
    ActionPoint,
    ContenuPoint,
    ErratumAnnuel,
    LignePoint,
    find_valeur,
    hold_resultat,
    make_annee,
    tell_changements,
    tell_fermeture,
)
from spaser.regles.publication import Expression, IndicateurAnnee, ResultatAnnee

JOUR = date(2026, 3, 2)


def make_ligne(valeur, **champs):
    resultat = ResultatAnnee(annee=2025, valeur=valeur, numerateur=Decimal(1), reference="r")
    indicateur = IndicateurAnnee(cle="A", nom="A", unite="%", resultat=resultat)
    return LignePoint(indicateur=indicateur, etat=EtatCible.INDECIS, **champs)


def make_contenu(*lignes, actions=()):
    return ContenuPoint(
        siren="001010016", acheteur="Val", annee=2025, jour=JOUR, lignes=lignes, actions=actions
    )


def correct(ancienne, nouvelle):
    return ErratumAnnuel(cle="A", ancienne=ancienne, nouvelle=nouvelle, motif="Oubli.", jour=JOUR)


@pytest.mark.parametrize(
    ("annee", "jour", "montree", "peut", "dit"),
    [
        (2026, date(2026, 12, 31), 2025, False, "à partir du 1er janvier 2027"),
        (2025, date(2026, 1, 1), 2024, True, "se publient encore"),
        (2025, date(2026, 3, 1), 2025, True, ""),
        (2020, date(2026, 3, 1), 2025, True, ""),
    ],
)
def test_a_year_is_closed_once_it_is_over(annee, jour, montree, peut, dit):
    lu = tell_fermeture(annee, jour, montree)
    assert lu[0] is peut
    assert (dit in lu[1]) if dit else not lu[1]


def make_avant(valeur, **champs):
    return ResultatAnnee(annee=2024, valeur=valeur, **champs)


@pytest.mark.parametrize(
    ("valeur", "precedent", "unite", "attendue"),
    [
        (Decimal(12), make_avant(Decimal(10)), "%", Decimal(2)),
        (Decimal(12), None, "", None),
        (Decimal(12), make_avant(None, absence="Trop peu de marchés."), "%", None),
        (None, make_avant(Decimal(10)), "%", None),
        (Decimal(12), make_avant(Decimal(10)), "€", None),
    ],
)
def test_a_value_is_compared_in_one_unit(valeur, precedent, unite, attendue):
    ligne = make_ligne(valeur, precedent=precedent, precedent_unite=unite)
    assert ligne.evolution == attendue


@pytest.mark.parametrize(
    ("avant", "ici", "raison"),
    [
        (("publies", Expression.NOMBRE), ("publies", Expression.NOMBRE), ""),
        (("", Expression.AUTRE), ("", Expression.AUTRE), ""),
        (
            ("publies", Expression.NOMBRE),
            ("payes", Expression.VALEUR),
            "L’un compte des marchés, l’autre des euros.",
        ),
        (
            ("publies", Expression.NOMBRE),
            ("publies", Expression.VALEUR),
            "L’un compte des marchés, l’autre des euros.",
        ),
        (
            ("", Expression.AUTRE),
            ("publies", Expression.AUTRE),
            "Ils n’ont pas la même origine : « Valeur relevée », puis « Marchés publiés ».",
        ),
        (
            ("", Expression.AUTRE),
            ("corriges", Expression.AUTRE),
            (
                "Ils n’ont pas la même origine : « Valeur relevée », puis « Marchés publiés, vos "
                "fichiers et vos corrections »."
            ),
        ),
    ],
)
def test_years_that_are_not_counted_on_the_same_are_not_compared(avant, ici, raison):
    precedent = make_avant(Decimal(10), origine=avant[0], expression=avant[1])
    ligne = make_ligne(Decimal(12), precedent=precedent, precedent_unite="%")
    resultat = replace(ligne.resultat, origine=ici[0], expression=ici[1])
    ligne = replace(ligne, indicateur=replace(ligne.indicateur, resultat=resultat))

    assert (ligne.evolution is None) is bool(raison)
    assert ligne.sans_evolution == raison


def test_a_year_that_files_do_not_cover_shows_no_progress():
    coupee = CouvertureAnnee(2024, EtatCouverture.PARTIELLE, au=date(2024, 7, 26))
    precedent = make_avant(Decimal(100), couverture=coupee)
    ligne = make_ligne(Decimal(12), precedent=precedent, precedent_unite="%")

    assert ligne.evolution is None
    assert ligne.sans_evolution == (
        "D’après les fichiers lus, 2024 est couverte en partie, jusqu’au 26 juillet 2024."
    )


def test_the_last_erratum_holds_and_loses_the_count_of_what_it_replaces():
    ligne = make_ligne(Decimal(12))
    corrections = (correct(Decimal(12), Decimal(11)), correct(Decimal(11), Decimal(10)))

    assert find_valeur(ligne, ()) == 12
    assert find_valeur(ligne, corrections) == 10
    payee = replace(ligne.indicateur, resultat=replace(ligne.resultat, origine="payes"))
    assert hold_resultat(replace(ligne, indicateur=payee), corrections).origine == "payes"
    annee = make_annee(make_contenu(ligne), JOUR, corrections)
    resultat = annee.indicateurs[0].resultat
    assert annee.arretee_le == JOUR
    assert (resultat.valeur, resultat.numerateur, resultat.reference) == (10, None, "")
    assert resultat.source == "Point annuel, corrigé le 02/03/2026"
    plus_connue = make_annee(make_contenu(ligne), JOUR, (correct(Decimal(12), None),))
    assert plus_connue.indicateurs[0].resultat.absence == "Oubli."


def test_a_plan_is_told_by_what_moved():
    avant = [
        ActionPoint(code="A-1", titre="Former", etat=EtatAction.EN_COURS),
        ActionPoint(code="A-2", titre="Écrire"),
        ActionPoint(code="A-3", titre="Fini", etat=EtatAction.TERMINEE),
        ActionPoint(code="A-4", titre="Perdu"),
    ]
    apres = [
        ActionPoint(code="A-1", titre="Former", etat=EtatAction.TERMINEE),
        ActionPoint(code="A-2", titre="Écrire", retard="échéance dépassée"),
        ActionPoint(code="A-5", titre="Visiter"),
    ]
    assert tell_changements(avant, apres) == (
        "« Visiter » : ajoutée au plan",
        "« Former » : en cours, puis faites",
        "« Écrire » : à lancer, puis en retard",
        "« Perdu » : n’est plus au plan",
    )


def test_nothing_known_and_nothing_planned_is_empty():
    assert make_contenu(make_ligne(None)).est_vide
    assert not make_contenu(make_ligne(Decimal(0))).est_vide
    assert not make_contenu(make_ligne(None), actions=(ActionPoint(code="A", titre="A"),)).est_vide
