"""The conversation with a real OpenID provider."""

from urllib.parse import urlsplit

import httpx
import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from spaser.site.comptes.models import Utilisateur
from tests.site.comptes.conftest import MOT_DE_PASSE, texte
from tests.site.comptes.proconnect.conftest import leave, parameters_of, sign_in

pytestmark = pytest.mark.django_db


def followed(client, reponse):
    return texte(client.get(reponse.url))


def test_a_newcomer_gets_an_account_matched_on_her_identifier(client, fournisseur):
    reponse = sign_in(client, fournisseur)
    ada = Utilisateur.objects.get()

    assert reponse.url == "/compte/"
    assert (ada.sub, ada.courriel, ada.prenom, ada.nom) == (
        "sub-ada",
        "ada@exemple.fr",
        "Ada",
        "Lierre",
    )
    assert ada.courriel_verifie_le is not None
    assert not ada.has_usable_password()
    assert client.session[SESSION_KEY] == str(ada.pk)


def test_the_signed_form_of_userinfo_is_read(client, fournisseur):
    fournisseur.signe = True

    assert sign_in(client, fournisseur).url == "/compte/"
    assert Utilisateur.objects.get().nom == "Lierre"


def test_the_employer_is_kept_for_the_organisation_to_propose(client, fournisseur):
    sign_in(client, fournisseur)

    assert Utilisateur.objects.get().siret_proconnect == "21350238800019"
    assert client.session["siret_proconnect"] == "21350238800019"


@pytest.mark.parametrize("siret", ["", "123", None, "2135023880001X", {"a": 1}])
def test_an_employer_that_is_not_a_siret_is_left_aside(client, fournisseur, siret):
    fournisseur.mensonges["userinfo"] = {"siret": siret}
    sign_in(client, fournisseur)

    assert Utilisateur.objects.get().siret_proconnect == ""


def test_usual_name_is_the_name_proconnect_gives(client, fournisseur):
    fournisseur.mensonges["userinfo"] = {"usual_name": "Du Lierre"}
    sign_in(client, fournisseur)

    assert Utilisateur.objects.get().nom == "Du Lierre"


def test_only_known_parameters_are_sent(client, fournisseur, settings):
    settings.OIDC_RP_SCOPES = "openid given_name usual_name email siret uid idp_id"
    envoyes = parameters_of(leave(client, "/compte/donnees/"))

    assert set(envoyes) == {
        "response_type",
        "scope",
        "client_id",
        "redirect_uri",
        "state",
        "nonce",
    }
    assert envoyes["redirect_uri"] == "http://testserver/compte/proconnect/retour/"
    assert envoyes["scope"] == "openid given_name usual_name email siret uid idp_id"
    assert len(envoyes["state"]) >= 32
    assert len(envoyes["nonce"]) >= 32


def test_state_and_nonce_are_new_each_time(client, fournisseur):
    premier, second = parameters_of(leave(client)), parameters_of(leave(client))

    assert premier["state"] != second["state"]
    assert premier["nonce"] != second["nonce"]


def test_signing_in_goes_on_to_the_page_asked_for(client, fournisseur):
    assert sign_in(client, fournisseur, suivant="/compte/donnees/").url == "/compte/donnees/"


@pytest.mark.parametrize("suivant", ["https://ailleurs.exemple/", "//ailleurs.exemple/"])
def test_signing_in_never_goes_elsewhere(client, fournisseur, suivant):
    assert sign_in(client, fournisseur, suivant=suivant).url == "/compte/"


def test_coming_again_finds_the_same_account(client, fournisseur):
    sign_in(client, fournisseur)
    client.logout()
    sign_in(client, fournisseur)

    assert Utilisateur.objects.count() == 1


def test_a_changed_address_is_followed_on_the_same_account(client, fournisseur):
    sign_in(client, fournisseur)
    client.logout()
    fournisseur.dit("sub-ada", email="ada.lierre@exemple.fr", given_name="Ada")
    sign_in(client, fournisseur)

    assert [u.courriel for u in Utilisateur.objects.all()] == ["ada.lierre@exemple.fr"]


def test_a_changed_address_never_takes_another_account(client, fournisseur, autre):
    sign_in(client, fournisseur)
    client.logout()
    fournisseur.dit("sub-ada", email="bruno@exemple.fr")
    sign_in(client, fournisseur)
    ada = Utilisateur.objects.get(sub="sub-ada")

    assert client.session[SESSION_KEY] == str(ada.pk)
    assert ada.courriel == "ada@exemple.fr"


def test_a_second_person_with_the_same_address_is_told_and_gets_nothing(client, fournisseur):
    sign_in(client, fournisseur)
    client.logout()
    reponse = sign_in(client, fournisseur, "sub-bis")

    assert SESSION_KEY not in client.session
    assert "est déjà celle d’un autre compte" in followed(client, reponse)
    assert [u.sub for u in Utilisateur.objects.all()] == ["sub-ada"]


def test_an_identity_without_an_address_is_refused(client, fournisseur):
    reponse = sign_in(client, fournisseur, "sub-sans-adresse")

    assert "La connexion par ProConnect n’a pas abouti." in followed(client, reponse)
    assert not Utilisateur.objects.exists()


def test_a_way_back_serves_once(client, fournisseur):
    retour = fournisseur.autorise(leave(client))
    client.get(retour)
    client.logout()
    reponse = client.get(retour)

    assert SESSION_KEY not in client.session
    assert reponse.url == "/compte/connexion/"


def test_a_way_back_replayed_in_the_same_session_changes_nothing(client, fournisseur):
    retour = fournisseur.autorise(leave(client))
    client.get(retour)
    reponse = client.get(retour)

    assert "La connexion par ProConnect n’a pas abouti." in followed(client, reponse)


