"""What may be said of a contract, and how a wrong answer is told."""

import pytest

from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.corrections import FormCorrection

DIT = {"justification": "Article 7 du CCAP."}


def _fill(**champs):
    return FormCorrection({**DIT, **champs})


@pytest.mark.parametrize(
    ("champs", "fautif", "mot"),
    [
        ({}, "__all__", "Rien n’est changé"),
        ({"social": "oui", "justification": ""}, "justification", "en une phrase"),
        ({"social": "oui", "justification": "ok"}, "justification", "quelques mots"),
        ({"social": "peut-être"}, "social", "choix valide"),
        ({"social": "non", "clause_sociale": "oui"}, "social", "changez l’une des deux"),
        ({"montant": "beaucoup"}, "montant", "ne se lit pas"),
        ({"montant": "-5"}, "montant", "entre 0 et 10 milliards"),
        ({"montant": "1.234"}, "montant", "ne se lit pas"),
        ({"heures_insertion": "mille"}, "heures_insertion", "nombre entier"),
        ({"date_lancement": "31/02/2025"}, "date_lancement", "ne se lit pas"),
    ],
)
def test_a_wrong_answer_names_its_field_and_the_fix(champs, fautif, mot):
    erreurs = _fill(**champs).errors

    assert list(erreurs) == [fautif]
    assert mot in str(erreurs[fautif])


@pytest.mark.parametrize(
    ("nom", "ecrit", "garde"),
    [
        ("montant", "1 234,50 €", "1234.50"),
        ("besoin_estime", "90000", "90000.00"),
        ("heures_insertion", "350", "350"),
        ("heures_insertion", "0", "0"),
        ("date_lancement", "2025-03-04", "2025-03-04"),
        ("date_lancement", "04/03/2025", "2025-03-04"),
        ("lot", " 2B ", "2B"),
        ("derogation", "inconnu", "inconnu"),
    ],
)
def test_an_answer_is_kept_in_one_way(nom, ecrit, garde):
    form = _fill(**{nom: ecrit})

    assert form.is_valid(), form.errors
    assert form.read() == {ChampCorrige(nom): garde}


def test_every_field_has_its_place():
    montres = [champ.name for _, champs in FormCorrection().groupes() for champ in champs]

    assert sorted(montres) == sorted(champ.value for champ in ChampCorrige)
