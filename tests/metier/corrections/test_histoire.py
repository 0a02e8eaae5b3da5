"""Which line is in force."""

import pytest

from spaser.metier.corrections.champs import DEFINITIONS, GROUPES, Champ
from spaser.metier.corrections.histoire import Ligne, list_en_vigueur

S, M = Champ.SOCIAL, Champ.MONTANT

CAS = [
    ("nothing said", [], {}),
    ("one line", [Ligne(1, 7, S, "oui")], {7: {S: 1}}),
    ("the last line supersedes", [Ligne(1, 7, S, "oui"), Ligne(2, 7, S, "non")], {7: {S: 2}}),
    ("whatever their order", [Ligne(2, 7, S, "non"), Ligne(1, 7, S, "oui")], {7: {S: 2}}),
    (
        "a line undone gives its place back",
        [Ligne(1, 7, S, "oui"), Ligne(2, 7, S, "non", annulee=True)],
        {7: {S: 1}},
    ),
    ("all undone", [Ligne(1, 7, S, "oui", annulee=True)], {}),
    (
        "fields and contracts do not mix",
        [Ligne(1, 7, S, "oui"), Ligne(2, 7, M, "10.00"), Ligne(3, 8, S, "non")],
        {7: {S: 1, M: 2}, 8: {S: 3}},
    ),
]


@pytest.mark.parametrize(
    ("lignes", "attendu"), [cas[1:] for cas in CAS], ids=[cas[0] for cas in CAS]
)
def test_the_last_line_that_was_not_undone_is_in_force(lignes, attendu):
    vigueur = list_en_vigueur(lignes)

    assert {
        cle: {c: ligne.rang for c, ligne in champs.items()} for cle, champs in vigueur.items()
    } == attendu


@pytest.mark.parametrize("champ", Champ)
def test_every_field_is_defined_and_has_its_place(champ):
    assert DEFINITIONS[champ].libelle
    assert DEFINITIONS[champ].groupe in GROUPES
