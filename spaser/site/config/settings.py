"""Settings of the site. What an operator may change comes from `reglages`."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from spaser.elements import read_version
from spaser.site.socle import reglages

if TYPE_CHECKING:
    from sentry_sdk.types import Event


# --- What the operator's settings mean to Django: address, database, mails, store, key, traces
# ---


# What does not go is told at once, all of it, before anything is made of it.


def check_reglages() -> None:
    if fautes := reglages.list_fautes():
        raise ImproperlyConfigured("\n".join(map(str, fautes)))


# Which database the site writes to: SQLite in its folder, or PostgreSQL by its address.

# One writer at a time that waits its turn, readers never blocked; what is deleted is zeroes.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA mmap_size=134217728; PRAGMA secure_delete=ON;"
)
TOUR: Final = 5  # seconds that a writer waits for its turn
TOUR_DU_WEB: Final = 2  # the same where somebody waits: the site then tries again (`Attente`)

# Seconds that a thread keeps its connection: to open one costs as much as reading a page's rows.
_GARDEE = 60


def choose_base(adresse: str, dossier: Path, tour: int = TOUR) -> dict[str, Any]:
    """Return Django's description of the database; `adresse` is a postgresql:// URL or empty."""
    return _postgresql(adresse, tour) if adresse else _sqlite(dossier, tour)


def _sqlite(dossier: Path, tour: int) -> dict[str, Any]:
    return {
        "ENGINE": "spaser.site.socle.bases.sqlite3",
        "NAME": dossier / "spaser.sqlite3",
        "CONN_MAX_AGE": _GARDEE,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS, "timeout": tour},
    }


def _postgresql(adresse: str, tour: int) -> dict[str, Any]:
    parties = urlsplit(adresse)
    options = dict(parse_qsl(parties.query, keep_blank_values=True))
    return {
        "ENGINE": "spaser.site.socle.bases.postgresql",
        "NAME": unquote(parties.path.removeprefix("/")),
        "USER": unquote(parties.username or ""),
        "PASSWORD": unquote(parties.password or ""),
        "HOST": options.pop("host", parties.hostname or ""),
        "PORT": parties.port or "",
        "OPTIONS": {"pool": True, "options": f"-c lock_timeout={tour}s", **options},
    }


# How mails leave: through the operator's SMTP server, else into a folder of the site.

_ATTENTE: Final = 20  # seconds: a silent server must not hold the worker


def choose_mailers(adresse: str, dossier: Path) -> dict[str, Any]:
    """Return Django's mailers; `adresse` is smtp://, smtp+tls:// or smtps://, or empty."""
    return {"default": _smtp(adresse) if adresse else _folder(dossier)}


def _folder(dossier: Path) -> dict[str, Any]:
    return {
        "BACKEND": "spaser.site.socle.courriels.envoi.DepotCourriels",
        "OPTIONS": {"dossier": dossier / "courriels"},
    }


def _smtp(adresse: str) -> dict[str, Any]:
    parties = urlsplit(adresse)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parties.hostname,
            "port": parties.port,
            "username": unquote(parties.username or ""),
            "password": unquote(parties.password or ""),
            "use_tls": parties.scheme == "smtp+tls",
            "use_ssl": parties.scheme == "smtps",
            "timeout": _ATTENTE,
        },
    }


# Where the site reads published contracts.

SIREN_FICTIF: Final = "001010016"  # the invented buyer whose space anybody may visit
_DEMONSTRATION: Final = "demonstration"  # where `spaser demarrer` puts its invented territory


def choose_entrepot(texte: str, *, demonstration: bool) -> Path:
    """Return the folder of the store; a demonstration never shows real contracts."""
    dossier = Path(texte).absolute()
    return dossier / _DEMONSTRATION if demonstration else dossier


# The site's secret key: given by the operator, else drawn once and kept beside the data.


def read_secret(dossier: Path) -> str:
    """Return the key of `SPASER_SECRET`, else the one kept in the site's folder."""
    return reglages.read_reglage("SPASER_SECRET") or _read_kept(dossier / "secret")


