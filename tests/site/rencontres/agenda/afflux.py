"""A process of the site that confirms many registrations at once: `afflux TRACE NUMBER…`.

Each answer is a line of TRACE: whose, its status, when it began and ended.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402 - the apps are ready
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from spaser.site.rencontres.agenda.evenements import CONFIRMER  # noqa: E402
from spaser.site.rencontres.models import Inscription  # noqa: E402

FILS = 8
CLIENT = Client()  # one for all: each would read every static file of the site
_, trace, *numeros = sys.argv
SITE = {
    "SERVER_NAME": urlsplit(settings.ADRESSE).hostname,
    "secure": settings.ADRESSE.startswith("https"),
}


def confirm(numero):
    """Press the button of one mail, as a browser would."""
    debut = time.monotonic()
    reponse = CLIENT.post(CONFIRMER.path_of(Inscription(pk=numero)), **SITE)
    fin = time.monotonic()
    connection.close()
    with Path(trace).open("a", encoding="utf-8") as sortie:
        sortie.write(f"{numero} {reponse.status_code} {debut} {fin}\n")


with ThreadPoolExecutor(FILS) as fils:
    list(fils.map(confirm, map(int, numeros)))
