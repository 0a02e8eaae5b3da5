"""Cells that say two things, and categories that carry their examples."""

import pytest
from hypothesis import given

from spaser.regles.acteurs import FormeSollicitation, RoleActeur
from spaser.regles.acteurs_importes import (
    split_exemples,
    split_formes,
    split_role,
    write_formes,
    write_role,
)
from tests.regles.acteurs.fabrique import ACTEURS


@given(ACTEURS)
def test_what_a_cell_says_of_a_stakeholder_is_read_back(acteur):
    role = write_role(acteur.role, acteur.contribution)
    formes = write_formes(acteur.formes, acteur.nature)

    assert split_role(role) == (acteur.role, acteur.contribution)
    assert split_formes(formes) == (acteur.formes, acteur.nature)


@pytest.mark.parametrize(
    ("role", "contribution", "cellule"),
    [
        (None, "", ""),
        (RoleActeur.DECISION, "", "Décision"),
        (None, "relit le schéma", "relit le schéma"),
        (RoleActeur.PARTENARIAT, "relais\ndeux fois", "Partenariat :\nrelais\ndeux fois"),
        (RoleActeur.PARTENARIAT, "Décision", "Partenariat :\nDécision"),
        (None, "Décision", "À définir :\nDécision"),
        (None, "Décision :\nnon", "À définir :\nDécision :\nnon"),
    ],
)
def test_a_role_is_written_over_its_contribution(role, contribution, cellule):
    assert write_role(role, contribution) == cellule
    assert split_role(cellule) == (role, contribution)


def test_forms_are_written_over_their_nature():
    formes = (FormeSollicitation.COMITE, FormeSollicitation.ENVOI)

    assert write_formes(formes, "deux par an") == (
        "Participation à un comité ; Envoi de contenus :\ndeux par an"
    )


@pytest.mark.parametrize(
    ("texte", "categorie", "exemples"),
    [
        (
            "Têtes de réseaux économiques locales Ex : CMA, CCI, etc.",
            "Têtes de réseaux économiques locales",
            "CMA, CCI, etc.",
        ),
        ("Fédérations professionnelles\nEx: FNTP", "Fédérations professionnelles", "FNTP"),
        ("Agences (ex. : ADOCC)", "Agences", "ADOCC"),
        ("Agences (ex. ADOCC, AD Normandie)", "Agences", "ADOCC, AD Normandie"),
        ("Réseaux, par exemple : Fibois", "Réseaux", "Fibois"),
        ("Réseaux Exemples : INEC", "Réseaux", "INEC"),
        ("thématiques", "thématiques", ""),
        ("Ex-élus du territoire", "Ex-élus du territoire", ""),
        ("Complexe : hôpital", "Complexe : hôpital", ""),
        ("Ex : CMA", "Ex : CMA", ""),
    ],
)
def test_examples_are_parted_from_their_category(texte, categorie, exemples):
    assert split_exemples(texte) == (categorie, exemples)
