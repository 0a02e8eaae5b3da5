"""The scheme as a file that other programs read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.metier.format_spaser.fichier import encode_spaser
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.redaction.format_ouvert import gather_spaser
from spaser.web.socle.reponses import reply_fichier


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def format_ouvert(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Give the scheme in the open SPASER format, version 1.1 while it is a draft."""
    nom = slugify(espace.nom)[:60] or espace.siren
    jour = timezone.localdate()
    octets = encode_spaser(gather_spaser(espace))
    return reply_fichier(octets, f"schema-{nom}-{jour:%Y-%m-%d}.spaser.json", "application/json")
