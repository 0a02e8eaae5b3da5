"""The outbox, for the team: what waits, what is late, what could not leave and why, once more."""

from __future__ import annotations

from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import auteur_of
from spaser.web.courriels.choix import count_choix
from spaser.web.courriels.etat import list_abandonnes, read_courriels, send_again
from spaser.web.organisations.acces import exige
from spaser.web.organisations.selectors import find_sirens
from spaser.web.organisations.views.gestes import fil_programme
from spaser.web.socle.journal import record


@exige(Operation.SUIVRE_TRAVAUX)
@require_safe
def programme_courriels(request: HttpRequest) -> HttpResponse:
    etat = read_courriels()
    sirens = find_sirens(ligne.espace_id for ligne in chain.from_iterable(etat.lignes.values()))
    contexte = {
        "fil": fil_programme("Courriels"),
        "nombres": etat.nombres,
        "choix": [compte for compte in count_choix() if not compte.est_nul],
        "retards": sum(ligne.en_retard for ligne in etat.lignes["a_envoyer"]),
        **{
            nom: [(ligne, sirens.get(ligne.espace_id)) for ligne in lignes]
            for nom, lignes in etat.lignes.items()
        },
    }
    return render(request, "organisations/programme_courriels.html", contexte)


@exige(Operation.SUIVRE_TRAVAUX)
@require_POST
def renvoyer_courriel(request: HttpRequest, pk: UUID) -> HttpResponse:
    courriel = get_object_or_404(list_abandonnes(), pk=pk)
    if send_again([courriel.pk]):
        record("courriels.renvoi", auteur=auteur_of(request), details={"nature": courriel.nature})
    messages.success(request, "Le courriel part de nouveau.")
    return redirect("organisations:programme_courriels")
