"""Settings of accounts: sessions, passwords, lock-out, second factor, ProConnect."""

from __future__ import annotations

from datetime import timedelta

from spaser.web.config.reglages import read_liste, read_reglage

LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "comptes:profil"
LOGOUT_REDIRECT_URL = "portail:accueil"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "spaser.web.comptes.proconnect.identification.IdentificationProConnect",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "spaser.web.comptes.mots_de_passe.Longueur"},
    {"NAME": "spaser.web.comptes.mots_de_passe.Variete"},
    {"NAME": "spaser.web.comptes.mots_de_passe.TropConnu"},
    {"NAME": "spaser.web.comptes.mots_de_passe.TropPersonnel"},
]

# A session ends after this long without a page asked for. Its cookie and its row outlive it by a
# day, so that the next page can say why and keep what was being typed.
SESSION_ENGINE = "spaser.web.comptes.sessions"
DUREE_INACTIVITE = timedelta(minutes=int(read_reglage("SPASER_SESSION_MINUTES")))
DUREE_SESSION = timedelta(days=7)
SESSION_COOKIE_AGE = int((DUREE_INACTIVITE + timedelta(days=1)).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session on the way back from ProConnect

AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "courriel"
AXES_PASSWORD_FORM_FIELD = "mot_de_passe"  # noqa: S105 - the name of a field
AXES_CLIENT_IP_CALLABLE = "spaser.web.comptes.client.read_adresse"
AXES_WHITELIST_CALLABLE = "spaser.web.comptes.verrou.has_no_password"
AXES_LOCKOUT_CALLABLE = "spaser.web.comptes.verrou.answer_verrou"

OTP_TOTP_ISSUER = "SPASER"


PROCONNECT_EMETTEUR = read_reglage("SPASER_PROCONNECT_EMETTEUR").rstrip("/")
_chemins = read_liste("SPASER_PROCONNECT_CHEMINS")
(
    OIDC_OP_AUTHORIZATION_ENDPOINT,
    OIDC_OP_TOKEN_ENDPOINT,
    OIDC_OP_USER_ENDPOINT,
    OIDC_OP_JWKS_ENDPOINT,
    PROCONNECT_FIN_DE_SESSION,
) = (f"{PROCONNECT_EMETTEUR}/{chemin}" for chemin in _chemins)
OIDC_RP_CLIENT_ID = read_reglage("SPASER_PROCONNECT_CLIENT")
OIDC_RP_CLIENT_SECRET = read_reglage("SPASER_PROCONNECT_SECRET")
OIDC_RP_SCOPES = read_reglage("SPASER_PROCONNECT_PORTEES")
OIDC_RP_SIGN_ALGO = read_reglage("SPASER_PROCONNECT_ALGORITHME")
OIDC_AUTHENTICATION_CALLBACK_URL = "comptes:proconnect_retour"
OIDC_STATE_SIZE = 48
OIDC_NONCE_SIZE = 48
OIDC_USE_PKCE = False  # ProConnect refuses the parameters it does not know
OIDC_STORE_ID_TOKEN = True  # signing out of ProConnect asks for it
OIDC_TIMEOUT = 10
