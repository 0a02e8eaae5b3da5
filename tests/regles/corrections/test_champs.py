"""What can be corrected or completed."""

import pytest

from spaser.moteur.entrepot.corrections import COLONNES
from spaser.regles.corrections import DEFINITIONS, GROUPES, PARTIES, ChampCorrige


@pytest.mark.parametrize("champ", ChampCorrige)
def test_every_field_is_defined_and_has_its_place(champ):
    assert DEFINITIONS[champ].libelle
    assert DEFINITIONS[champ].groupe in GROUPES


def test_what_open_data_publish_is_what_the_figures_read():
    assert {champ.value for champ in ChampCorrige if champ.definition.publie} == set(COLONNES)


def test_a_part_belongs_to_one_whole():
    parties = [partie for liste in PARTIES.values() for partie in liste]

    assert len(parties) == len(set(parties))
