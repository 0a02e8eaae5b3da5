"""The site's settings as mypy needs them to know the models: no database, nothing on the disk."""

import os

for nom in [nom for nom in os.environ if nom.startswith("SPASER_")]:
    del os.environ[nom]
os.environ["SPASER_SECRET"] = "une clé qui ne sert qu’à lire les types, assez longue pour le site"  # noqa: S105 - signs nothing

from spaser.site.config.settings import *  # noqa: E402, F403 - once the environment is empty
