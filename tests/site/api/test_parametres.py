import pytest

from spaser.site.api.registre import ParametresRecherche, read_noeuds
from spaser.site.registre.tableau import FILTRES, accepts_valeur

pytestmark = pytest.mark.django_db


def test_every_filter_of_the_page_is_a_parameter():
    assert list(read_noeuds(ParametresRecherche)) == ["q", *(filtre.nom for filtre in FILTRES)]


@pytest.mark.parametrize("filtre", FILTRES, ids=lambda filtre: filtre.nom)
def test_the_values_that_are_documented_are_those_of_the_filter(filtre):
    noeud = read_noeuds(ParametresRecherche)[filtre.nom]["items"]
    valeurs = noeud.get("enum", noeud.get("examples"))

    assert [valeur for valeur in valeurs if not accepts_valeur(filtre, valeur)] == []


@pytest.mark.parametrize(
    ("requete", "champ", "message", "correction"),
    [
        (
            "regions=53",
            "regions",
            "ce paramètre n’existe pas ici.",
            "Vouliez-vous écrire « region » ?",
        ),
        ("xyz=1", "xyz", "ce paramètre n’existe pas ici.", "Retirez-le."),
        (
            "mutualise=peut-être",
            "mutualise",
            "« peut-être » n’est pas dans la liste des valeurs.",
            "Choisissez parmi : oui, non, non-connu.",
        ),
        (
            "type=",
            "type",
            "«  » n’est pas dans la liste des valeurs.",
            None,
        ),
        ("page=0", "page", "« 0 » est trop petit.", "Le minimum est 1."),
        ("page=-1", "page", "« -1 » est trop petit.", "Le minimum est 1."),
        (
            "page=deux",
            "page",
            "la valeur n’est pas de la bonne nature.",
            "Écrivez un nombre entier, sans guillemets.",
        ),
        (
            "page=1.0",
            "page",
            "la valeur n’est pas de la bonne nature.",
            "Écrivez un nombre entier, sans guillemets.",
        ),
        ("page=1&page=2", "page", "ce paramètre est donné plusieurs fois.", "Gardez-en un seul."),
        ("par_page=101", "par_page", "« 101 » est trop grand.", "Le maximum est 100."),
        (
            "periode=24",
            "periode",
            "« 24 » n’a pas la forme attendue.",
            "Écrivez par exemple « 2026 ».",
        ),
        (
            f"q={'a' * 201}",
            "q",
            "le texte a 201 caractères.",
            "Ramenez-le à 200 caractères au plus.",
        ),
        (
            "statut=%3Cscript%3E",
            "statut",
            "« <script> » n’est pas dans la liste des valeurs.",
            None,
        ),
    ],
)
def test_a_faulty_parameter_is_named_with_its_fix(demande, requete, champ, message, correction):
    reponse = demande(f"fiches?{requete}")
    [erreur] = reponse.json()["erreurs"]

    assert reponse.status_code == 422
    assert reponse["Content-Type"] == "application/problem+json"
    assert reponse.json()["detail"] == f"Paramètre à corriger : {champ}."
    assert (erreur["champ"], erreur["message"]) == (champ, message)
    assert correction is None or erreur["correction"] == correction


def test_every_faulty_parameter_is_told_at_once(demande):
    erreurs = demande("facettes?region=xx&page=1").json()["erreurs"]

    assert [erreur["champ"] for erreur in erreurs] == ["page", "region"]


@pytest.mark.parametrize("texte", ["%00", "%FF", "%22%20OR%201=1", "*", "(", "a%20NEAR%20b", "😀"])
def test_any_text_may_be_looked_for(demande, texte):
    assert demande(f"fiches?q={texte}").status_code == 200