def test_a_way_back_begun_by_someone_else_is_refused(client, fournisseur):
    retour = fournisseur.autorise(leave(Client()))
    client.get(retour)

    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    "mensonge",
    [
        pytest.param({"nonce": "un autre"}, id="wrong nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"aud": "un autre site"}, id="made for another site"),
        pytest.param({"aud": None}, id="made for nobody"),
        pytest.param({"iss": "https://ailleurs.exemple"}, id="made by another"),
        pytest.param({"iss": None}, id="made by nobody"),
        pytest.param({"exp": 1}, id="expired"),
        pytest.param({"exp": None}, id="without end"),
        pytest.param({"sub": "sub-bruno"}, id="not who userinfo says"),
    ],
)
def test_an_identity_token_that_lies_opens_nothing(client, fournisseur, mensonge):
    fournisseur.mensonges["id_token"] = mensonge
    reponse = sign_in(client, fournisseur)

    assert reponse.url == "/compte/connexion/"
    assert SESSION_KEY not in client.session
    assert not Utilisateur.objects.exists()


@pytest.mark.parametrize("signe", [False, True])
def test_userinfo_of_someone_else_opens_nothing(client, fournisseur, signe):
    fournisseur.signe = signe
    fournisseur.mensonges["userinfo"] = {"sub": "sub-bruno"}
    sign_in(client, fournisseur)

    assert SESSION_KEY not in client.session


def test_userinfo_signed_for_another_site_opens_nothing(client, fournisseur):
    fournisseur.signe = True
    fournisseur.mensonges["userinfo"] = {"aud": "un autre site"}
    sign_in(client, fournisseur)

    assert SESSION_KEY not in client.session


def test_turning_back_at_the_provider_is_answered_plainly(client, fournisseur):
    reponse = client.get(fournisseur.refuse(leave(client, "/compte/donnees/")))

    assert reponse.url == "/compte/connexion/?next=%2Fcompte%2Fdonnees%2F"
    assert "La connexion par ProConnect n’a pas abouti." in followed(client, reponse)


def test_turning_back_does_not_sign_out(client, fournisseur):
    sign_in(client, fournisseur)
    client.get(fournisseur.refuse(leave(client)))

    assert SESSION_KEY in client.session


def test_a_provider_that_does_not_answer_is_told(client, fournisseur, settings):
    retour = fournisseur.autorise(leave(client))
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/"  # noqa: S105 - an address
    reponse = client.get(retour)

    assert "ProConnect ne répond pas comme prévu." in followed(client, reponse)


def test_a_closed_account_does_not_open(client, fournisseur):
    sign_in(client, fournisseur)
    client.logout()
    Utilisateur.objects.update(is_active=False)
    sign_in(client, fournisseur)

    assert SESSION_KEY not in client.session


def test_failures_at_proconnect_lock_nobody(client, fournisseur, personne):
    fournisseur.mensonges["userinfo"] = {"email": ""}
    for _ in range(6):
        sign_in(client, fournisseur)
    reponse = client.post(
        "/compte/connexion/", {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE}
    )

    assert reponse.status_code == 302


def test_a_code_slipped_into_the_sign_in_page_is_ignored(client, fournisseur):
    parametres = parameters_of(fournisseur.autorise(leave(client)))
    adresse = f"/compte/connexion/?code={parametres['code']}&state={parametres['state']}"
    reponse = client.post(adresse, {"courriel": "a@exemple.fr", "mot_de_passe": "faux"})

    assert reponse.status_code == 200
    assert SESSION_KEY not in client.session


def test_signing_out_signs_out_of_proconnect_too(client, fournisseur):
    sign_in(client, fournisseur)
    identite = client.session["oidc_id_token"]
    page = client.post("/compte/deconnexion/")
    adresse = page["Refresh"].removeprefix("0; url=")
    envoyes = parameters_of(adresse)

    assert page.status_code == 200
    assert SESSION_KEY not in client.session
    assert urlsplit(adresse).path == "/oauth2/end_session"
    assert set(envoyes) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    assert envoyes["id_token_hint"] == identite
    assert envoyes["post_logout_redirect_uri"] == "http://testserver/compte/deconnexion/retour/"
    assert len(envoyes["state"]) >= 32
    assert httpx.get(adresse).status_code == 200


def test_coming_back_signed_out_says_so_only_with_its_state(client, fournisseur):
    sign_in(client, fournisseur)
    page = client.post("/compte/deconnexion/")
    etat = parameters_of(page["Refresh"].removeprefix("0; url="))["state"]

    faux = client.get("/compte/deconnexion/retour/?state=autre", follow=True)
    assert "et de ProConnect" not in texte(faux)

    sign_in(client, fournisseur)
    page = client.post("/compte/deconnexion/")
    etat = parameters_of(page["Refresh"].removeprefix("0; url="))["state"]
    vrai = client.get(f"/compte/deconnexion/retour/?state={etat}", follow=True)
    assert "Vous êtes déconnecté de SPASER et de ProConnect." in texte(vrai)


@pytest.mark.parametrize(("marque", "bouton"), [("neutre", False), ("etat", True)])
def test_the_state_button_is_for_the_state_brand(client, fournisseur, settings, marque, bouton):
    settings.MARQUE = marque
    page = client.get("/compte/connexion/?next=/compte/donnees/").content.decode()

    assert ("fr-connect" in page) is bouton
    assert "/compte/proconnect/?next=%2Fcompte%2Fdonnees%2F" in page
    assert ("Se connecter avec ProConnect" in page) is not bouton


@pytest.mark.parametrize("adresse", ["/compte/proconnect/", "/compte/proconnect/retour/"])
def test_without_settings_there_is_no_proconnect(client, adresse):
    assert client.get(adresse).status_code == 404
