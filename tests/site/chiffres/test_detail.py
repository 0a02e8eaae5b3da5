"""Rates by group, single figures and buyers alike, as a space and as everybody see them."""

import csv
import io
import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from spaser.moteur.indicateurs.voisins import Genres, Voisins, find_proches
from spaser.site.chiffres.detail import tell_voisins
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

RACINE = f"/espace/{SIREN_VAL}/indicateurs/"
DETAIL = f"{RACINE}detail/"
PUBLIQUE = f"/acheteurs/{SIREN_VAL}/detail/"
AXES = ("famille", "procedure", "tranche")


@pytest.fixture
def client():
    return sign_in(make_membre(make_organisation(), "contribution").utilisateur)


def lire(reponse):
    return texte(reponse).replace("\u202f", " ").replace("\u00a0", " ")


def words(noeud):
    return " ".join(noeud.text_content().split())


def read_tables(reponse):
    """Return each table: caption -> rows of (group, cells)."""
    page = html.document_fromstring(reponse.content)
    return {
        words(table.find("caption")): [
            (words(rang.find("th")), rang.findall("td")) for rang in table.findall("tbody/tr")
        ]
        for table in page.iter("table")
    }


def count_listed(client, adresse):
    """Return how many contracts a proof lists."""
    page = lire(client.get(adresse))
    return int(re.search(r"<h2[^>]*>\s*(\d+) marchés?\s*</h2>", page)[1])


@pytest.mark.longue
@pytest.mark.django_db
@pytest.mark.parametrize("racine", [DETAIL, PUBLIQUE])
def test_groups_add_up_to_the_year_and_each_cell_leads_to_its_contracts(marches, client, racine):
    for par in AXES:
        tables = read_tables(client.get(f"{racine}?par={par}&annee=2025"))
        titre = next(t for t in tables if t.startswith("Marchés avec au moins une consid"))
        *groupes, (tous, _) = [
            (nom, cases) for nom, cases in tables[titre] if nom != "Acheteurs semblables"
        ]
        comptes = [int(re.search(r"(\d+) marchés?$", nom)[1]) for nom, _ in groupes]
        assert tous.startswith("Tous les marchés 146")
        assert sum(comptes) == 146
        assert len(groupes) > 3

        premier, cases = groupes[0]
        (lien,) = cases[0].xpath(".//a/@href")
        demande = parse_qs(urlsplit(lien).query)[par][0].replace("'", "’")
        assert premier.startswith(" ".join(demande.split()))
        assert count_listed(client, lien) == comptes[0]


@pytest.mark.longue
@pytest.mark.django_db
def test_single_figures_say_their_count_their_method_and_lead_to_their_contracts(marches, client):
    tables = read_tables(client.get(f"{DETAIL}?annee=2025"))
    rangs = dict(tables["Concurrence, titulaires et publication"])

    assert list(rangs) == [
        "Marchés à une seule offre, en nombre de marchés",
        "Marchés à une seule offre, en montant notifié HT",
        "Marchés publiés après le délai, en nombre de marchés",
        "Part du premier titulaire, en montant notifié HT",
        "Part des 5 premiers titulaires, en montant notifié HT",
        "Part des 10 premiers titulaires, en montant notifié HT",
        "Concentration entre les titulaires (indice HHI)",
        "Lots par procédure allotie",
        "Très petites entreprises à part des PME",
    ]
    assert "On ne peut pas le dire" in words(rangs["Très petites entreprises à part des PME"][1])
    assert "titulaires de même taille" in words(
        rangs["Concentration entre les titulaires (indice HHI)"][1]
    )
    offres = rangs["Marchés à une seule offre, en nombre de marchés"]
    oui, connus = map(int, re.search(r"(\d+) sur (\d+)", words(offres[1])).groups())
    preuve, methode = offres[1].xpath(".//a/@href")
    assert count_listed(client, f"{preuve}&etat=compte") == oui
    assert count_listed(client, f"{preuve}&etat=non_compte") == connus - oui
    assert "ECO-13" in lire(client.get(methode))


@pytest.mark.django_db
def test_the_proof_of_a_figure_on_demand_is_told_kept_and_not_proposed(marches, client):
    preuve = f"{RACINE}ECO-15-5/preuve/?annee=2025&expression=montant"
    page = lire(client.get(preuve))

    assert "Part des 5 premiers titulaires" in page
    assert "Garder une référence" not in page
    assert client.get(f"{RACINE}ECO-15-5/preuve.csv?annee=2025").status_code == 200
    assert client.get(f"{RACINE}ECO-15-5/").status_code == 404
    assert client.get(f"{RACINE}ECO-99/preuve/").status_code == 404


