"""A buyer is found by SIREN or by name; what is not found is told with what to do."""

import pytest

from spaser.regles.nomenclatures import TypeStructure
from spaser.site.acheteurs.page_publique import search_acheteurs
from tests.moteur.referentiels.fabrique import siren
from tests.site.organisations.fabrique import make_organisation, texte
from tests.site.registre.fabrique import make_fiche

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

HOPITAL = siren(81239999)


def _search(client, question):
    return client.get("/acheteurs/", {"q": question})


def _names(question, limite=5):
    return [identite.nom for identite in search_acheteurs(question, limite).acheteurs]


@pytest.mark.parametrize(
    ("question", "trouve"),
    [
        ("217605401", "217605401"),
        ("217 605 401", "217605401"),
        ("SIREN 217 605 401", "217605401"),
        ("21760540100017", "217605401"),
        ("métropole rouen normandie", "200023414"),
        ("Région Bretagne", "233500016"),
    ],
)
def test_one_answer_opens_its_page(client, question, trouve):
    reponse = _search(client, question)

    assert (reponse.status_code, reponse["Location"]) == (302, f"/acheteurs/{trouve}/")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("217605402", "La clé de contrôle"),
        ("21760540", "Ce numéro compte 8 chiffres"),
        ("000000000", "ne peut pas être fait que de zéros"),
    ],
)
def test_a_wrong_number_is_told_with_its_fix_and_finds_nobody(client, question, message):
    reponse = _search(client, question)

    assert message in texte(reponse)
    assert reponse.context["trouves"] == ()


def test_homonyms_are_told_by_their_place(client):
    reponse = _search(client, "Saint-Denis")

    premiers = [(i.nom, i.codes_departement) for i in reponse.context["trouves"][:2]]
    assert premiers == [("Saint-Denis", ("974",)), ("Saint-Denis", ("93",))]
    assert "Seine-Saint-Denis (93), Île-de-France" in texte(reponse)


def test_a_name_that_fits_more_than_twenty_asks_for_the_place(client):
    reponse = _search(client, "saint martin")

    assert len(reponse.context["trouves"]) == 20
    assert "Les 20 premiers" in texte(reponse)
    assert "Ajoutez un mot du nom, ou le lieu" in texte(reponse)


def test_a_slip_is_mended_and_said(client):
    reponse = _search(client, "strasbuorg")

    assert reponse.context["trouves"][0].nom == "Strasbourg"
    assert "Voici les résultats pour « <strong>strasbourg</strong> »" in texte(reponse)


def test_what_no_name_holds_together_is_said(client):
    assert "sans « qzyxqzyx »" in texte(_search(client, "qzyxqzyx de rouen"))


def test_a_name_that_nobody_bears_leads_to_the_siren(client):
    lu = texte(_search(client, "zzzzqqqq"))

    assert "Donnez plutôt le SIREN" in lu
    assert "introuvable" not in lu


def test_nothing_typed_finds_nothing_and_says_nothing_wrong(client):
    lu = texte(client.get("/acheteurs/"))

    assert "Donnez plutôt le SIREN" not in lu
    assert "Trouver un acheteur" in lu


@pytest.mark.longue
def test_buyers_that_only_contract_files_name_are_found(marches):
    assert _names("hôpital fictiville") == ["Hôpital de Fictiville (fictif)"]


def test_without_a_store_the_tables_still_answer(settings, tmp_path):
    settings.ENTREPOT = tmp_path / "rien"

    assert _names("rouen", 1) == ["Rouen"]


def test_a_buyer_of_the_register_is_found_as_soon_as_its_sheet_is_published():
    assert _names("qzyx") == []

    make_fiche("Hospices de Qzyx", siren=HOPITAL, type=TypeStructure.ETABLISSEMENT_SANTE)

    assert _names("hospices de qzyx") == ["Hospices de Qzyx"]


def test_only_an_organisation_that_the_team_verified_is_found_by_its_name():
    make_organisation(HOPITAL, "Clinique Qzyxsonge", identite="a_verifier")
    assert _names("qzyxsonge") == []

    make_organisation(siren(81238888), "Clinique Qzyxchimere", identite="verifiee")
    assert _names("qzyxchimere") == ["Clinique Qzyxchimere"]


def test_a_person_whom_sirene_knows_is_never_proposed(sirene):
    sirene(
        {
            "siren": "001010057",
            "denominationUniteLegale": None,
            "nomUniteLegale": "QZYXPERSONNE",
            "prenomUsuelUniteLegale": "CLAUDE",
            "categorieJuridiqueUniteLegale": "1000",
        }
    )

    assert _names("qzyxpersonne") == []
    assert _names("hôpital fictiville") != ["Hôpital de Fictiville (fictif)"]


@pytest.mark.longue
def test_the_name_of_sirene_stands_before_that_of_the_files(sirene):
    sirene(
        {
            "siren": "001010057",
            "denominationUniteLegale": "CENTRE HOSPITALIER DE FICTIVILLE",
            "categorieJuridiqueUniteLegale": "7364",
        }
    )

    assert _names("CH Fictiville") == ["CENTRE HOSPITALIER DE FICTIVILLE"]


def test_names_are_proposed_while_one_types(client):
    reponse = client.get("/acheteurs/noms/", {"q": "rouen metr"})

    assert reponse.json() == {
        "acheteurs": [
            {
                "nom": "Métropole Rouen Normandie",
                "precision": "Métropole – Seine-Maritime (76), Normandie",
                "adresse": "/acheteurs/200023414/",
            }
        ]
    }


@pytest.mark.parametrize("question", ["", "zz", "%", "x" * 5000])
def test_a_useless_question_proposes_nothing(client, question):
    assert client.get("/acheteurs/noms/", {"q": question}).json() == {"acheteurs": []}
