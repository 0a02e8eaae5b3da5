"""What is followed in a year: which value holds, from which base, where it stands."""

from decimal import Decimal

import pytest

from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.regles.indicateurs import EtatCible, NatureValeur, Origine
from spaser.site.plan.cibles.services import read_suivi, undo_lot
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import Valeur
from tests.site.chiffres.depenses.fabrique import ATELIER
from tests.site.organisations.fabrique import SIREN_VAL

pytestmark = pytest.mark.django_db

CONNUES = (f"2025;8;09/02/2025;Atelier fictif;{ATELIER};35000;6283;90 000,00;",)


def test_without_any_data_the_four_lines_say_why_and_nothing_is_zero(espace):
    suivi = read_suivi(espace)

    assert [ligne.code for ligne in suivi.lignes] == list(CODES_LEGAUX)
    assert all(ligne.valeur is None and ligne.absence for ligne in suivi.lignes)
    assert {ligne.etat for ligne in suivi.lignes} == {EtatCible.INDECIS}


def test_a_computed_value_has_its_count_its_bounds_and_its_origin(espace, marches, aim):
    aim("SOC-01", cible_valeur="70", cible_annee=2028, unite="%")
    ligne = read_suivi(espace, 2025).find("SOC-01")
    valeur = ligne.valeur

    assert (valeur.numerateur, valeur.denominateur, valeur.n) == (69, 142, 146)
    assert valeur.valeur == Decimal("48.591549")
    assert valeur.bas < valeur.valeur < valeur.haut
    assert (valeur.nature, valeur.origine) == (NatureValeur.AUTOMATIQUE, Origine.PUBLIES)
    assert valeur.reference == f"{SIREN_VAL}:SOC-01:2025:nombre:publie"
    # From 25.6 % in 2024, the first year that lets conclude, to 70 % in 2028.
    assert (ligne.base.annee, ligne.base.valeur, ligne.base_proposee) == (
        2024, Decimal("25.600000"), True,
    )  # fmt: skip
    assert ligne.attendu == Decimal("36.700000")
    assert ligne.ecart == Decimal("11.891549")
    assert ligne.etat is EtatCible.EN_BONNE_VOIE


def test_another_year_has_its_own_value(espace, marches):
    ligne = read_suivi(espace, 2024).find("SOC-01")

    assert (ligne.valeur.numerateur, ligne.valeur.denominateur) == (32, 125)


@pytest.mark.longue
def test_paid_spend_is_never_compared_with_a_base_of_contracts(espace, payees, aim):
    payees(CONNUES)
    aim("SOC-13", unite="%", cible_valeur="12", cible_annee=2028, base_valeur="3",
        base_annee=2024, base_origine="publies")  # fmt: skip
    ligne = read_suivi(espace, 2025).find("SOC-13")

    assert ligne.valeur.origine is Origine.PAYES
    assert ligne.etat is EtatCible.INDECIS
    assert ligne.raison.startswith("Ils n’ont pas la même origine : ")


@pytest.mark.longue
def test_files_of_contracts_say_nothing_of_a_base_of_paid_spend(espace, payees, aim):
    payees(CONNUES)
    aim("SOC-13", unite="%", cible_valeur="12", cible_annee=2028, base_valeur="3", base_annee=2011,
        base_reference=f"{SIREN_VAL}:SOC-13:2011:montant:paye")  # fmt: skip
    ligne = read_suivi(espace, 2025).find("SOC-13")

    assert ligne.raison == (
        "D’après les fichiers lus, 2025 est couverte en partie, jusqu’au 9 février 2025."
    )


@pytest.mark.longue
def test_the_method_beside_a_value_is_that_of_what_it_was_counted_on(espace, payees, aim):
    payees(CONNUES)
    paye = read_suivi(espace, 2025).find("SOC-13")
    aim("SOC-13", unite="%", origine="publies")
    publie = read_suivi(espace, 2025).find("SOC-13")

    assert paye.methode == "Agréments en cours le jour du paiement."
    assert publie.methode.startswith("Un marché compte si au moins un titulaire identifié")


@pytest.mark.longue
def test_the_figure_that_was_chosen_is_followed(espace, payees, aim):
    payees(CONNUES)
    aim("SOC-13", unite="%", origine="publies")

    assert read_suivi(espace, 2025).find("SOC-13").valeur.origine is Origine.PUBLIES


def test_an_origin_without_figure_is_told(espace, marches, aim):
    aim("SOC-01", unite="%", origine="payes")
    ligne = read_suivi(espace, 2025).find("SOC-01")

    assert ligne.valeur is None
    assert ligne.absence == "Aucun chiffre compté sur « Dépenses payées de vos extraits »."


