"""The scheme as a file that other programs read, and as a deposit in the register."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.metier.format_spaser.fichier import encode_spaser, write_spaser
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.redaction.depot import find_sienne, open_depot_du_schema
from spaser.web.redaction.format_ouvert import gather_spaser
from spaser.web.redaction.plan_ouvert import list_pilotes_tus
from spaser.web.redaction.selectors import read_schema
from spaser.web.registre.depot.deposant import Deposant, check_ouverture
from spaser.web.registre.depot.selectors import tell_listes
from spaser.web.registre.models import NatureDepot
from spaser.web.socle.reponses import reply_fichier


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def format_ouvert(request: HttpRequest, espace: Espace) -> HttpResponse:
    nom = slugify(espace.nom)[:60] or espace.siren
    jour = timezone.localdate()
    octets = encode_spaser(gather_spaser(espace))
    return reply_fichier(octets, f"schema-{nom}-{jour:%Y-%m-%d}.spaser.json", "application/json")


@exige_espace(Operation.DEPOSER_SPASER)
@require_safe
def deposer(request: HttpRequest, espace: Espace) -> HttpResponse:
    schema = read_schema(espace)
    contexte = {
        "espace": espace,
        "fil": fil_espace(
            request,
            espace,
            ("Mon schéma", reverse("redaction:schema", args=[espace.siren])),
            ("Déposer au registre", None),
        ),
        "fiche": find_sienne(espace),
        "contenu": tell_listes(write_spaser(gather_spaser(espace, schema))),
        "pilotes_tus": list_pilotes_tus(schema.sujet.plan),
    }
    return render(request, "redaction/deposer.html", contexte)


@exige_espace(Operation.DEPOSER_SPASER)
@require_POST
def preparer_depot(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Open the draft of a deposit that says what the space says; nothing is sent."""
    deposant = Deposant(request.user.courriel, request.user)
    check_ouverture(deposant)
    edition = request.POST.get("nature") == NatureDepot.EDITION
    nature = NatureDepot.EDITION if edition else NatureDepot.CORRECTION
    depot = open_depot_du_schema(espace, deposant, nature)
    messages.success(request, "Le dépôt est prêt. Vérifiez ce qu’il contient, puis envoyez-le.")
    return redirect("registre:depot_schema", pk=depot.pk)
