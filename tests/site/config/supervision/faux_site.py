"""A site for the tests of the web server: notes which process makes which page."""

import os
import sys
from pathlib import Path

from spaser.site.config.gunicorn import ServeurWeb

_, trace, pages, *descripteurs = sys.argv
if "SPASER_FAUX_SITE_MALADE" in os.environ:
    sys.exit(4)


class FauxSite(ServeurWeb):
    def load(self):
        return answer

    def list_pages(self):
        return [f"https://exemple.fr{page}" for page in pages.split()]


def answer(demande, start_response):
    with Path(trace).open("a", encoding="utf-8") as sortie:
        sortie.write(f"{os.getpid()}:{demande['PATH_INFO']}\n")
    if demande["PATH_INFO"] == "/panne":
        raise RuntimeError
    demande["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


FauxSite(*map(int, descripteurs)).run()
