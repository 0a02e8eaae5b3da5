import json

import pytest

from spaser.moteur.referentiels.annuaire import departements, regions
from spaser.site.api.fiches import find_chef_lieu, read_chefs_lieux


@pytest.mark.parametrize(
    ("region", "codes", "point", "lieu"),
    [
        ("53", ["35"], [-1.6743, 48.1111], "Rennes, chef-lieu du département (Ille-et-Vilaine)"),
        ("53", ["29", "35"], [-1.6743, 48.1111], "Rennes, chef-lieu de la région (Bretagne)"),
        ("04", ["974"], [55.4504, -20.8823], "Saint-Denis, chef-lieu du département (La Réunion)"),
        ("94", ["2B"], [9.4501, 42.7028], "Bastia, chef-lieu du département (Haute-Corse)"),
    ],
)
def test_a_sheet_stands_at_a_chief_town_that_is_named(region, codes, point, lieu):
    trouve, nomme = find_chef_lieu(region, codes)

    assert trouve["point"] == pytest.approx(point, abs=0.03)
    assert nomme == lieu


@pytest.mark.parametrize(("region", "codes"), [("", []), ("977", ["977"]), ("", ["35", "44"])])
def test_no_point_is_invented(region, codes):
    assert find_chef_lieu(region, codes) == (None, None)


def test_points_are_known_for_all_but_the_smallest_collectivities():
    lieux = read_chefs_lieux()

    assert departements().keys() - lieux["departements"].keys() == {"977", "978", "986", "989"}
    assert regions().keys() - lieux["regions"].keys() == {"977", "978", "986", "989"}
    assert "CC BY 4.0" in lieux["sources"][1]


def test_a_department_is_near_the_chief_town_of_its_region():
    lieux = read_chefs_lieux()
    ecarts = {
        code: max(abs(a - b) for a, b in zip(lieu["point"], _region(lieux, code), strict=True))
        for code, lieu in lieux["departements"].items()
    }

    assert {code for code, ecart in ecarts.items() if ecart > 4} == set()


def _region(lieux, departement):
    return lieux["regions"][departements()[departement].code_region]["point"]


@pytest.mark.django_db
def test_the_collection_is_geojson(demande, registre):
    reponse = demande("fiches.geojson")
    collection = json.loads(reponse.getvalue())
    geometries = {
        entite["properties"]["structure"]: entite["geometry"] for entite in collection["features"]
    }

    assert reponse["Content-Type"] == "application/geo+json"
    assert collection["type"] == "FeatureCollection"
    assert geometries["État"] is None
    assert geometries["Ille-et-Vilaine"]["type"] == "Point"
    assert geometries["Ille-et-Vilaine"]["coordinates"] == pytest.approx([-1.67, 48.11], abs=0.03)
