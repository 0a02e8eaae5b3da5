"""The body that decides, by type of buyer."""

import pytest

from spaser.regles.droits import name_instance
from spaser.regles.nomenclatures import TypeStructure


@pytest.mark.parametrize(
    ("type_structure", "instance"),
    [
        ("commune", "conseil municipal"),
        ("epci", "conseil communautaire"),
        ("metropole", "conseil de métropole"),
        ("ept", "conseil de territoire"),
        ("departement", "assemblée départementale"),
        ("region", "assemblée régionale"),
        ("collectivite", "assemblée"),
        ("syndicat", "comité syndical"),
        ("etablissement_sante", "conseil de surveillance"),
        ("universite", "conseil d’administration"),
        ("etablissement_public", "conseil d’administration"),
        ("epic", "conseil d’administration"),
        ("bailleur", "conseil d’administration"),
        ("etat", "direction"),
        ("autre", "assemblée ou conseil"),
        ("", "assemblée ou conseil"),
    ],
)
def test_each_type_of_buyer_has_its_body(type_structure, instance):
    assert name_instance(type_structure) == instance


def test_no_buyer_is_told_of_elected_people():
    assert not [t for t in TypeStructure if "élu" in name_instance(t)]
