"""The site as `./start` shows it: the demonstration in the base, and its people signed in."""

from contextlib import contextmanager
from unittest.mock import patch

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from spaser.moteur.boite import appel
from spaser.regles.droits import ROLES_PROGRAMME
from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.espace.bilans import close_entrepots
from spaser.site.organisations.premiers_contenus import FIGURANTS, find_figurant
from spaser.site.socle.preparation import list_demonstration, list_premiers_contenus
from tests.outils.boite import answer_here
from tests.outils.scenario import METROPOLE
from tests.outils.territoire import find_territoire
from tests.site.organisations.fabrique import sign_in
from tests.transverses.site.marche import uncopied
from tests.transverses.site.personnes import ANONYME

# Everybody of the demonstration, by the name of their account, and nobody.
QUI = (ANONYME, *(figurant.compte for figurant in FIGURANTS))


@contextmanager
def open_demonstration(tmp_path_factory):
    """Fill the base as `spaser preparer --demonstration` does; it is left as it was."""
    with transaction.atomic(), fill_demonstration(tmp_path_factory) as dossier:
        yield dossier
        transaction.set_rollback(True)


@contextmanager
def fill_demonstration(tmp_path_factory):
    """Fill a base that goes with its folder."""
    dossier = tmp_path_factory.mktemp("demonstration")
    reglages = {
        "ENTREPOT": find_territoire(tmp_path_factory),
        "MARCHES_PRIVES": dossier / "prives",
        "MEDIA_ROOT": dossier / "fichiers",
        "DEMONSTRATION": True,
        "ESPACE_VISITABLE": METROPOLE,
    }
    ici = patch.object(appel, "open_boite", answer_here)  # files are read in this process
    with override_settings(**reglages), uncopied(), ici:
        with transaction.atomic():
            for _, charge in (*list_premiers_contenus(), *list_demonstration()):
                charge()
        yield dossier
    close_corriges()
    close_entrepots()


def seat(qui):
    """Return the browser of somebody of the demonstration."""
    if qui == ANONYME:
        client = Client()
    else:
        figurant = next(f for f in FIGURANTS if f.compte == qui)
        client = sign_in(find_figurant(qui), second_facteur=figurant.role in ROLES_PROGRAMME)
    client.raise_request_exception = False
    return client
