import click
import pytest

from spaser.cli.saisies import (
    choose_acheteur,
    find_noms_proches,
    find_siren_proches,
    search_acheteurs,
)
from spaser.elements import ErreurSpaser
from spaser.moteur.valeurs import Acheteur

VILLE = Acheteur("001010040", "Ville de Fictiville", (), 120, 0, (2024, 2025))
HOPITAL = Acheteur("001010016", "Hôpital de Fictiville", (), 80, 1, (2025,))
ANONYME = Acheteur("200052264", None, (), 3, 0, (2025,))
CONNUS = [VILLE, HOPITAL, ANONYME]


class FauxEntrepot:
    def acheteur(self, siren):
        return next((a for a in CONNUS if a.siren == siren), None)

    def list_acheteurs(self, limite):
        return CONNUS[:limite]


def choisir(saisie):
    return choose_acheteur(FauxEntrepot(), saisie)


@pytest.mark.parametrize(
    "saisie", ["001010040", "001 010 040", "00101004000010", "Ville de Fictiville", "VILLE DE"]
)
def test_a_siren_a_siret_or_a_name_finds_the_buyer(saisie):
    assert choisir(saisie) == VILLE


def test_a_name_of_several_buyers_is_refused_with_their_numbers():
    with pytest.raises(click.BadParameter) as erreur:
        choisir("fictiville")
    assert "désigne 2" in erreur.value.message
    assert "001010040  Ville de Fictiville" in erreur.value.message


def test_accents_and_capitals_do_not_matter():
    assert choisir("hopital") == HOPITAL


def test_a_slip_in_a_number_is_told_with_the_nearest_buyer():
    with pytest.raises(click.BadParameter) as erreur:
        choisir("001010041")
    assert "mal recopié" in erreur.value.message
    assert "001010040  Ville de Fictiville" in erreur.value.message


def test_an_unknown_buyer_is_a_problem_of_data_with_hints():
    with pytest.raises(ErreurSpaser) as erreur:
        choisir("552100554")
    assert "n’a été lu" in erreur.value.message
    assert "001010040  Ville de Fictiville" in erreur.value.conseil
    assert "200052264  nom non publié" in erreur.value.conseil


def test_a_misspelt_name_is_answered_with_its_nearest():
    with pytest.raises(ErreurSpaser) as erreur:
        choisir("Ville de Fictivile")
    assert "Vouliez-vous dire" in erreur.value.conseil


def test_a_known_number_is_taken_even_when_its_key_is_wrong():
    faux = Acheteur("123456789", "Clé fausse", (), 1, 0, ())
    entrepot = FauxEntrepot()
    entrepot.acheteur = lambda siren: faux if siren == faux.siren else None
    assert choose_acheteur(entrepot, "123456789") == faux


@pytest.mark.parametrize(
    ("mots", "trouves"),
    [
        ("ville", [VILLE]),
        ("fictiville", [VILLE, HOPITAL]),
        ("fictiville hôpital", [HOPITAL]),
        ("2000", [ANONYME]),
        ("200 052", [ANONYME]),
        ("rien", []),
    ],
)
def test_a_search_holds_every_word(mots, trouves):
    assert search_acheteurs(CONNUS, mots) == trouves


def test_near_numbers_differ_by_two_digits_at_most():
    assert find_siren_proches(CONNUS, "001019040") == [VILLE]
    assert find_siren_proches(CONNUS, "999999999") == []


def test_near_names_come_nearest_first():
    assert find_noms_proches(CONNUS, "Hopital de Fictivile")[0] == HOPITAL
