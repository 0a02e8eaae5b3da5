"""The demonstration's buyers, and its scenes one by one."""

from spaser.demonstration.territoire import ACHETEURS
from spaser.site.organisations.models import Espace
from spaser.site.socle.preparation import list_demonstration

METROPOLE, DEPARTEMENT, REGION = (acheteur.siren for acheteur in ACHETEURS[:3])


def find_metropole():
    """Return the space that is half way."""
    return Espace.objects.get(organisation__siren=METROPOLE)


def find_departement():
    """Return the space whose scheme is adopted."""
    return Espace.objects.get(organisation__siren=DEPARTEMENT)


def play(*titres):
    """Load the scenes of these titles, in this order."""
    scenes = dict(list_demonstration())
    for titre in titres:
        scenes[titre]()
