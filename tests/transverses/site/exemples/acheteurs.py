"""What a reader said of the organisation's public page, and the files that it gives."""

from datetime import UTC, datetime

from spaser.site.acheteurs.models import Remarque


def give(_monde, maison):
    remarque, _ = Remarque.objects.get_or_create(
        siren=maison.organisation.siren,
        nom=maison.organisation.nom,
        defaults={"message": "Un chiffre manque.", "creee_le": datetime(2026, 11, 24, tzinfo=UTC)},
    )
    return {
        ("acheteurs:repondre", "pk"): remarque.pk,
        ("acheteurs:dossier", "extension"): "json",
        ("acheteurs:kit_fichier", "extension"): "json",
    }
