"""Settings of the site. What an operator may change comes from `reglages`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from spaser.version import read_version
from spaser.web.config.deduits import (
    SIREN_FICTIF,
    check_reglages,
    choose_base,
    choose_entrepot,
    choose_mailers,
    choose_traces,
    read_secret,
    start_rapports,
)
from spaser.web.config.fautes import choose_partage
from spaser.web.config.reglages import read_liste, read_reglage

check_reglages()

DOSSIER = Path(read_reglage("SPASER_DOSSIER")).absolute()
SECRET_KEY = read_secret(DOSSIER)
DEBUG = False
ALLOWED_HOSTS = read_liste("SPASER_HOTES")
ADRESSE = read_reglage("SPASER_ADRESSE").rstrip("/")
MARQUE = read_reglage("SPASER_MARQUE")
DEMONSTRATION = read_reglage("SPASER_DEMONSTRATION") == "oui"
ESPACE_VISITABLE = SIREN_FICTIF if DEMONSTRATION else ""  # anybody may read this buyer's space
ENTREPOT = choose_entrepot(read_reglage("SPASER_ENTREPOT"), demonstration=DEMONSTRATION)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "widget_tweaks",
    "spaser.web.socle",  # before dsfr and Django, whose templates it may replace
    "dsfr",
    "django.forms",  # after dsfr, whose radios and boxes come first
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "spaser.web.recherche",
    "spaser.web.courriels",
    "spaser.web.comptes",
    "spaser.web.organisations",
    "spaser.web.commun",
    "spaser.web.registre",
    "spaser.web.editorial",
    "spaser.web.obligations",
    "spaser.web.appuis",
    "spaser.web.espace",
    "spaser.web.marches",
    "spaser.web.depenses",
    "spaser.web.reparation",
    "spaser.web.chiffres",
    "spaser.web.pratiques",
    "spaser.web.diagnostic",
    "spaser.web.politiques",
    "spaser.web.acteurs",
    "spaser.web.grille",
    "spaser.web.plan",
    "spaser.web.cibles",
    "spaser.web.point_annuel",
    "spaser.web.publication",
    "spaser.web.redaction",
    "spaser.web.questionnaires",
    "spaser.web.faq",
    "spaser.web.parcours",
    "spaser.web.fiches",
    "spaser.web.formation",
    "spaser.web.considerations",
    "spaser.web.agenda",
    "spaser.web.bilan",
    "spaser.web.accueil",
    "spaser.web.libre_acces",
    "spaser.web.acheteurs",
    "spaser.web.bureau",
    "spaser.web.api",
    "spaser.web.aide",
    "spaser.web.sauvegarde",
    "spaser.web.portail",
]

MIDDLEWARE = [
    "spaser.web.socle.traces.Trace",
    "spaser.web.socle.intergiciels.AdresseReelle",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "spaser.web.socle.intergiciels.Entetes",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "spaser.web.socle.intergiciels.Maintenance",
    "spaser.web.socle.attente.Attente",
    "spaser.web.socle.attente.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "spaser.web.comptes.intergiciels.EnvoiSansCompte",  # both before what reads the body
    "spaser.web.socle.intergiciels.EnvoiTropLourd",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "spaser.web.socle.limites.TropDeDemandesMiddleware",
    "spaser.web.comptes.intergiciels.FinDeSession",
    "django_otp.middleware.OTPMiddleware",
    "spaser.web.comptes.intergiciels.ConnexionEtReprise",
    "spaser.web.comptes.intergiciels.SecondFacteurExige",
    "spaser.web.comptes.confirmation.ConfirmationDesGestes",
    "spaser.web.formation.suivi.SuiviJoint",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "spaser.web.socle.intergiciels.DemandeRefusee",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "spaser.web.config.urls"
WSGI_APPLICATION = "spaser.web.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DSFR_MARK_OPTIONAL_FIELDS = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": ["spaser.web.socle.templatetags.francais"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "spaser.web.socle.gabarits.Dossiers",
                        "spaser.web.socle.gabarits.Applications",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "spaser.web.socle.menu.site",
                "spaser.web.aide.ecrans.aide",
            ],
        },
    }
]

DATABASES = {"default": choose_base(read_reglage("SPASER_BASE"), DOSSIER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "comptes.Utilisateur"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DOSSIER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "socle").is_dir()  # until `preparer` gathers them
WHITENOISE_MAX_AGE = 600
MEDIA_ROOT = DOSSIER / "fichiers"
MARCHES_PRIVES = DOSSIER / "marches-prives"
MARCHES_LUS = DOSSIER / "marches-lus"  # what is kept of readings, to be made again at any time
CONSIDERATIONS = DOSSIER / "considerations"  # the same, of what buyers write in their contracts
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
ANNUAIRE = read_reglage("SPASER_ANNUAIRE").rstrip("/")
CLAMD = read_reglage("SPASER_CLAMD")
MANDATAIRES = int(read_reglage("SPASER_MANDATAIRES"))
PROCESSUS = int(read_reglage("SPASER_PROCESSUS"))
FILS = int(read_reglage("SPASER_FILS"))
TRAVAILLEURS = int(read_reglage("SPASER_TRAVAILLEURS"))
MEMOIRE = choose_partage()
SAUVEGARDES = read_reglage("SPASER_SAUVEGARDES")
SAUVEGARDES_CLE = read_reglage("SPASER_SAUVEGARDES_CLE")

MAILERS = choose_mailers(read_reglage("SPASER_COURRIEL"), DOSSIER)
SANS_COURRIEL = not read_reglage("SPASER_COURRIEL")  # nothing leaves: mails are kept in a folder
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read_reglage("SPASER_EXPEDITEUR")

LOGGING = choose_traces(read_reglage("SPASER_JOURNAUX"))
MESURES = read_reglage("SPASER_MESURES")  # the key of /mesures; closed without one
start_rapports(read_reglage("SPASER_RAPPORTS"), read_version())
TASKS = {"default": {"BACKEND": "spaser.web.socle.taches.backend.Taches"}}

# Served on https, everything is; Secure is left off on one's own machine only (`adresse`).
HTTPS = ADRESSE.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante(/vivant|/pret)?$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = read_reglage("SPASER_PRECHARGEMENT") == "oui"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
APPAREIL_COOKIE_NAME = "__Host-appareil" if HTTPS else "appareil"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
MAINTENANCE = read_reglage("SPASER_MAINTENANCE") == "oui"
CSRF_FAILURE_VIEW = "spaser.web.socle.erreurs.refuse_csrf"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "img-src": [CSP.SELF, "data:"],
    "manifest-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
}

# Accounts: sessions, passwords, lock-out, second factor, ProConnect.
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "comptes:profil"
LOGOUT_REDIRECT_URL = "portail:accueil"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "spaser.web.comptes.proconnect.IdentificationProConnect",
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
AXES_WHITELIST_CALLABLE = "spaser.web.comptes.connexion.is_spared"
AXES_LOCKOUT_CALLABLE = "spaser.web.comptes.connexion.answer_verrou"

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