def _read_kept(fichier: Path) -> str:
    fichier.parent.mkdir(parents=True, exist_ok=True)
    try:
        descripteur = os.open(fichier, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return fichier.read_text(encoding="ascii")
    with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
        sortie.write(secrets.token_urlsafe(50))
    return fichier.read_text(encoding="ascii")


# What the processes write to their error output: dated lines, or one JSON object a line.


def choose_traces(forme: str) -> dict[str, Any]:
    """Return Django's logging; a page not found is no fault of the site, a fault has its trace.

    Lines for people are warnings and errors; those for machines tell each answer too.
    """
    filtres = {"filters": ["sans_adresse"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "texte": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "spaser.site.socle.traces.FormatJson"},
        },
        "filters": {"sans_adresse": {"()": "spaser.site.socle.traces.SansAdresse"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": forme} | filtres},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "spaser.acces": {"level": "INFO" if forme == "json" else "WARNING"},
        },
    }


# Where faults are reported, if the operator wants them to be.


def start_rapports(adresse: str, version: str) -> None:
    """Report faults to an address that speaks Sentry's protocol; nothing leaves without one.

    A report holds the trace and the name of the page: no visitor, no form, no cookie, no address.
    """
    if not adresse:
        return
    import sentry_sdk  # noqa: PLC0415 - half a second of start that few sites need

    sentry_sdk.init(
        dsn=adresse,
        release=version,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=strip_rapport,
    )


def strip_rapport(rapport: Event, indice: dict[str, Any]) -> Event:
    """Take out of a report what may name a person; the name of the page stays."""
    rapport.pop("request", None)
    rapport.pop("user", None)
    rapport.pop("server_name", None)
    rapport.pop("extra", None)
    return rapport


check_reglages()

DOSSIER = Path(reglages.read_reglage("SPASER_DOSSIER")).absolute()
SECRET_KEY = read_secret(DOSSIER)
DEBUG = False
ALLOWED_HOSTS = reglages.read_liste("SPASER_HOTES")
ADRESSE = reglages.read_reglage("SPASER_ADRESSE").rstrip("/")
MARQUE = reglages.read_reglage("SPASER_MARQUE")
DEMONSTRATION = reglages.read_reglage("SPASER_DEMONSTRATION") == "oui"
ESPACE_VISITABLE = SIREN_FICTIF if DEMONSTRATION else ""  # anybody may read this buyer's space
ENTREPOT = choose_entrepot(reglages.read_reglage("SPASER_ENTREPOT"), demonstration=DEMONSTRATION)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "widget_tweaks",
    "spaser.site.socle",  # before dsfr and Django, whose templates it may replace
    "dsfr",
    "django.forms",  # after dsfr, whose radios and boxes come first
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "spaser.site.recherche",
    "spaser.site.comptes",
    "spaser.site.organisations",
    "spaser.site.espace",
    "spaser.site.registre",
    "spaser.site.editorial",
    "spaser.site.chiffres",
    "spaser.site.diagnostic",
    "spaser.site.plan",
    "spaser.site.schema",
    "spaser.site.rencontres",
    "spaser.site.acheteurs",
    "spaser.site.portail",
    "spaser.site.equipe",
    "spaser.site.entourage",
    "spaser.site.api",
]

MIDDLEWARE = [
    "spaser.site.socle.traces.Trace",
    "spaser.site.socle.requetes.AdresseReelle",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "spaser.site.socle.requetes.PagesLegeres",
    "spaser.site.socle.requetes.Entetes",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "spaser.site.socle.requetes.Maintenance",
    "spaser.site.socle.requetes.Attente",
    "spaser.site.socle.requetes.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "spaser.site.comptes.intergiciels.EnvoiSansCompte",  # both before what reads the body
    "spaser.site.socle.requetes.EnvoiTropLourd",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "spaser.site.socle.requetes.TropDeDemandesMiddleware",
    "spaser.site.comptes.intergiciels.FinDeSession",
    "django_otp.middleware.OTPMiddleware",
    "spaser.site.comptes.intergiciels.ConnexionEtReprise",
    "spaser.site.comptes.intergiciels.SecondFacteurExige",
    "spaser.site.comptes.views.ConfirmationDesGestes",
    "spaser.site.rencontres.formation.services.SuiviJoint",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "spaser.site.socle.requetes.DemandeRefusee",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "spaser.site.config.adresses"
WSGI_APPLICATION = "spaser.site.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DSFR_MARK_OPTIONAL_FIELDS = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": ["spaser.site.socle.templatetags.socle"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "spaser.site.socle.pages.Dossiers",
                        "spaser.site.socle.pages.Applications",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "spaser.site.socle.pages.site",
                "spaser.site.portail.aide.aide",
            ],
        },
    }
]

