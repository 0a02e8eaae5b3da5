"""The demonstration's buyer has targets, and values of two years."""

import pytest

from spaser.site.plan.cibles.lignes import read_objectifs
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur
from tests.outils.scenario import find_departement, find_metropole, play

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_targets_and_two_years_of_values_once():
    play("Organisations", "Grille des indicateurs")
    for _ in range(2):
        play("Cibles et valeurs")
    metropole, departement = find_metropole(), find_departement()
    suivi = read_suivi(metropole, 2025)

    suivis = IndicateurSuivi.objects.filter(espace=metropole)
    assert suivis.filter(cible_valeur__isnull=False).count() == 5
    assert suivis.count() == 7  # two more are asked of their pilots, by the round
    siennes = Valeur.objects.filter(indicateur__espace=metropole)
    assert sorted(siennes.values_list("annee", flat=True)) == [2024, 2025]
    assert all(ligne.cible for ligne in suivi.lignes if ligne.code in {"SOC-01", "SOC-07"})
    heures = next(ligne for ligne in suivi.lignes if ligne.code == "SOC-07")
    assert (heures.base.annee, heures.etat.value) == (2024, "en_bonne_voie")
    # The scheme that is adopted aims at the four lines of the law and at two others.
    lignes = read_suivi(departement, 2025).lignes
    assert [(ligne.code, ligne.cible.annee) for ligne in lignes] == [
        ("SOC-01", 2028), ("ENV-01", 2028), ("SOC-13", 2029), ("SOC-IN", 2029),
        ("SOC-07", 2029), ("ECO-09", 2028),
    ]  # fmt: skip
    assert [ligne.etat.value for ligne in lignes[4:]] == ["en_bonne_voie", "en_retard"]
    assert {"SOC-01", "SOC-IN", "ECO-09"} <= read_objectifs(departement).keys()