@pytest.mark.django_db
def test_the_public_proof_says_what_it_is_narrowed_to(marches, client):
    preuve = f"/acheteurs/{SIREN_VAL}/preuve/ECO-13/?annee=2025&procedure=Procédure adaptée"
    page = lire(client.get(preuve))

    assert "Seulement procédure : Procédure adaptée" in page
    assert '<h2 class="fr-mt-4w">85 marchés</h2>' in page
    assert "Voir tous les marchés" in page


@pytest.mark.django_db
def test_what_is_published_is_read_without_account_and_what_a_space_corrected_is_not(marches):
    anonyme = Client()

    assert "Chiffres détaillés" in lire(anonyme.get(PUBLIQUE))
    assert anonyme.get(f"{PUBLIQUE[:-1]}.csv").status_code == 200
    assert "Chiffres corrigés" not in lire(anonyme.get(f"{PUBLIQUE}?chiffres=corrige"))
    assert anonyme.get(DETAIL)["Location"].startswith("/compte/connexion/")


@pytest.mark.django_db
def test_a_year_a_way_and_a_part_that_are_not_known_fall_back(marches, client):
    page = lire(client.get(f"{DETAIL}?annee=1999&par=couleur&taux=rien"))

    assert "Les taux par famille d’achat" in page
    assert "Métropole de Val-Fictif, 2025" in page


@pytest.mark.longue
@pytest.mark.django_db
def test_the_files_hold_every_rate_and_no_formula(marches, client):
    contenu = client.get(f"{DETAIL[:-1]}.csv?annee=2025&par=procedure").content.decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(contenu), delimiter=";"))
    sociales = [
        li for li in lignes if (li["Code"], li["Expression"]) == ("SOC-01", "en nombre de marchés")
    ]
    assert sum(int(li["Marchés"]) for li in sociales) == 146
    assert len(Counter(li["Code"] for li in lignes)) > 15
    assert not any(cellule[:1] in {"=", "+", "@"} for li in lignes for cellule in li.values())

    for racine in (DETAIL, PUBLIQUE):
        octets = client.get(f"{racine[:-1]}.xlsx?annee=2025").content
        classeur = load_workbook(io.BytesIO(octets), read_only=True)
        assert classeur.sheetnames == [
            "Lire ce classeur", "Taux par famille d’achat", "Concurrence et titulaires",
            "Acheteurs semblables",
        ]  # fmt: skip


@pytest.mark.django_db
def test_a_buyer_without_contracts_is_told_so(marches, client):
    organisation = make_organisation(siren="212900286", nom="Commune sans marché")
    autre = sign_in(make_membre(organisation, "lecture").utilisateur)
    assert "Aucun marché publié" in lire(autre.get("/espace/212900286/indicateurs/detail/"))
    assert autre.get("/espace/212900286/indicateurs/detail.csv").status_code == 302
    assert client.get("/acheteurs/212900286/detail/").status_code == 302


GENRES = Genres({"1": "commune", "2": "commune", "3": "commune", "4": "hopital"}, {})


@pytest.mark.parametrize(
    ("siren", "montant", "attendus"),
    [
        ("1", 100.0, ["2"]),
        ("1", 200.0, ["2", "3"]),
        ("4", 100.0, []),
        ("9", 100.0, []),
        ("1", 0.0, []),
    ],
)
def test_buyers_alike_are_of_one_kind_from_half_to_twice_the_amount(siren, montant, attendus):
    tailles = {"1": 100.0, "2": 200.0, "3": 201.0, "4": 100.0, "5": 100.0}

    assert find_proches(siren, montant, GENRES, tailles) == attendus


def test_who_is_compared_is_told_in_words():
    def dire(genre, nombre):
        return tell_voisins(Voisins(genre, nombre, {}), 2025).replace("\u00a0", " ")

    assert dire(None, 0).startswith("On ne peut pas comparer avec des acheteurs semblables")
    assert "ce site connaît 4 autres acheteurs du même genre (commune)" in dire("Commune", 4)
    assert dire("Commune", 5).startswith("Comparé à 5 autres acheteurs du même genre (commune)")
