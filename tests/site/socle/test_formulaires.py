"""What every form refuses alike."""

import pytest
from django.core.exceptions import ValidationError

from spaser.site.acheteurs.actes import FormSiren
from spaser.site.comptes.forms import FormCle, FormPrenomNom
from spaser.site.comptes.proconnect import _read_text
from spaser.site.diagnostic.acteurs.forms import FormActeur, LigneSaisie
from spaser.site.diagnostic.campagnes.conduite import FormInvites
from spaser.site.organisations.forms import FormAdhesion, FormEssai, FormIdentite
from spaser.site.registre.depot.forms import FormPartenaire, FormStructure
from spaser.site.socle.formulaires import LIEN_DANS_NOM, refuse_lien

NOMS = [
    (FormPrenomNom, "prenom"),
    (FormPrenomNom, "nom"),
    (FormCle, "nom"),
    (FormIdentite, "nom"),
    (FormAdhesion, "nom"),
    (FormEssai, "nom"),
    (FormSiren, "nom"),
    (FormStructure, "nom"),
    (FormPartenaire, "nom"),
    (FormInvites, "nom"),
]


def test_no_form_takes_the_name_of_somebody_with_an_address():
    ouverts = [
        (forme.__name__, champ)
        for forme, champ in NOMS
        if refuse_lien not in forme.base_fields[champ].validators
    ]
    assert ouverts == []


@pytest.mark.parametrize(("forme", "suite"), [(FormActeur, {}), (LigneSaisie, {"rang": 1})])
def test_no_form_made_from_a_model_takes_one_either(forme, suite):
    refusee = forme({"l-nom": "gagne.xyz"}, prefix="l", **suite)

    assert LIEN_DANS_NOM in refusee.errors["nom"]
    assert "nom" not in forme({"l-nom": "Structure fictive"}, prefix="l", **suite).errors


@pytest.mark.parametrize(
    ("claims", "attendu"),
    [
        ({"given_name": "Ada"}, "Ada"),
        ({"usual_name": "gagne.xyz", "given_name": "Ada"}, "Ada"),
        ({"given_name": "https://gagne.exemple"}, ""),
        ({}, ""),
    ],
)
def test_a_name_that_proconnect_gives_holds_none_either(claims, attendu):
    assert _read_text(claims, "usual_name", "given_name") == attendu


@pytest.mark.parametrize(
    "nom",
    [
        "Gagnez sur https://exemple.org",
        "www.exemple",
        "exemple.com",
        "Voir mon-site.xyz/gagne",
        "Ada EXEMPLE.FR",
    ],
)
def test_a_name_holds_no_address(nom):
    with pytest.raises(ValidationError, match="retirez-la"):
        refuse_lien(nom)


@pytest.mark.parametrize(
    "nom",
    [
        "Ville de Saint-Étienne",
        "S.I.V.U. du Val",
        "Communauté de communes (C.C.) de l’Orb",
        "SEM Val.Habitat",
        "M. Martin",
        "St.Denis",
        "C.F.A. de l’Ain",
    ],
)
def test_dots_alone_are_no_address(nom):
    assert refuse_lien(nom) is None
