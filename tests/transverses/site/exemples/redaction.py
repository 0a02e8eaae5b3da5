"""A heading that has words, then others; a step, a body, a logo."""

import io
from datetime import UTC, date, datetime

from PIL import Image

from spaser.site.schema.models import Comite, Jalon, Redaction, Schema, TexteAncien

D_UNE_RUBRIQUE = (
    "deplacer",
    "ecarter",
    "ecrire",
    "remettre",
    "renommer",
    "reprendre",
    "rubrique",
    "supprimer",
    "versions",
)


def give(_monde, maison):
    espace = maison.organisation.espace
    Redaction.objects.get_or_create(
        espace=espace,
        code="edito",
        partie=1,
        defaults={
            "blocs": [{"genre": "paragraphe", "contenu": "Nos achats.", "identifiant": "b1"}]
        },
    )
    logo = io.BytesIO()
    Image.new("RGB", (64, 64)).save(logo, "PNG")
    Schema.objects.get_or_create(espace=espace, defaults={"logo": logo.getvalue()})
    ancien, _ = TexteAncien.objects.get_or_create(
        espace=espace, code="edito", ecrit_le=datetime(2026, 11, 24, tzinfo=UTC)
    )
    jalon, _ = Jalon.objects.get_or_create(
        espace=espace, titre="Cadrage", defaults={"jour": date(2026, 11, 24)}
    )
    comite, _ = Comite.objects.get_or_create(espace=espace, nom="Comité de pilotage")
    return {
        ("redaction:fichier", "extension"): "json",
        **{(f"redaction:{nom}_point", "code"): "esus" for nom in ("passer", "reprendre")},
        ("redaction:deux_pages", "extension"): "json",
        ("redaction:kit_fichier", "extension"): "json",
        **{(f"redaction:{nom}", "code"): "edito" for nom in D_UNE_RUBRIQUE},
        ("redaction:remettre", "pk"): ancien.pk,
        **{(f"redaction:jalon_{nom}", "pk"): jalon.pk for nom in ("modifier", "retirer")},
        **{(f"redaction:comite_{nom}", "pk"): comite.pk for nom in ("modifier", "retirer")},
    }
