"""« Mes mentions »: where this person was called in a space, read or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.commun.discussions import list_mentions
from spaser.web.organisations.espaces import exige_espace, fil_espace, is_visite
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def mentions(request: HttpRequest, espace: Espace) -> HttpResponse:
    siennes = list(list_mentions(espace, request.user))
    contexte = {
        "fil": fil_espace(request, espace, ("Mes mentions", None)),
        "espace": espace,
        "mentions": siennes,
        "non_lues": sum(mention.lue_le is None for mention in siennes),
        "regler": not (espace.est_garde or is_visite(request, espace)),
    }
    return render(request, "commun/mentions.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def lire_mentions(request: HttpRequest, espace: Espace) -> HttpResponse:
    siennes, numero = list_mentions(espace, request.user), request.POST.get("mention", "")
    if not (numero.isascii() and numero.isdigit()):
        siennes.filter(lue_le__isnull=True).update(lue_le=timezone.now())
        return redirect("commun:mentions", espace.siren)
    mention = get_object_or_404(siennes, pk=numero)
    siennes.filter(pk=mention.pk, lue_le__isnull=True).update(lue_le=timezone.now())
    return redirect(f"{mention.commentaire.discussion.adresse}#discussion")
