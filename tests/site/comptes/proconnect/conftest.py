"""A real OpenID provider, in a thread, that a test may also make lie."""

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import flask
import httpx
import oidc_provider_mock
import pytest
from joserfc import jwt
from oidc_provider_mock._server import _threaded_server

ADA = {
    "email": "ada@exemple.fr",
    "given_name": "Ada",
    "family_name": "Lierre",
    "siret": "21350238800019",
}


@dataclass
class Fournisseur:
    """The provider: what it says of people, and the lies it may be asked to tell."""

    adresse: str = ""
    signe: bool = False
    mensonges: dict = field(default_factory=dict)

    def dit(self, sub, **claims):
        """Change what is said of one person."""
        reponse = httpx.put(f"{self.adresse}/users/{sub}", json=claims)
        assert reponse.status_code == 204

    def autorise(self, depart, sub="sub-ada"):
        """Play the person on the provider's page; return where her browser is sent back."""
        reponse = httpx.post(depart, data={"sub": sub})
        assert reponse.status_code == 302, reponse.text
        return reponse.headers["Location"]

    def refuse(self, depart):
        """Play a person who turns back."""
        return httpx.post(depart, data={"action": "deny"}).headers["Location"]


def _claims_of(jeton):
    corps = jeton.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(corps + "=" * (-len(corps) % 4)))


def _sign(claims):
    cle = flask.g.oidc_provider_mock_storage.jwk
    return jwt.encode({"alg": "RS256", "kid": cle.kid}, claims, cle)


def _install(application, fournisseur):
    @application.after_request
    def falsify(reponse):
        if flask.request.path == "/oauth2/token" and "id_token" in fournisseur.mensonges:
            corps = reponse.get_json()
            claims = _claims_of(corps["id_token"]) | fournisseur.mensonges["id_token"]
            corps["id_token"] = _sign({k: v for k, v in claims.items() if v is not None})
            reponse.set_data(json.dumps(corps))
        if flask.request.path == "/userinfo":
            claims = reponse.get_json() | fournisseur.mensonges.get("userinfo", {})
            reponse.set_data(json.dumps(claims))
            if fournisseur.signe:
                emis = {"iss": fournisseur.adresse, "aud": "spaser"} | claims
                reponse.set_data(_sign(emis))
                reponse.content_type = "application/jwt"
        return reponse


@contextmanager
def run_fournisseur():
    personnes = [
        oidc_provider_mock.User(sub="sub-ada", claims=ADA),
        oidc_provider_mock.User(sub="sub-bis", claims=ADA | {"given_name": "Autre"}),
        oidc_provider_mock.User(sub="sub-bruno", claims={"email": "bruno@exemple.fr"}),
        oidc_provider_mock.User(sub="sub-sans-adresse", claims={}),
    ]
    application = oidc_provider_mock.app(user_claims=personnes)
    fournisseur = Fournisseur()
    _install(application, fournisseur)
    with _threaded_server(app=application) as serveur:
        fournisseur.adresse = f"http://localhost:{serveur.server_port}"
        yield fournisseur


@pytest.fixture(scope="module")
def serveur():
    with run_fournisseur() as lance:
        yield lance


@pytest.fixture
def fournisseur(serveur, settings):
    serveur.signe, serveur.mensonges = False, {}
    serveur.dit("sub-ada", **ADA)
    configure(settings, serveur)
    return serveur


def configure(settings, lance):
    """Make the site a client of this provider."""
    settings.PROCONNECT_EMETTEUR = lance.adresse
    settings.PROCONNECT_FIN_DE_SESSION = f"{lance.adresse}/oauth2/end_session"
    settings.OIDC_RP_CLIENT_ID = "spaser"
    settings.OIDC_RP_CLIENT_SECRET = "un secret d’essai"  # noqa: S105 - the mock takes any
    settings.OIDC_RP_SCOPES = "openid profile email"
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{lance.adresse}/oauth2/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{lance.adresse}/oauth2/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{lance.adresse}/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{lance.adresse}/jwks"


def leave(client, suivant=""):
    """Leave for the provider; return its address as our page gives it."""
    reponse = client.get("/compte/proconnect/", {"next": suivant} if suivant else {})
    assert reponse.status_code == 302
    return reponse.url


def sign_in(client, fournisseur, sub="sub-ada", suivant=""):
    """Go through the whole conversation; return the answer of our callback."""
    return client.get(fournisseur.autorise(leave(client, suivant), sub))


def parameters_of(adresse):
    return {nom: valeurs[0] for nom, valeurs in parse_qs(urlsplit(adresse).query).items()}
