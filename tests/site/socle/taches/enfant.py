"""A process of the site for the tests that kill it: `enfant RÔLE TÉMOIN [POINT MOMENT]`.

It stops for good before or after the function of POINT, once it has written TÉMOIN.
"""

import importlib
import sys
import threading
from pathlib import Path

import django

django.setup()


from spaser.site.socle.taches.travailleur import (  # noqa: E402 - same
    Planificateur,
    Travailleur,
)

_, role, temoin, *arret = sys.argv


def stop_at(point, moment):
    """Have the function of this path stop before it begins, or once it is done."""
    chemin, _, nom = point.rpartition(".")
    module = importlib.import_module(chemin)
    fonction = getattr(module, nom)

    def stopped(*args, **kwargs):
        rendu = fonction(*args, **kwargs) if moment == "après" else None
        Path(temoin).touch()
        threading.Event().wait(900)  # to be killed
        return rendu

    setattr(module, nom, stopped)


if arret:
    stop_at(*arret)
if role == "travailleur":
    Travailleur(("essai",)).run_all()
elif role == "planificateur":
    Planificateur(threading.Event()).look()
else:  # what a page does, by its name
    module, _, geste = role.rpartition(".")
    getattr(importlib.import_module(module), geste)()
Path(temoin).touch()
