"""The site's settings, made quick and silent for tests."""

import atexit
import os
import shutil
import tempfile

# Made and dropped by the first process of the run.
if "SPASER_ESSAIS_DOSSIER" not in os.environ:
    os.environ["SPASER_ESSAIS_DOSSIER"] = tempfile.mkdtemp(prefix="spaser-essais-")
    atexit.register(shutil.rmtree, os.environ["SPASER_ESSAIS_DOSSIER"], ignore_errors=True)
os.environ["SPASER_DOSSIER"] = os.path.join(  # noqa: PTH118 - a text for the environment
    os.environ["SPASER_ESSAIS_DOSSIER"], os.environ.get("PYTEST_XDIST_WORKER", "seul")
)
os.environ["SPASER_ENTREPOT"] = os.path.join(  # noqa: PTH118 - same
    os.environ["SPASER_DOSSIER"], "entrepot"
)
os.environ.setdefault(
    "SPASER_SECRET", "une clé qui ne sert qu’aux essais, assez longue pour Django"
)

from tests.site.postgresql import choose_adresse

os.environ["SPASER_BASE"] = choose_adresse()

from spaser.site.config.settings import *  # noqa: F403

if not os.environ["SPASER_BASE"]:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 - told apart by process

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "tests.site.taches.AuSucces"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns of its absence
WHITENOISE_USE_FINDERS = False  # it would look at every file anew for each test
