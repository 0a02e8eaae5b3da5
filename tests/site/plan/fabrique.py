"""Actions and kept proposals for tests."""

from spaser.site.espace.models import Proposition
from spaser.site.plan.actions.services import create_action


def make_action(espace, auteur, titre="Réserver un lot", etapes=(), **champs):
    """Record an action; a step is its title, when it is due, the day it was done."""
    lues = [{"titre": t, "fin": fin, "faite_le": faite} for t, fin, faite in etapes]
    return create_action(espace, {"titre": titre, **champs}, auteur, lues)


def keep(espace, *codes, nature="action", origine="diagnostic"):
    """Record proposals that somebody kept."""
    for code in codes:
        Proposition.objects.create(
            espace=espace,
            origine=origine,
            nature=nature,
            code=code,
            libelle=f"Faire {code}",
            raison=f"Parce que {code}.",
            etat="retenue",
        )
