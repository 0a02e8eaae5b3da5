"""A buyer's space: opened by a SIREN, private, never an empty page."""

from datetime import date

import pytest

from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.portrait import compute_portrait
from spaser.regles.fiche import Partenaire
from spaser.regles.indicateurs import Perimetre
from spaser.site.chiffres.models import Reference
from spaser.site.diagnostic.acteurs.services import choose_region
from spaser.site.espace import models
from spaser.site.espace.perimetre import describe_acheteur, save_perimetre
from spaser.site.organisations.espaces import receive_essai
from spaser.site.organisations.identite import find_instance
from spaser.site.organisations.models import Espace
from spaser.site.registre.depot.envoi import prefill
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db

SIREN_ORANGE = "218400877"  # a town of the tables
# The files name this buyer; no table says what it is.
DEPART = {"siren": SIREN_VAL, "type": "metropole", "code_region": "53"}


@pytest.fixture
def seule():
    return make_personne("seule@exemple.fr")


def test_a_siren_opens_a_private_space_at_once(marches, seule):
    client = sign_in(seule)

    reponse = client.post("/espace/", {**DEPART, "siren": "001 010 016"}, follow=True)

    assert reponse.redirect_chain == [("/espace/001010016/", 302)]
    assert "Mes quatre chiffres, en 2025" in texte(reponse)
    assert Espace.objects.get().proprietaire == seule


def test_the_siren_of_a_public_page_is_already_written(marches, seule):
    page = sign_in(seule).get("/espace/", {"siren": SIREN_VAL})

    assert page.context["form"]["siren"].value() == SIREN_VAL
    assert not page.context["form"].errors


def test_a_public_page_leads_a_member_straight_to_her_space(marches):
    membre = make_membre(make_organisation(), "lecture")

    page = sign_in(membre.utilisateur).get("/espace/", {"siren": SIREN_VAL})

    assert page["Location"] == f"/espace/{SIREN_VAL}/"


def test_a_public_page_leads_straight_to_the_trial_that_is_open(marches, seule):
    client = sign_in(seule)
    client.post("/espace/", DEPART)

    assert client.get("/espace/", {"siren": SIREN_VAL})["Location"] == f"/espace/{SIREN_VAL}/"


def test_the_siren_of_a_public_page_is_kept_through_signing_in(client):
    depart = client.get("/espace/", {"siren": SIREN_VAL})

    assert depart["Location"] == f"/compte/connexion/?next=/espace/%3Fsiren%3D{SIREN_VAL}"


def test_whoever_signs_in_for_a_known_buyer_is_in_its_space_at_once(client, seule):
    adresse = f"/espace/?siren={SIREN_ORANGE}"
    seule.set_password("mot de passe assez long")
    seule.save()

    entree = client.post(
        "/compte/connexion/",
        {"courriel": seule.courriel, "mot_de_passe": "mot de passe assez long", "next": adresse},
    )
    assert entree["Location"] == adresse
    assert client.get(adresse)["Location"] == f"/espace/{SIREN_ORANGE}/"
    essai = Espace.objects.get()
    assert (essai.proprietaire, essai.type, essai.code_region) == (seule, "commune", "93")


def test_an_address_opens_nothing_by_itself(seule):
    page = sign_in(seule).get("/espace/", {"siren": SIREN_ORANGE})

    assert page.context["form"]["siren"].value() == SIREN_ORANGE
    assert not Espace.objects.exists()


def test_a_person_who_has_a_space_for_a_siren_goes_to_it(seule):
    page = sign_in(seule)
    page.post("/espace/", {"siren": SIREN_ORANGE})
    membre = make_membre(make_organisation(), "lecture")
    chez_soi = {"siren": SIREN_VAL}

    assert page.get("/espace/", {"siren": SIREN_ORANGE})["Location"] == f"/espace/{SIREN_ORANGE}/"
    assert sign_in(membre.utilisateur).get("/espace/", chez_soi)["Location"] == "/espace/001010016/"


def test_what_no_table_says_is_asked_at_once_with_what_the_public_page_knows(marches, seule):
    dits = {"siren": SIREN_VAL, "type": "metropole"}
    page = sign_in(seule).get("/espace/", dits)
    champs = {champ.name: champ.value() for champ in page.context["form"].montres}

    assert champs == {"siren": SIREN_VAL, "type": "metropole", "code_region": ""}
    assert not page.context["form"].errors


def test_a_type_that_one_does_not_know_is_an_answer(marches, seule):
    page = sign_in(seule)

    assert "Je ne sais pas" in texte(page.post("/espace/", {"siren": SIREN_VAL}))
    page.post("/espace/", DEPART | {"type": "inconnu"})
    assert Espace.objects.get().type == ""


def test_tools_start_from_what_was_said_when_the_space_was_opened(marches, seule):
    client = sign_in(seule)
    client.post("/espace/", DEPART)
    essai = Espace.objects.get()

    assert describe_acheteur(essai).nature == "metropole"
    assert find_instance(essai) == "conseil de métropole"
    assert choose_region(essai, "") == "53"
    assert prefill(SIREN_VAL, seule)["type"] == "metropole"
    assert "type" not in prefill(SIREN_VAL)
    demande = client.get(f"/organisations/rejoindre/{SIREN_VAL}/").context["form"]
    assert (demande["nom"].value(), demande["type"].value()) == (essai.nom, "metropole")


