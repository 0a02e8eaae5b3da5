import json

import pytest

from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import read_spaser_dict
from spaser.regles.nomenclatures import TrancheAchats
from spaser.site.registre.fiches import merge_fiches, withdraw_fiche
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def _noms(reponse):
    return [fiche["structure"] for fiche in reponse.json()["fiches"]]


def test_the_list_gives_every_sheet_by_name(demande, registre):
    reponse = demande("fiches")

    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "application/json; charset=utf-8"
    assert _noms(reponse) == ["État", "Ille-et-Vilaine", "Région Bretagne"]
    assert reponse.json()["total"] == 3
    assert reponse.json()["suivante"] is None


@pytest.mark.parametrize(
    ("requete", "noms"),
    [
        ("q=bretagne", ["Région Bretagne", "Ille-et-Vilaine"]),
        ("q=bretgane&type=region", ["Région Bretagne"]),
        ("q=ACHAT+EQUITABLE", ["Région Bretagne"]),
        ("region=53&mutualise=oui", ["Ille-et-Vilaine"]),
        ("type=region&type=etat", ["État", "Région Bretagne"]),
        ("edition=non-connu", ["État", "Région Bretagne"]),
        ("periode=2024", ["Région Bretagne"]),
        ("tri=adoption&region=53", ["Région Bretagne", "Ille-et-Vilaine"]),
        ("statut=en_revision", []),
    ],
)
def test_the_list_searches_and_filters_as_the_page_does(demande, registre, client, requete, noms):
    assert _noms(demande(f"fiches?{requete}")) == noms
    page = client.get(f"/registre/?{requete}").text
    assert all(nom in page for nom in noms)


def test_a_mended_word_is_told(demande, registre):
    assert demande("fiches?q=bretgane").json()["recherche"] == {
        "texte": "bretgane",
        "texte_corrige": "bretagne",
        "mots_inconnus": [],
    }


def test_pages_lead_to_one_another(demande, registre):
    reponse = demande("fiches?region=53&par_page=1&page=2")
    page = reponse.json()
    precedente = "http://127.0.0.1:8000/api/v1/fiches?region=53&page=1&par_page=1"

    assert (page["page"], page["pages"], page["total"], page["par_page"]) == (2, 2, 2, 1)
    assert page["precedente"] == precedente
    assert page["suivante"] is None
    assert reponse["Link"] == f'<{precedente}>; rel="prev"'
    assert _noms(reponse) == ["Région Bretagne"]


def test_a_page_too_far_says_which_is_the_last(demande, registre):
    reponse = demande("fiches?page=9")

    assert reponse.status_code == 404
    assert reponse.json()["detail"] == "La page 9 n’existe pas : la dernière est la page 1."


def test_a_sheet_is_whole_and_says_where_its_facts_come_from(demande, bretagne):
    fiche = demande(f"fiches/{bretagne.pk}").json()
    contenu = fiche["contenu"]

    assert isinstance(read_spaser_dict(contenu), Spaser)
    assert [axe["intitule"] for axe in contenu["schema"]["axes"]] == [
        "Achats équitables",
        "Transition",
    ]
    assert fiche["statut"] == {"code": "echu", "libelle": "Échu"}
    assert fiche["adopte_le"] == "2022-12"
    assert fiche["siren"] is None
    assert fiche["page"] == f"http://127.0.0.1:8000/registre/region-bretagne-{bretagne.pk}/"
    assert fiche["provenances"] == [
        {
            "champ": "schema.adopte_le",
            "origine": {"code": "recense", "libelle": "Recensé d’après une source publique"},
            "source": "Délibération",
            "url": "https://exemple.fr/deliberation",
            "date": "2026-11-20",
            "confiance": {"code": "A", "libelle": "texte officiel"},
            "note": None,
        }
    ]


def test_a_sheet_tells_yes_from_no_from_not_known(demande):
    connue = make_fiche(
        tranche_achats=TrancheAchats.MOINS_DE_50_M, mutualise=False, fin="2028", adopte_le="2024"
    )
    inconnue = make_fiche(nom="Commune de Rien")
    sans_fin = make_fiche(nom="Commune de Toujours", sans_terme=True)

    def read(fiche):
        lue = demande(f"fiches/{fiche.pk}").json()
        obligations = (lue["oblige_adoption"]["code"], lue["oblige_aujourdhui"]["code"])
        return lue["mutualise"], lue["periode"]["sans_terme"], *obligations

    assert read(connue) == (False, False, "non", "non")
    assert read(inconnue) == (None, None, "inconnu", "inconnu")
    assert read(sans_fin)[1] is True


