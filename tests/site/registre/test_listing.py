import pytest
from django.http import QueryDict

from spaser.regles.nomenclatures import Statut, TrancheAchats, TypeStructure
from spaser.site.registre.fiches import withdraw_fiche
from spaser.site.registre.porteurs import read_demande_registre, read_fiches, select
from tests.site.registre.fabrique import AUJOURD_HUI, MAINTENANT, make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def _select(requete=""):
    return select(read_demande_registre(QueryDict(requete)), AUJOURD_HUI)


def _noms(requete=""):
    return [fiche.structure for fiche in read_fiches(_select(requete).numeros)]


def _compte(requete, nom):
    facette = next(f for f in _select(requete).facettes if f.nom == nom)
    return {valeur.valeur: valeur.nombre for valeur in facette.valeurs}


@pytest.fixture
def registre():
    make_fiche(
        "Région Bretagne",
        type=TypeStructure.REGION,
        code_region="53",
        adopte_le="2022-12",
        debut="2023",
        fin="2025",
        statut=Statut.ADOPTE,
        axes=["Achats équitables"],
    )
    make_fiche(
        "Ille-et-Vilaine",
        type=TypeStructure.DEPARTEMENT,
        code_region="53",
        codes_departement=("35",),
        tranche_achats=TrancheAchats.DE_50_A_100_M,
        debut="2024",
        fin="2028",
        adopte_le="2024-01-15",
        mutualise=False,
    )
    make_fiche(
        "Ville de Lyon",
        code_region="84",
        codes_departement=("69",),
        edition=2,
        mutualise=True,
        presentation="Des achats plus équitables.",
    )


def test_an_empty_search_gives_every_sheet_by_name(registre):
    assert _noms() == ["Ille-et-Vilaine", "Région Bretagne", "Ville de Lyon"]


@pytest.mark.parametrize(
    ("requete", "noms"),
    [
        ("type=region", ["Région Bretagne"]),
        ("type=region&type=commune", ["Région Bretagne", "Ville de Lyon"]),
        ("region=53", ["Ille-et-Vilaine", "Région Bretagne"]),
        ("region=53&departement=35", ["Ille-et-Vilaine"]),
        ("achats=de_50m_a_100m", ["Ille-et-Vilaine"]),
        ("achats=non-connu", ["Région Bretagne", "Ville de Lyon"]),
        ("statut=echu", ["Région Bretagne"]),
        ("statut=adopte", ["Ille-et-Vilaine"]),
        ("statut=inconnu", ["Ville de Lyon"]),
        ("periode=2024", ["Ille-et-Vilaine", "Région Bretagne"]),
        ("periode=2027", ["Ille-et-Vilaine"]),
        ("edition=2", ["Ville de Lyon"]),
        ("mutualise=oui", ["Ville de Lyon"]),
        ("mutualise=non-connu", ["Région Bretagne"]),
        ("mutualise=non", ["Ille-et-Vilaine"]),
        ("type=universite", []),
    ],
)
def test_a_filter_keeps_the_sheets_that_have_one_of_its_values(registre, requete, noms):
    assert _noms(requete) == noms


@pytest.mark.parametrize(
    ("requete", "noms"),
    [
        ("oblige=oui", ["Région Bretagne"]),
        ("oblige=non", ["Quimper"]),
        ("oblige=inconnu", ["Ille-et-Vilaine", "Ville de Lyon"]),
        ("oblige=oui&oblige=non", ["Quimper", "Région Bretagne"]),
    ],
)
def test_the_duty_of_the_day_is_a_filter_of_three_answers(requete, noms):
    make_fiche("Région Bretagne", tranche_achats=TrancheAchats.PLUS_DE_200_M)
    make_fiche("Ille-et-Vilaine", tranche_achats=TrancheAchats.DE_50_A_100_M)  # 50 just is not over
    make_fiche("Quimper", tranche_achats=TrancheAchats.MOINS_DE_50_M)
    make_fiche("Ville de Lyon")

    assert _noms(requete) == noms


@pytest.mark.parametrize(
    ("requete", "noms"),
    [
        ("q=bretagne", ["Région Bretagne", "Ille-et-Vilaine"]),
        ("q=bretgane", ["Région Bretagne", "Ille-et-Vilaine"]),
        ("q=achats+équitables", ["Région Bretagne", "Ville de Lyon"]),
        ("q=ACHAT+EQUITABLE&tri=nom", ["Région Bretagne", "Ville de Lyon"]),
        ("q=35", ["Ille-et-Vilaine"]),
        ("q=introuvable", []),
        ("q=de+la", ["Ille-et-Vilaine", "Région Bretagne", "Ville de Lyon"]),
        ("tri=adoption", ["Ille-et-Vilaine", "Région Bretagne", "Ville de Lyon"]),
        ("tri=fin", ["Région Bretagne", "Ille-et-Vilaine", "Ville de Lyon"]),
    ],
)
def test_words_and_sorts_order_the_sheets(registre, requete, noms):
    assert _noms(requete) == noms


def test_a_mistyped_name_says_what_was_looked_for(registre):
    assert _select("q=bretgane").reponse.corrige == "bretagne"


def test_a_filter_is_counted_with_the_others_applied(registre):
    assert _compte("region=53", "type") == {"region": 1, "departement": 1}
    assert _compte("region=53", "region") == {"84": 1, "53": 2}
    assert _compte("q=lyon", "region") == {"84": 1}


def test_a_chosen_value_stays_visible_when_it_counts_nothing(registre):
    assert _compte("q=lyon&region=53", "region") == {"84": 1, "53": 0}


def test_a_withdrawn_sheet_leaves_the_register_and_the_search(registre):
    fiche = make_fiche("Ville de Retrait")
    withdraw_fiche(fiche, "Doublon", None, MAINTENANT)

    assert _noms("q=retrait") == []
    assert len(_noms()) == 3


def test_a_changed_sheet_is_found_under_its_new_words(registre):
    fiche = make_fiche("Ville de Première")
    make_fiche("Ville de Seconde", fiche=fiche)

    assert _noms("q=seconde") == ["Ville de Seconde"]
    assert _noms("q=premiere") == []


def test_filters_and_counts_read_only_the_generation(registre, django_assert_num_queries):
    _select()

    with django_assert_num_queries(1):
        _select("region=53&type=commune&statut=adopte")


def test_words_are_looked_for_in_four_questions_at_most(registre, django_assert_max_num_queries):
    _select("q=ville")

    with django_assert_max_num_queries(6):  # and two tokens
        _select("q=achats+publics")
