"""The schemes of one buyer, however it is named on each sheet."""

import pytest

from spaser.regles.fiche import Partenaire
from spaser.regles.nomenclatures import TypeStructure
from spaser.site.organisations.espaces import open_organisation
from spaser.site.registre.fiches import withdraw_fiche
from spaser.site.registre.porteurs import list_autres_schemas, list_schemas_de
from spaser.site.registre.premiers_contenus import load_reference
from spaser.site.registre.tableau import read_tableau
from tests.site.registre.fabrique import AUJOURD_HUI, MAINTENANT, make_fiche

pytestmark = pytest.mark.django_db

BRETAGNE, RENNES, RENNES_METROPOLE = "233500016", "213502388", "243500139"


def _noms(siren):
    return [(f.structure, f.debut) for f in list_schemas_de(siren, AUJOURD_HUI)]


@pytest.mark.longue
def test_a_region_that_has_two_schemes_has_two():
    load_reference()

    assert _noms(BRETAGNE) == [("Région Bretagne", "2026"), ("Région Bretagne", "2023")]


@pytest.mark.longue
def test_a_town_finds_the_scheme_that_it_shares():
    load_reference()

    assert _noms(RENNES) == _noms(RENNES_METROPOLE) == [("Rennes Métropole", "2024")]


def test_a_sheet_without_a_siren_is_found_by_its_name_and_its_region():
    make_fiche("Mairie de Rennes", code_region="53")
    make_fiche("Ville de Rennes", code_region="11")  # another Rennes
    make_fiche("Rennes")  # whose region nobody knows

    assert [f.structure for f in list_schemas_de(RENNES, AUJOURD_HUI)] == ["Mairie de Rennes"]


def test_an_organisation_of_the_site_is_found_by_its_name():
    open_organisation(
        "999999998", nom="Syndicat des eaux du Val-Fictif", type_=TypeStructure.SYNDICAT
    )
    make_fiche("Syndicat des eaux du Val-Fictif", siren="999999998", code_region="53")

    assert len(list_schemas_de("999999998", AUJOURD_HUI)) == 1


def test_a_scheme_that_left_the_register_is_nobody_s():
    fiche = make_fiche("Rennes", siren=RENNES)
    withdraw_fiche(fiche, "Doublon", None, MAINTENANT)

    assert list_schemas_de(RENNES, AUJOURD_HUI) == []


def test_a_body_that_nobody_knows_has_none():
    assert list_schemas_de("999999998", AUJOURD_HUI) == []


def test_a_sheet_leads_to_the_other_schemes_of_its_buyer(client):
    premiere = make_fiche("Région Fictive", siren=BRETAGNE, debut="2018", fin="2022")
    seconde = make_fiche("Région Fictive", siren=BRETAGNE, debut="2023")

    assert list_autres_schemas(premiere, read_tableau(AUJOURD_HUI)) == [seconde]
    page = client.get(premiere.get_absolute_url()).content.decode()
    assert "Les autres schémas de cette structure" in page
    assert seconde.get_absolute_url() in page


def test_a_partner_s_siren_is_kept_in_the_columns():
    fiche = make_fiche(
        "Métropole", mutualise=True, partenaires=(Partenaire(nom="Ville", siren=RENNES),)
    )

    assert fiche.sirens_partenaires == [RENNES]
