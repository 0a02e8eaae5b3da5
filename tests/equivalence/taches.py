"""What each planned function does: today, tomorrow, and much later."""

from datetime import timedelta

import time_machine
from django.db import transaction
from django.test import TestCase

from spaser.site.socle.taches.travailleur import list_planifiees
from tests.equivalence.monde import JOUR, TIRAGES, keep_numeros
from tests.equivalence.posts import keep_fichiers, open_releve, watch_effets
from tests.transverses.site.marche import undone

APRES = (0, 1, 40)  # days


def record_taches(recueil, site):
    """Keep what each function writes and sends, in the demonstration as others left it."""
    with open_releve("tâches", site):
        for planifiee in list_planifiees():
            for jours in APRES:
                titre = f"{planifiee.nom} · J+{jours}"
                with keep_numeros(), undone(), keep_fichiers(site):
                    moment = JOUR + timedelta(days=jours)
                    recueil.note(titre, run(titre, planifiee, moment, site))


def run(titre, planifiee, moment, site):
    """Run a function at a time, and what it asks for; return its lines."""
    TIRAGES.start(titre)
    with (
        time_machine.travel(moment, tick=False),
        watch_effets(site) as effets,
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        echec = _try(planifiee.fonction, moment)
    return [*echec, *effets]


def _try(fonction, moment):
    try:
        with transaction.atomic():
            fonction(moment)
    except Exception as erreur:  # noqa: BLE001 - what a stopped function says is kept too
        return [f"échec {erreur}"]
    return []