DATABASES = {"default": choose_base(reglages.read_reglage("SPASER_BASE"), DOSSIER)}
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
ANNUAIRE = reglages.read_reglage("SPASER_ANNUAIRE").rstrip("/")
CLAMD = reglages.read_reglage("SPASER_CLAMD")
MANDATAIRES = int(reglages.read_reglage("SPASER_MANDATAIRES"))
PROCESSUS = int(reglages.read_reglage("SPASER_PROCESSUS"))
FILS = int(reglages.read_reglage("SPASER_FILS"))
TRAVAILLEURS = int(reglages.read_reglage("SPASER_TRAVAILLEURS"))
MEMOIRE = reglages.choose_partage()
SAUVEGARDES = reglages.read_reglage("SPASER_SAUVEGARDES")
SAUVEGARDES_CLE = reglages.read_reglage("SPASER_SAUVEGARDES_CLE")

MAILERS = choose_mailers(reglages.read_reglage("SPASER_COURRIEL"), DOSSIER)
SANS_COURRIEL = not reglages.read_reglage(
    "SPASER_COURRIEL"
)  # nothing leaves: mails are kept in a folder
DEFAULT_FROM_EMAIL = SERVER_EMAIL = reglages.read_reglage("SPASER_EXPEDITEUR")

LOGGING = choose_traces(reglages.read_reglage("SPASER_JOURNAUX"))
MESURES = reglages.read_reglage("SPASER_MESURES")  # the key of /mesures; closed without one
start_rapports(reglages.read_reglage("SPASER_RAPPORTS"), read_version())
TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}

# Served on https, everything is; Secure is left off on one's own machine only (`adresse`).
HTTPS = ADRESSE.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante(/vivant|/pret)?$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = reglages.read_reglage("SPASER_PRECHARGEMENT") == "oui"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
APPAREIL_COOKIE_NAME = "__Host-appareil" if HTTPS else "appareil"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
MAINTENANCE = reglages.read_reglage("SPASER_MAINTENANCE") == "oui"
CSRF_FAILURE_VIEW = "spaser.site.socle.requetes.refuse_csrf"

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
    "spaser.site.comptes.proconnect.IdentificationProConnect",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "spaser.site.comptes.preuves.Longueur"},
    {"NAME": "spaser.site.comptes.preuves.Variete"},
    {"NAME": "spaser.site.comptes.preuves.TropConnu"},
    {"NAME": "spaser.site.comptes.preuves.TropPersonnel"},
]

# A session ends after this long without a page asked for. Its cookie and its row outlive it by a
# day, so that the next page can say why and keep what was being typed.
SESSION_ENGINE = "spaser.site.comptes.sessions"
DUREE_INACTIVITE = timedelta(minutes=int(reglages.read_reglage("SPASER_SESSION_MINUTES")))
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
AXES_CLIENT_IP_CALLABLE = "spaser.site.comptes.sessions.read_adresse"
AXES_WHITELIST_CALLABLE = "spaser.site.comptes.sessions.is_spared"
AXES_LOCKOUT_CALLABLE = "spaser.site.comptes.sessions.answer_verrou"

OTP_TOTP_ISSUER = "SPASER"

PROCONNECT_EMETTEUR = reglages.read_reglage("SPASER_PROCONNECT_EMETTEUR").rstrip("/")
_chemins = reglages.read_liste("SPASER_PROCONNECT_CHEMINS")
(
    OIDC_OP_AUTHORIZATION_ENDPOINT,
    OIDC_OP_TOKEN_ENDPOINT,
    OIDC_OP_USER_ENDPOINT,
    OIDC_OP_JWKS_ENDPOINT,
    PROCONNECT_FIN_DE_SESSION,
) = (f"{PROCONNECT_EMETTEUR}/{chemin}" for chemin in _chemins)
OIDC_RP_CLIENT_ID = reglages.read_reglage("SPASER_PROCONNECT_CLIENT")
OIDC_RP_CLIENT_SECRET = reglages.read_reglage("SPASER_PROCONNECT_SECRET")
OIDC_RP_SCOPES = reglages.read_reglage("SPASER_PROCONNECT_PORTEES")
OIDC_RP_SIGN_ALGO = reglages.read_reglage("SPASER_PROCONNECT_ALGORITHME")
OIDC_AUTHENTICATION_CALLBACK_URL = "comptes:proconnect_retour"
OIDC_STATE_SIZE = 48
OIDC_NONCE_SIZE = 48
OIDC_USE_PKCE = False  # ProConnect refuses the parameters it does not know
OIDC_STORE_ID_TOKEN = True  # signing out of ProConnect asks for it
OIDC_TIMEOUT = 10