def test_versions_are_kept_and_readable(demande, bretagne):
    make_fiche("Région Bretagne, renommée", fiche=bretagne, motif="Nom corrigé")
    versions = demande(f"fiches/{bretagne.pk}/versions").json()["versions"]
    premiere = demande(f"fiches/{bretagne.pk}/versions/1").json()

    assert [(v["numero"], v["motif"]) for v in versions] == [
        (2, "Nom corrigé"),
        (1, "Fiche recensée d’après une source publique"),
    ]
    assert versions[1]["api"] == premiere["api"]
    assert premiere["contenu"]["structure"]["nom"] == "Région Bretagne"


@pytest.mark.parametrize("adresse", ["fiches/99", "fiches/99/versions", "fiches/99/versions/1"])
def test_an_unknown_sheet_is_told(demande, bretagne, adresse):
    assert demande(adresse).status_code == 404


def test_an_unknown_version_is_told(demande, bretagne):
    reponse = demande(f"fiches/{bretagne.pk}/versions/7")

    assert reponse.json()["detail"] == f"La fiche {bretagne.pk} n’a pas de version 7."


@pytest.mark.parametrize("numero", ["0", "-1", "abc", "1.5", "2147483648", "9" * 40, "1%00"])
def test_a_number_that_is_none_is_told(demande, db, numero):
    reponse = demande(f"fiches/{numero}")

    assert reponse.status_code == 422
    assert reponse.json()["erreurs"][0]["champ"] == "numero"


ADRESSES = ["fiches", "fiches.csv", "fiches.json", "fiches.jsonl", "fiches.geojson", "facettes"]


def test_a_withdrawn_sheet_says_why_and_nothing_else(demande, registre, bretagne):
    withdraw_fiche(bretagne, "Doublon d’un autre recensement", None, MAINTENANT)

    for adresse in (f"fiches/{bretagne.pk}", f"fiches/{bretagne.pk}/versions/1"):
        reponse = demande(adresse)
        assert reponse.status_code == 410
        assert "Doublon d’un autre recensement" in reponse.json()["detail"]
        assert "équitables" not in reponse.text
    for adresse in ADRESSES:
        assert "Région Bretagne" not in demande(adresse).getvalue().decode()


def test_a_merged_sheet_leads_to_the_one_that_is_kept(demande, bretagne):
    doublon = make_fiche("Bretagne")
    merge_fiches(doublon, bretagne, None, MAINTENANT)
    reponse = demande(f"fiches/{doublon.pk}")

    assert reponse.status_code == 301
    assert reponse["Location"] == f"http://127.0.0.1:8000/api/v1/fiches/{bretagne.pk}"
    assert demande(f"fiches/{doublon.pk}/versions").status_code == 404


def test_nobodys_name_or_address_is_given(demande, django_user_model):
    auteur = django_user_model.objects.create(courriel="camille@demo.exemple", prenom="Camille")
    fiche = make_fiche("Ville d’Essai", auteur=auteur)

    adresses = [*ADRESSES, f"fiches/{fiche.pk}", f"fiches/{fiche.pk}/versions"]
    for adresse in [*adresses, f"fiches/{fiche.pk}/versions/1"]:
        texte = demande(adresse).getvalue().decode()
        assert "Camille" not in texte
        assert "camille" not in texte
        assert "auteur" not in texte


def test_null_stands_for_what_is_not_known(demande, db):
    fiche = make_fiche("Ville d’Essai")
    lue = demande(f"fiches/{fiche.pk}").json()
    inconnus = {nom for nom, valeur in lue.items() if valeur is None}

    assert inconnus == {
        "siren",
        "region",
        "tranche_habitants",
        "tranche_achats",
        "titre",
        "edition",
        "adopte_le",
        "mutualise",
        "obligation",
        "approche",
        "confiance",
        "confirmee_le",
    }
    assert lue["statut"]["code"] == "inconnu"
    assert json.dumps(lue).count('""') == 0
