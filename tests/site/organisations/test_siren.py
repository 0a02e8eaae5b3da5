"""What somebody types for a SIREN, and what she is told."""

import pytest

from spaser.site.organisations.identite import SirenRefuse, read_siren, read_siren_cherche


@pytest.mark.parametrize(
    "saisie",
    ["200023414", "200 023 414", " 200.023.414 ", "200-023-414", "200\u00a0023\u202f414",
     "20002341400010"],
)  # fmt: skip
def test_a_right_number_is_read_however_it_is_typed(saisie):
    assert read_siren(saisie) == "200023414"


@pytest.mark.parametrize("nom", ["", "Rouen", "Paris 13", "3CM"])
def test_a_name_is_not_taken_for_a_number(nom):
    assert read_siren_cherche(nom) == ("", "")


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ("", "Indiquez le SIREN de l’organisation : neuf chiffres."),
        ("2000234I4", "Un SIREN ne contient que des chiffres : retirez « I »."),
        ("٢٠٠٠٢٣٤١٤", "Un SIREN ne contient que des chiffres : retirez « ٢٠٣٤١ »."),
        (
            "20002341",
            (
                "Ce numéro compte 8 chiffres, un SIREN en compte neuf. "
                "Complétez-le ; un zéro manque peut-être au début."
            ),
        ),
        (
            "2000234145",
            (
                "Ce numéro compte 10 chiffres. Un SIREN en compte neuf, un SIRET quatorze. "
                "Retirez les chiffres en trop."
            ),
        ),
        ("000000000", "Un SIREN ne peut pas être fait que de zéros. Recopiez le vôtre."),
        (
            "200023415",
            (
                "La clé de contrôle, le neuvième chiffre, ne correspond pas aux huit autres : "
                "après 200 023 41, elle vaudrait 4 et non 5. "
                "Cherchez un chiffre faux ou deux chiffres inversés."
            ),
        ),
        (
            "20002341400013",
            (
                "La clé de ce SIRET, son dernier chiffre, est fausse. "
                "Donnez seulement le SIREN, ses neuf premiers chiffres : 200023414."
            ),
        ),
    ],
)
def test_a_wrong_number_is_explained_with_its_cure(saisie, message):
    with pytest.raises(SirenRefuse) as refus:
        read_siren(saisie)

    assert str(refus.value) == message


def test_a_siret_whose_siren_is_wrong_is_told_of_the_siren():
    with pytest.raises(SirenRefuse, match="le neuvième chiffre"):
        read_siren("20002341500012")
