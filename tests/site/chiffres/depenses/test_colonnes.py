"""Columns that are not sure are asked once, and remembered for the space."""

import pytest

from spaser.site.chiffres.models import CorrespondanceGardee, EtatExtrait, Extrait
from tests.site.chiffres.depenses.conftest import RACINE, make_csv
from tests.site.organisations.fabrique import texte

TITRES = "Exercice;Qui;SIRET;Nature;Montant"
LIGNES = ("2025;Atelier fictif;;6283;120,00", "2025;<b>Soleil</b>;;60623;240,00")


@pytest.fixture
def extrait(deposit):
    deposit(make_csv(titres=TITRES, lignes=LIGNES))
    return Extrait.objects.get()


def _reponses(extrait, **changements):
    return {
        "version": extrait.version,
        "colonne_0": "exercice",
        "colonne_1": "tiers",
        "colonne_2": "siret",
        "colonne_3": "compte",
        "colonne_4": "montant",
        "montant_est": "ttc",
        "annee": "",
        **changements,
    }


def test_an_unclear_amount_is_asked_with_examples(extrait, redaction):
    page = redaction.get(f"{RACINE}fichiers/{extrait.cle}/colonnes/")

    assert extrait.etat == EtatExtrait.A_PRECISER
    assert "Rien ne dit si le montant est hors taxes" in texte(page)
    assert "Atelier fictif" in texte(page)
    assert "<b>Soleil</b>" not in page.content.decode()  # what a file holds is no HTML


@pytest.mark.longue
def test_the_answer_is_remembered_for_the_files_to_come(extrait, post, deposit):
    page = texte(post(f"fichiers/{extrait.cle}/colonnes/", _reponses(extrait)))
    assert "Les colonnes sont gardées" in page
    assert Extrait.objects.get().est_lu

    deposit(make_csv("suite.csv", titres=TITRES, lignes=LIGNES[:1]))
    assert all(e.est_lu for e in Extrait.objects.all())
    assert CorrespondanceGardee.objects.count() == 1


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"colonne_1": "compte"}, "est déjà la colonne"),
        ({"colonne_4": "aucun"}, "Aucune colonne de montant"),
        ({"colonne_0": "aucun"}, "Aucune colonne de date ni d’exercice"),
        ({"colonne_2": "inventée"}, "Choisissez dans la liste."),
        ({"annee": "20"}, "Écrivez une année"),
    ],
)
def test_a_mapping_that_cannot_hold_is_told_with_its_fix(extrait, post, changements, message):
    page = texte(post(f"fichiers/{extrait.cle}/colonnes/", _reponses(extrait, **changements)))

    assert message in page
    assert not CorrespondanceGardee.objects.exists()


def test_the_second_person_to_save_sees_both_versions(extrait, post):
    post(f"fichiers/{extrait.cle}/colonnes/", _reponses(extrait))

    autre = _reponses(extrait, colonne_1="aucun")
    page = texte(post(f"fichiers/{extrait.cle}/colonnes/", autre))

    assert "Une autre personne a enregistré ces colonnes" in page
    assert "Enregistré entre-temps : Nom du fournisseur." in page


def test_a_table_that_no_word_names_is_asked_all_the_same(deposit, post):
    deposit(make_csv(titres="Un;Deux;Trois", lignes=("2025;x;10,00",)))
    extrait = Extrait.objects.get()
    assert extrait.etat == EtatExtrait.A_PRECISER

    reponses = {"version": 1, "colonne_0": "exercice", "colonne_1": "tiers"}
    post(f"fichiers/{extrait.cle}/colonnes/", reponses | {"colonne_2": "montant_ht"})
    assert Extrait.objects.get().est_lu
