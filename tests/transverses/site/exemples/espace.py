"""Something that a tool proposes to the organisation."""

from spaser.site.espace.models import Proposition


def give(_monde, maison):
    proposee, _ = Proposition.objects.get_or_create(
        espace=maison.organisation.espace,
        origine="diagnostic",
        nature="action",
        code="ACT-01",
        defaults={"libelle": "Nommer un pilote", "raison": "Personne ne conduit le sujet."},
    )
    return {("espace:decider_proposition", "pk"): proposee.pk}
