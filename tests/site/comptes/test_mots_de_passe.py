"""The rules of passwords."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from spaser.site.comptes.models import Utilisateur

ADA = Utilisateur(courriel="ada.lierre@mairie-exemple.fr", prenom="Ada", nom="Lierre")


def codes(mot_de_passe, utilisateur=ADA):
    try:
        validate_password(mot_de_passe, utilisateur)
    except ValidationError as refus:
        return {erreur.code for erreur in refus.error_list}
    return set()


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "Tr4in!Gouache",
        "Ciel_bleu_27 ans",
        "trois tasses de tisane",
        "ÉTÉ à la plage 2",
        "ligne1 ligne2 ligne",
    ],
)
def test_accepts(mot_de_passe):
    assert codes(mot_de_passe) == set()


@pytest.mark.parametrize(
    ("mot_de_passe", "code"),
    [
        pytest.param("", "trop_court", id="empty"),
        pytest.param("Tr4in!Gou", "trop_court", id="nine characters"),
        pytest.param("x" * 257, "trop_long", id="too long to hash"),
        pytest.param("traingouache", "peu_varie", id="twelve lower-case letters"),
        pytest.param("Traingouache12", "peu_varie", id="no sign"),
        pytest.param("traingouache!12", "peu_varie", id="no capital"),
        pytest.param("TRAINGOUACHE!12", "peu_varie", id="no small letter"),
        pytest.param("Traingouache!!", "peu_varie", id="no figure"),
        pytest.param("aaaaaaaaaaaaaaaaaaaa", "repete", id="one letter"),
        pytest.param("abcabcabcabcabcabc", "repete", id="three letters"),
        pytest.param("Motdepasse123!", "trop_connu", id="common word, dressed up"),
        pytest.param("M0tdepasse!2026", "trop_connu", id="common word, leet"),
        pytest.param("Azertyuiop-1234", "trop_connu", id="keyboard"),
        pytest.param("Marseille-2026!!", "trop_connu", id="town"),
        pytest.param("Lierre-Gouache12", "trop_personnel", id="own name"),
        pytest.param("phrase avec ada.lierre", "trop_personnel", id="own address"),
        pytest.param("la phrase de la mairie", "trop_personnel", id="own domain"),
    ],
)
def test_refuses(mot_de_passe, code):
    assert code in codes(mot_de_passe)


def test_a_password_without_a_person_is_checked_too():
    assert codes("Lierre-Gouache12", None) == set()
