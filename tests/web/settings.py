"""The site's settings, made quick and silent for tests."""

import os
import tempfile

os.environ.setdefault("SPASER_DOSSIER", tempfile.mkdtemp(prefix="spaser-essais-"))
os.environ.setdefault(
    "SPASER_SECRET", "une clé qui ne sert qu’aux essais, assez longue pour Django"
)

from tests.web.postgresql import choose_adresse

os.environ["SPASER_BASE"] = choose_adresse()

from spaser.web.config.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns of its absence
