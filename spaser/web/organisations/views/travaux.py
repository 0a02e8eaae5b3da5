"""The tasks of the workers, for the team: what waits, what runs, what failed, run again."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.acces import exige
from spaser.web.organisations.selectors import find_sirens
from spaser.web.organisations.views.gestes import fil_programme
from spaser.web.socle.journal import record
from spaser.web.socle.planification import (
    FICHIERS,
    PLANIFICATEUR,
    SILENCE,
    TRAVAILLEUR,
    list_ages,
    list_chutes,
)
from spaser.web.socle.taches.baux import run_again
from spaser.web.socle.taches.etat import list_echecs, read_taches

_PROCESSUS: Final = (
    (TRAVAILLEUR, "Courriels"),
    (FICHIERS, "Fichiers et calculs"),
    (PLANIFICATEUR, "Travaux à heure fixe"),
)


@exige(Operation.SUIVRE_TRAVAUX)
@require_safe
def programme_travaux(request: HttpRequest) -> HttpResponse:
    etat = read_taches()
    sirens = find_sirens(ligne.espace_id for ligne in chain.from_iterable(etat.lignes.values()))
    ages, chutes = list_ages(), list_chutes()
    contexte = {
        "fil": fil_programme("Travaux"),
        "nombres": etat.nombres,
        **{
            nom: [(ligne, sirens.get(ligne.espace_id)) for ligne in lignes]
            for nom, lignes in etat.lignes.items()
        },
        "processus": [
            (libelle, *_tell_processus(ages.get(nom), chutes.get(nom, 0)))
            for nom, libelle in _PROCESSUS
        ],
    }
    return render(request, "organisations/programme_travaux.html", contexte)


def _tell_processus(age: timedelta | None, chutes: int) -> tuple[str, bool]:
    if age is None:
        return "n’a pas encore donné signe de vie", True
    if chutes:
        return f"s’arrête sans cesse ({chutes} fois de suite)", False
    return ("ne répond plus", False) if age > SILENCE else ("en marche", True)


@exige(Operation.SUIVRE_TRAVAUX)
@require_POST
def relancer_travail(request: HttpRequest, pk: UUID) -> HttpResponse:
    echec = get_object_or_404(list_echecs(), pk=pk)
    run_again([echec.pk])
    record("travaux.relance", auteur=auteur_of(request), details={"tache": echec.task_path})
    messages.success(request, "Le travail est relancé.")
    return redirect("organisations:programme_travaux")