def test_a_target_in_another_unit_than_the_figure_is_told(espace, marches, aim):
    aim("SOC-01", unite="marchés", cible_valeur="70", cible_annee=2028)
    ligne = read_suivi(espace, 2025).find("SOC-01")

    assert ligne.valeur is None
    assert ligne.absence == "Le chiffre calculé n’a pas la même unité que la cible."


def test_a_typed_value_holds_and_what_the_site_computes_stays_beside(espace, marches, note):
    note(("SOC-01", 2025, "52"), source="Recensement interne")
    ligne = read_suivi(espace, 2025).find("SOC-01")

    assert (ligne.valeur.valeur, ligne.valeur.source) == (52, "Recensement interne")
    assert ligne.calculee.valeur == Decimal("48.591549")
    assert ligne.preuve == ""  # it is not the site's


def test_values_of_ones_own_start_from_their_first_year(espace, follow, aim, note):
    cle = follow(code="SOC-07")
    aim(cle, cible_valeur="60000", cible_annee=2027)
    note((cle, 2023, "30000"), (cle, 2025, "48000"))
    ligne = read_suivi(espace, 2025).find(cle)

    assert ligne.unite == "heures"
    assert (ligne.base.annee, ligne.texte_base) == (2023, "30\u202f000\u00a0heures en 2023")
    assert (ligne.attendu, ligne.etat) == (Decimal(45000), EtatCible.EN_BONNE_VOIE)


def test_a_proposed_base_comes_before_the_target(espace, follow, aim, note):
    cle = follow(code="SOC-07")
    aim(cle, cible_valeur="60", cible_annee=2024)
    note((cle, 2025, "40"), (cle, 2026, "41"))
    ligne = read_suivi(espace, 2026).find(cle)

    assert (ligne.base, ligne.etat) == (None, EtatCible.EN_RETARD)
    note((cle, 2023, "30"))
    assert read_suivi(espace, 2026).find(cle).texte_base.endswith("en 2023")


def test_a_base_on_something_else_is_no_reserve_without_a_target(espace, aim, note):
    aim("SOC-13", unite="%", base_valeur="3", base_annee=2024, base_origine="payes")
    note(("SOC-13", 2025, "5"))
    Valeur.objects.update(origine="publies")
    assert read_suivi(espace, 2025).find("SOC-13").reserve == ""

    aim("SOC-13", cible_valeur="12", cible_annee=2028)
    assert read_suivi(espace, 2025).find("SOC-13").reserve == (
        "Ils n’ont pas la même origine : « Marchés publiés », puis « Dépenses payées de vos "
        "extraits »."
    )


def test_a_value_replaces_another_that_is_kept_and_the_same_changes_nothing(espace, follow, note):
    cle = follow()
    note((cle, 2025, "10"))
    note((cle, 2025, "12"))

    assert note((cle, 2025, "12")) is None
    assert read_suivi(espace, 2025).find(cle).valeur.valeur == 12
    ancienne, actuelle = Valeur.objects.order_by("pk")
    assert (ancienne.valeur, ancienne.remplacee_par) == (10, actuelle)


def test_an_act_is_undone_at_once_and_what_it_replaced_holds_again(espace, auteur, follow, note):
    un, deux = follow(), follow(indicateur="Autre")
    note((un, 2025, "10"))
    lot = note((un, 2025, "12"), (deux, 2025, "7"))

    assert undo_lot(espace, lot, auteur) == (2, 0)
    suivi = read_suivi(espace, 2025)
    assert suivi.find(un).valeur.valeur == 10
    assert suivi.find(deux).valeur is None
    assert undo_lot(espace, lot, auteur) == (0, 0)
    assert Valeur.objects.count() == 3


def test_undoing_leaves_what_was_changed_since(espace, auteur, follow, note):
    un, deux = follow(), follow(indicateur="Autre")
    lot = note((un, 2025, "12"), (deux, 2025, "7"))
    note((un, 2025, "13"))

    assert undo_lot(espace, lot, auteur) == (1, 1)
    assert read_suivi(espace, 2025).find(un).valeur.valeur == 13


def test_a_target_outlives_its_line_and_comes_back_with_its_code(espace, follow, aim):
    cle = follow(code="SOC-07")
    aim(cle, cible_valeur="60000", cible_annee=2027)
    LigneGrille.objects.get(pk=cle).delete()
    autre = follow(code="SOC-07")

    assert read_suivi(espace).find(autre).texte_cible.endswith("en 2027")
