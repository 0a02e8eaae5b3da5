"""Writes `portes.txt` anew, of a recording of pages.

python -m tests.equivalence.ecrire_portes DOSSIER
"""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.site.settings")
django.setup()

from tests.equivalence.portes import LISTE, find_portes, list_adresses  # noqa: E402 - once ready


def main():
    portes = find_portes(list_adresses(Path(sys.argv[1])))
    LISTE.write_text("".join(f"{vue} {adresse}\n" for vue, adresse in portes.items()), "utf-8")


if __name__ == "__main__":
    main()
