import pytest

pytestmark = pytest.mark.django_db


def _compte(reponse, nom):
    facette = next(f for f in reponse.json()["facettes"] if f["nom"] == nom)
    return {valeur["code"]: valeur["nombre"] for valeur in facette["valeurs"]}


def test_facets_count_with_the_other_filters_applied(demande, registre):
    reponse = demande("facettes?region=53")

    assert reponse.json()["total"] == 2
    assert _compte(reponse, "type") == {"region": 1, "departement": 1}
    assert _compte(reponse, "region") == {"53": 2, "non-connu": 1}
    assert [
        valeur["code"] for valeur in reponse.json()["facettes"][1]["valeurs"] if valeur["choisie"]
    ] == ["53"]


def test_a_key_figure_leads_to_the_list_it_counts(demande, client, registre):
    chiffres = demande("chiffres").json()
    lus = [chiffres["en_vigueur"], chiffres["mutualises"], *chiffres["par_type"]]

    assert chiffres["recenses"]["nombre"] == 3
    assert chiffres["mutualises"]["nombre"] == 1
    assert chiffres["mutualises"]["inconnus"] == 1
    for chiffre in lus:
        adresse = chiffre["fiches"].removeprefix("http://127.0.0.1:8000")
        assert client.get(adresse).json()["total"] == chiffre["nombre"]


def test_every_list_of_values_is_given(demande):
    listes = {
        liste["nom"]: liste["termes"] for liste in demande("nomenclatures").json()["nomenclatures"]
    }

    assert list(listes) == [
        "type",
        "habitants",
        "achats",
        "statut",
        "obligation",
        "oblige",
        "approche",
        "origine",
        "confiance",
        "nature",
        "region",
        "departement",
    ]
    assert {"code": "53", "libelle": "Bretagne"} in listes["region"]
    assert {"code": "echu", "libelle": "Échu"} in listes["statut"]


def test_an_empty_register_answers_too(demande):
    assert demande("fiches").json()["fiches"] == []
    assert demande("chiffres").json()["recenses"]["nombre"] == 0
    assert demande("facettes").json()["total"] == 0
