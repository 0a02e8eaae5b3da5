"""A module, one of its lessons, an attestation that was handed."""

from django.utils import timezone

from spaser.site.rencontres.formation.services import hand_attestation, read_modules
from spaser.site.rencontres.models import Attestation

D_UN_MODULE = "module attestation recommencer lecon scorm".split()


def give(_monde, _maison):
    jour = timezone.localdate()
    module, lecons = read_modules(jour)[0]
    attestation = Attestation.objects.first() or hand_attestation(
        module, lecons, "Camille Essai", jour
    )
    return {
        **{(f"formation:{nom}", "module"): module.code for nom in D_UN_MODULE},
        ("formation:lecon", "lecon"): lecons[0].court,
        ("formation:verifier", "code"): attestation.code,
    }
