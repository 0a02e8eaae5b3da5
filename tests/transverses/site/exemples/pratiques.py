"""A practice that the organisation tells, sent to the team; one that everybody reads."""

from spaser.site.portail.models import Recit
from tests.site.portail.pratiques.fabrique import make_recit

D_UN_RECIT = "sienne modifier lier avancer relire".split()


def give(_monde, maison):
    espace = maison.organisation.espace
    recit = Recit.objects.filter(espace=espace).first() or make_recit(espace, etat="envoyee")
    return {
        ("pratiques:fiche", "code"): "reserver-des-marches-a-l-insertion",
        **{(f"pratiques:{nom}", "pk"): recit.pk for nom in D_UN_RECIT},
    }
