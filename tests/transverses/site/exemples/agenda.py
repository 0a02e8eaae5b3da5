"""An event that comes, and somebody who has not confirmed yet."""

from spaser.web.agenda.liens import CONFIRMER, MIENNE
from spaser.web.agenda.models import Evenement, Inscription
from tests.web.agenda.fabrique import make_evenement, make_inscription

D_UN_EVENEMENT = (
    "evenement inscrire demandee tenir modifier acces suites annuler ecrire changer_etat presences "
    "deplacer exporter"
).split()


def give(_monde, _maison):
    evenement = Evenement.objects.first() or make_evenement()
    inscription = Inscription.objects.first() or make_inscription(evenement, etat="a_confirmer")
    return {
        **{(f"agenda:{nom}", "code"): evenement.code for nom in D_UN_EVENEMENT},
        ("agenda:deplacer", "pk"): inscription.pk,
        ("agenda:confirmer", "signature"): _sign(CONFIRMER, inscription),
        ("agenda:mienne", "signature"): _sign(MIENNE, inscription),
    }


def _sign(page, inscription):
    return page.path_of(inscription).rstrip("/").rpartition("/")[2]