@pytest.mark.parametrize(
    ("siren", "message"),
    [
        ("0010100160000", "Ce numéro compte 13 chiffres"),
        ("001010016000001", "Ce numéro compte 15 chiffres"),
        ("001010017", "La clé de contrôle"),
        ("", "Écrivez le SIREN"),
    ],
)
def test_a_wrong_number_is_told_with_its_fix(marches, seule, siren, message):
    assert message in texte(sign_in(seule).post("/espace/", {"siren": siren}))


def test_an_address_not_confirmed_opens_nothing(marches):
    client = sign_in(make_personne("neuve@exemple.fr", confirmee=False))

    client.post("/espace/", DEPART)

    assert not Espace.objects.exists()


def test_a_trial_space_is_its_owners_alone(marches, seule):
    sign_in(seule).post("/espace/", DEPART)
    autre = sign_in(make_personne("autre@exemple.fr"))

    assert autre.get(f"/espace/{SIREN_VAL}/").status_code == 404


def test_a_member_of_another_organisation_finds_nothing(marches):
    make_organisation()
    ailleurs = make_membre(make_organisation(SIREN_HAUT, "Leurre"), "administration")

    assert sign_in(ailleurs.utilisateur).get(f"/espace/{SIREN_VAL}/").status_code == 404


def test_without_a_store_the_page_says_so_and_what_to_do():
    membre = make_membre(make_organisation(), "lecture")

    page = texte(sign_in(membre.utilisateur).get(f"/espace/{SIREN_VAL}/"))

    assert "n’a pas encore lu de données de marchés" in page
    assert "Préciser votre périmètre" in page


def test_the_perimeter_is_asked_once_and_told_under_the_figures(marches):
    membre = make_membre(make_organisation(), "redaction")
    client = sign_in(membre.utilisateur)
    reponses = {
        "budgets_annexes": "oui",
        "organismes": "001 010 024 CCAS de Val",
        "concessions": "hors",
        "coordonnateur": "oui",
        "membre": "non",
        "centrales": "inconnue",
    }

    reponse = client.post(f"/espace/{SIREN_VAL}/perimetre/modifier/", reponses, follow=True)

    assert "Les marchés de CCAS de Val (SIREN 001010024)" in texte(reponse)
    assert "y compris des achats pour d’autres acheteurs" in texte(
        client.get(f"/espace/{SIREN_VAL}/")
    )


def test_a_reader_may_not_change_the_perimeter(marches):
    membre = make_membre(make_organisation(), "lecture")

    reponse = sign_in(membre.utilisateur).get(f"/espace/{SIREN_VAL}/perimetre/modifier/")

    assert reponse.status_code == 403


def test_a_suppliers_number_is_told_and_may_be_confirmed(marches, seule):
    with open_entrepot(marches) as ouvert:
        fournisseur = compute_portrait(ouvert, SIREN_VAL, date(2026, 11, 24)).titulaires[0].siren
    client = sign_in(seule)

    page = texte(client.post("/espace/", {"siren": fournisseur}))
    confirme = {
        "siren": fournisseur,
        "acheteur": "on",
        "nom": "SEM Fictive",
        "type": "inconnu",
    }
    suite = client.post("/espace/", confirme, follow=True)

    assert "comme fournisseur" in page
    assert "Aucun marché publié ne porte ce SIREN" in texte(suite)


def test_a_name_that_must_be_written_is_not_said_optional(marches, seule):
    page = sign_in(seule).post("/espace/", {"siren": "732 829 320"})
    champs = page.context["form"].montres

    assert "Écrivez le nom de la structure" in texte(page)
    assert [c.name for c in champs if c.field.required] == ["siren", "nom", "type"]


def test_joining_hands_the_answers_and_the_figures_over(marches, seule):
    client = sign_in(seule)
    client.post("/espace/", DEPART)
    essai = Espace.objects.get()
    save_perimetre(essai, Perimetre(), seule)
    client.post(
        f"/espace/{SIREN_VAL}/indicateurs/SOC-01/garder/",
        {"annee": "2025", "expression": "nombre"},
    )
    organisation = make_organisation()

    receive_essai(seule, organisation)

    assert models.Perimetre.objects.get().espace.organisation == organisation
    assert Reference.objects.get().espace.organisation == organisation


def test_a_name_that_is_asked_for_is_not_said_to_be_optional(marches, seule):
    page = sign_in(seule).post("/espace/", {"siren": "123 456 782"})

    assert "Écrivez le nom de la structure" in texte(page)
    assert page.context["form"]["nom"].field.required


def test_every_scheme_of_the_body_is_named_those_it_shares_included(marches):
    membre = make_membre(make_organisation(), "lecture")
    premier = make_fiche("Val", siren=SIREN_VAL, debut="2020", fin="2023")
    second = make_fiche("Val", siren=SIREN_VAL, debut="2024")
    partage = make_fiche(
        "Métropole du Haut", siren=SIREN_HAUT, partenaires=(Partenaire(nom="Val", siren=SIREN_VAL),)
    )
    autre = make_fiche("Commune d’ailleurs", siren="001010024")

    page = texte(sign_in(membre.utilisateur).get(f"/espace/{SIREN_VAL}/"))

    siens = page.partition("Les schémas du registre")[2].partition("</details>")[0]
    for fiche in (premier, second, partage):
        assert fiche.get_absolute_url() in siens
    assert "dont vous êtes partenaire" in siens
    assert autre.get_absolute_url() not in siens.partition("De la même région")[0]
