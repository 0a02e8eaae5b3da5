"""The plan opens the following scheme: what was reached is frozen, last values are the starts."""

from decimal import Decimal

import pytest

from spaser.regles.indicateurs import EtatCible
from spaser.site.plan.actions.services import create_action
from spaser.site.plan.cibles.lignes import find_vise
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.models.actions import Edition
from tests.site.organisations.fabrique import SIREN_VAL
from tests.site.schema.publication.conftest import texte

ARRETER = f"/espace/{SIREN_VAL}/plan/editions/arreter/"


@pytest.fixture
def suivies(espace, redactrice, aim, note):
    """Aim at three rates: on its way, over already, without any value."""
    create_action(espace, {"titre": "Former les acheteurs"}, redactrice, [])
    create_action(espace, {"titre": "Visiter"}, redactrice, [])
    aim("SOC-01", unite="%", base_valeur="3", base_annee=2023, cible_valeur="60", cible_annee=2028,
        etapes=[[2024, "10"], [2026, "30"]])  # fmt: skip
    aim("ENV-01", unite="%", base_valeur="5", base_annee=2022, cible_valeur="40", cible_annee=2025)
    aim("SOC-13", unite="%", base_valeur="1", base_annee=2024, cible_valeur="4", cible_annee=2029)
    note(("SOC-01", 2025, "47.9"), ("ENV-01", 2025, "31"))


def find(espace, cle):
    return find_vise(espace, cle).visee


def test_opening_shows_what_was_reached_and_what_the_starts_become(client, espace, suivies):
    page = texte(client.get(ARRETER))

    assert "visé : 60 % en 2028 ; au départ : 3 % en 2023 ; en 2025 : 48 % ; en bonne voie" in page
    assert "au départ : 1 % en 2024 ; en 2025 : non connue" in page
    assert "La dernière valeur de chaque cible devient son départ." in page


def test_last_values_are_the_starts_of_the_following_scheme(client, espace, suivies):
    pk = espace.actions_plan.get(titre="Visiter").pk
    client.post(ARRETER, {"titre": "SPASER 2031", f"motif-{pk}": "Trop loin"})

    sociale, verte, esus = (find(espace, cle) for cle in ("SOC-01", "ENV-01", "SOC-13"))
    assert (sociale.base_valeur, sociale.base_annee) == (Decimal("47.9"), 2025)
    assert sociale.etapes == [[2026, "30"]]
    assert (verte.base_valeur, verte.base_annee, verte.cible_annee) == (31, 2025, 2025)
    assert (esus.base_valeur, esus.base_annee) == (1, 2024)  # no value is known

    edition = Edition.objects.get()
    page = texte(client.get(f"/espace/{SIREN_VAL}/plan/editions/{edition.pk}/"))
    assert "visé : 60 % en 2028 ; au départ : 3 % en 2023 ; en 2025 : 48 %" in page
    compte = "Actions gardées ensuite : 1 ; terminées : 0 ; abandonnées : 1."
    assert compte in page.replace("\xa0", " ")


def test_a_target_that_is_over_is_judged_without_the_start_of_the_next_one(client, espace, suivies):
    client.post(ARRETER, {"titre": "SPASER 2031"})

    ligne = next(une for une in read_suivi(espace, 2025).lignes if une.code == "ENV-01")

    assert (ligne.trajectoire.base, ligne.attendu) == (None, 40)
    assert ligne.etat is EtatCible.EN_RETARD
