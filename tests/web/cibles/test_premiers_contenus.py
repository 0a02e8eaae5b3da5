"""The demonstration's buyer has targets, and values of two years."""

import pytest

from spaser.web.cibles.models import IndicateurSuivi, Valeur
from spaser.web.cibles.premiers_contenus import load_demonstration
from spaser.web.cibles.selectors import read_suivi
from spaser.web.grille import premiers_contenus as grille
from spaser.web.organisations import premiers_contenus as organisations

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_targets_and_two_years_of_values_once():
    organisations.load_demonstration()
    grille.load_demonstration()
    for _ in range(2):
        load_demonstration()
    suivi = read_suivi(organisations.find_metropole(), 2025)

    assert IndicateurSuivi.objects.count() == 5
    assert sorted(Valeur.objects.values_list("annee", flat=True)) == [2024, 2025]
    assert all(ligne.cible for ligne in suivi.lignes if ligne.code in {"SOC-01", "SOC-07"})
    heures = next(ligne for ligne in suivi.lignes if ligne.code == "SOC-07")
    assert (heures.base.annee, heures.etat.value) == (2024, "en_bonne_voie")
