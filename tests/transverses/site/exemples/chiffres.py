"""An indicator, and a figure that the organisation wants to find again."""

from spaser.site.chiffres.models import Reference


def give(_monde, maison):
    gardee, _ = Reference.objects.get_or_create(
        espace=maison.organisation.espace,
        siren=maison.organisation.siren,
        indicateur="SOC-01",
        variante="nombre",
        annee=2025,
        methode="1",
        n=0,
        inconnus=0,
    )
    return {"code": "SOC-13", ("chiffres:reference", "pk"): gardee.pk}
