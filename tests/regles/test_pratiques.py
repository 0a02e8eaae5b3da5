"""Good practices: what they lack, who they praise, how they are found; those of the files hold."""

import msgspec
import pytest

from spaser.contenus.faits import find_fait
from spaser.documents.corps import find_inconnus, list_citations
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.indicateurs import Rubrique
from spaser.regles.pratiques import (
    RecherchePratiques,
    count_de_famille,
    find_eloges,
    list_manques,
    load_pratiques,
    search_pratiques,
)

PREMIERES = load_pratiques()
COMPLETE = msgspec.structs.replace(
    PREMIERES[0], resultat="12 marchés.", preuve="Relevé.", etapes=("Choisir.", "Faire.")
)


@pytest.mark.parametrize("pratique", PREMIERES, ids=lambda p: p.code)
def test_each_first_practice_rests_on_a_sure_fact(pratique):
    cites = list_citations(pratique.resultat)

    assert list_manques(pratique, cite=bool(cites)) == []
    assert find_inconnus(*pratique.textes) == []
    assert {find_fait(code.partition(".")[0]).confiance for code in cites} <= {"A", "B"}
    assert set(pratique.familles) <= set(read_familles())
    assert pratique.acheteur


def test_there_are_six_to_ten_of_them_under_codes_of_their_own():
    assert 6 <= len(PREMIERES) <= 10
    assert len({p.code for p in PREMIERES}) == len(PREMIERES)


@pytest.mark.parametrize(
    ("change", "manque"),
    [
        ({"titre": ""}, "Donnez-lui un titre"),
        ({"fait": ""}, "Dites ce qui a été fait"),
        ({"resultat": ""}, "Dites ce que cela a donné"),
        ({"resultat": "Beaucoup mieux."}, "Donnez un chiffre"),
        ({"preuve": ""}, "Dites comment"),
        ({"preuve_adresse": ""}, "ou liez un marché"),
        ({"etapes": ("Une.",)}, "Donnez deux étapes"),
    ],
)
def test_what_a_practice_lacks_is_said(change, manque):
    (faute,) = list_manques(msgspec.structs.replace(COMPLETE, **change))

    assert manque in faute


def test_a_fact_of_the_site_stands_for_an_address():
    sans = msgspec.structs.replace(COMPLETE, preuve_adresse="")

    assert list_manques(sans, cite=True) == []
    assert list_manques(COMPLETE) == []


@pytest.mark.parametrize(
    ("texte", "vus"),
    [
        ("Le nettoyage est réservé à l’insertion.", []),
        ("Le leader du secteur a fait un travail remarquable.", ["leader", "remarquable"]),
        ("Nous recommandons ce prestataire.", ["nous recommandons"]),
        ("La meilleure entreprise de la région", ["meilleure entreprise"]),
        ("Confié à Dupuis SARL.", ["Dupuis SARL"]),
        ("Le chantier de Bâtir Demain a employé six personnes.", ["Bâtir Demain"]),
        ("Les résultats sont bons ; bâtir demain se prépare.", ["Bâtir Demain"]),
        ("L’association locale et la ville.", []),
    ],
)
def test_praise_of_a_firm_and_its_name_are_seen(texte, vus):
    trouves = find_eloges([texte], ["Bâtir Demain", "Ville", "EAU"])

    assert [t.split("\u00a0")[1].lower() for t in trouves] == [v.lower() for v in vus]


def test_a_practice_is_found_by_its_words_its_family_and_its_theme():
    def codes(**demande):
        return [p.code for p in search_pratiques(PREMIERES, RecherchePratiques(**demande))]

    assert codes(texte="PAIN SEC") == ["reserver-des-marches-a-l-insertion"]
    assert codes(texte="introuvable") == []
    assert {
        p.axe for p in search_pratiques(PREMIERES, RecherchePratiques(axe=Rubrique.SOCIAL))
    } == {"social"}
    textile = codes(famille="textile")
    assert textile[0] == "reserver-des-marches-a-l-insertion"
    assert "lire-tous-les-schemas-avant-d-ecrire-le-sien" in textile  # good for all purchases
    assert len(codes()) == len(PREMIERES)


def test_families_without_a_practice_are_left_out():
    assert count_de_famille(PREMIERES, ["textile", "securite", "textile"]) == {"textile": 1}
