"""A plan of the organisation, and one of the catalogue."""

from spaser.site.diagnostic.models import Politique


def give(_monde, maison):
    politique, _ = Politique.objects.get_or_create(
        espace=maison.organisation.espace, code_plan="PCAET", defaults={"nom": "Plan climat"}
    )
    return {
        ("politiques:plan", "code"): "PCAET",
        **{(f"politiques:{nom}", "pk"): politique.pk for nom in ("fiche", "modifier", "supprimer")},
    }
